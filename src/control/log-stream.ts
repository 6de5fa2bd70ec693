/** Lines of the log for a client: in small messages, no faster than they are taken, with what was missed counted. */

import { setImmediate as turn } from "node:timers/promises";
import {
  type LogReader,
  type LogRecord,
  level,
  levelNames,
  type RecordFilter,
  type SearchQuery,
  streamNames,
} from "../../core/index.ts";
import { flagsOf } from "../logs/index.ts";
import { keptErrors, type Stretch } from "./kept-errors.ts";
import { controlLimits } from "./limits.ts";
import type { Item, LogLine, Params } from "./requests.ts";
import type { Exchange } from "./server.ts";
import { type ListSources, SourceNames } from "./source-names.ts";

/** What a stream reads from. */
export interface LogSource {
  readonly reader: LogReader;
  /** Warnings and errors, also of longer ago than `reader` has them. */
  readonly errors: LogReader;
  readonly names: ListSources;
  /** Numbers of the lines of an error. Throws for one that is not known. */
  numbersOf(error: string): ReadonlySet<number>;
}

/** Sends what `params` ask for; resolves with the cursor behind the last record that was looked at. */
export async function streamLogs(
  source: LogSource,
  params: Params<"logs">,
  exchange: Exchange<Item<"logs">>,
): Promise<{ cursor: number }> {
  const { reader, errors } = source;
  const names = await SourceNames.of(source.names);
  const scope = scopeOf(params, names);
  const query = queryOf(params, scope, source);
  const latest = reader.latest();
  const start = beginning(params, source, latest, (count) => reader.search(query, latest, -1, count));
  const follower = reader.follow(start.cursor);
  let missed = 0;
  const lineOf = async (record: LogRecord) => toLine(record, await names.name(record.source), params.styled);
  const send = async (lines: LogLine[]) => {
    await exchange.send({ lines, missed });
    missed = 0;
  };
  /** For records that the log has lost. `lost`: how many are lost for good, where so many are kept elsewhere. */
  const recover = async (stretch: Stretch, lost: (kept: number) => number) => {
    const kept = asksForErrors(params) ? await keptErrors(errors, query, stretch) : [];
    missed += lost(kept.length);
    for (const part of parts(await Promise.all(kept.map(lineOf)))) await send(part);
  };
  await recover(start.before, start.lost);
  while (!exchange.signal.aborted) {
    const end = params.follow ? reader.latest() : latest;
    if (follower.cursor >= end) {
      if (missed > 0) await send([]);
      if (!params.follow) break;
      await Promise.race([follower.waitAsync(), aborted(exchange.signal)]);
      continue;
    }
    const from = follower.cursor;
    const gone = Math.min(end, reader.oldest());
    if (gone > from) {
      await recover({ from, to: gone, count: gone - from }, (kept) => gone - from - kept);
      // More may have gone while that was sent.
      follower.cursor = Math.max(gone, Math.min(end, reader.oldest()));
      missed += follower.cursor - gone;
    }
    const until = Math.min(end, follower.cursor + controlLimits.batchRecords);
    const found = lookedAt(reader, query, params.around === true ? scope : undefined, follower.cursor, until);
    const lines: LogLine[] = [];
    let characters = 0;
    let { next } = found;
    for (const { sequence, isAround } of found.sequences) {
      const record = reader.at(sequence);
      if (record === undefined) missed += 1;
      else {
        const line = await lineOf(record);
        lines.push(isAround ? { ...line, around: true } : line);
        characters += lengthOf(line);
      }
      if (characters < controlLimits.batchCharacters) continue;
      next = sequence + 1;
      break;
    }
    follower.cursor = next;
    if (lines.length > 0 || missed > 0) await send(lines);
    // A flood must not keep this thread's other clients waiting.
    await turn();
  }
  return { cursor: follower.cursor };
}

/** Whose lines, and from when. */
function scopeOf({ names, start, until }: Params<"logs">, known: SourceNames): RecordFilter {
  return {
    ...(names.length === 0 ? {} : { sources: new Set(names.map((name) => known.source(name))) }),
    ...("time" in start ? { since: start.time } : {}),
    ...(until === undefined ? {} : { until }),
  };
}

/** Which of these lines are asked for. */
function queryOf(params: Params<"logs">, scope: RecordFilter, { numbersOf }: LogSource): SearchQuery {
  const { text, ignoreCase, kinds, error } = params;
  const filter: RecordFilter = {
    ...scope,
    ...(params.level === undefined ? {} : { minLevel: level[params.level] }),
    ...(kinds === undefined ? {} : { anyFlags: flagsOf(kinds) }),
    ...(error === undefined ? {} : { groups: numbersOf(error) }),
  };
  return { text, ignoreCase, filter };
}

/** Whether what is asked for stands, in whole or in part, where warnings and errors are kept for longer. */
function asksForErrors({ level: least = "trace", error, kinds }: Params<"logs">): boolean {
  return level[least] >= level.warn || error !== undefined || kinds?.includes("error") === true;
}

/** Where to begin; what to look for of what stood before that; how many records are lost, where so many were found of it. */
interface Beginning {
  readonly cursor: number;
  readonly before: Stretch;
  readonly lost: (kept: number) => number;
}

function beginning(
  { start, level: least = "trace" }: Params<"logs">,
  { reader, errors }: LogSource,
  latest: number,
  newest: (count: number) => number[],
): Beginning {
  if ("tail" in start) {
    const found = start.tail === 0 ? [] : newest(start.tail);
    const cursor = found.at(-1) ?? latest;
    const count = start.tail - found.length;
    // Fewer than were asked for: that may be for those that are lost.
    const gone = level[least] >= level.warn ? errors.oldest() : reader.oldest();
    return { cursor, before: { from: 0, to: cursor, count }, lost: (kept) => (kept < count ? gone : 0) };
  }
  const oldest = reader.oldest();
  if (!("cursor" in start)) {
    return { cursor: oldest, before: { from: 0, to: oldest, count: Number.POSITIVE_INFINITY }, lost: () => 0 };
  }
  if (start.cursor > latest) {
    throw new Error(
      `The cursor ${start.cursor} is ahead of the log, whose cursor is ${latest}: it comes from an earlier run of brum.`,
    );
  }
  const from = start.cursor;
  const cursor = Math.max(oldest, from);
  return { cursor, before: { from, to: cursor, count: cursor - from }, lost: (kept) => cursor - from - kept };
}

/** Records from `from` on and before `until` that are to be sent, and where to look next. */
function lookedAt(
  reader: LogReader,
  query: SearchQuery,
  scope: RecordFilter | undefined,
  from: number,
  until: number,
): { sequences: { sequence: number; isAround: boolean }[]; next: number } {
  const found = reader.search(
    scope === undefined ? query : { filter: scope },
    from,
    1,
    controlLimits.batchLines,
    until,
  );
  const fitting = scope === undefined ? undefined : new Set(reader.search(query, from, 1, until - from, until));
  return {
    sequences: found.map((sequence) => ({ sequence, isAround: fitting?.has(sequence) === false })),
    // Where there may be more than were asked for, the next look begins behind the last one.
    next: found.length < controlLimits.batchLines ? until : (found.at(-1) ?? until) + 1,
  };
}

/** Lines as they are sent: not too much at once. */
function* parts(lines: readonly LogLine[]): Generator<LogLine[]> {
  let part: LogLine[] = [];
  let characters = 0;
  for (const line of lines) {
    part.push(line);
    characters += lengthOf(line);
    if (part.length < controlLimits.batchLines && characters < controlLimits.batchCharacters) continue;
    yield part;
    part = [];
    characters = 0;
  }
  if (part.length > 0) yield part;
}

function lengthOf({ text, styled = "" }: LogLine): number {
  return text.length + styled.length;
}

function toLine(record: LogRecord, name: string, isStyled: boolean): LogLine {
  const { sequence, time, source, flags, group, text, styled } = record;
  return {
    sequence,
    group,
    time,
    source,
    name,
    stream: streamNames[record.stream],
    level: levelNames[record.level],
    flags,
    text,
    ...(isStyled && styled !== undefined ? { styled } : {}),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
