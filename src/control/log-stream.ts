/** Lines of the log for a client: in small messages, no faster than they are taken, with what was missed counted. */

import { setImmediate as turn } from "node:timers/promises";
import { chunk } from "es-toolkit";
import { type LogReader, type LogRecord, level, type RecordFilter } from "../../core/index.ts";
import { controlLimits } from "./limits.ts";
import { type Item, type LogLine, type LogStart, levelNames, type Params, streamNames } from "./requests.ts";
import type { Exchange } from "./server.ts";

/** Name under which Brummer's own lines stand. */
const OWN_NAME = "brum";
/** Its number as a source. */
const OWN_SOURCE = 0;

/** What a stream reads from. */
export interface LogSource {
  readonly reader: LogReader;
  /** Warnings and errors, also of longer ago than `reader` has them. */
  readonly errors: LogReader;
  /** Names and source numbers of all processes there are now. */
  /** Numbers of the lines of an error. Throws for one that is not known. */
  numbersOf(error: string): ReadonlySet<number>;
  names(): Promise<readonly { readonly name: string; readonly source: number }[]>;
}

/** Sends what `params` ask for; resolves with the cursor behind the last record that was looked at. */
export async function streamLogs(
  { reader, errors, names, numbersOf }: LogSource,
  params: Params<"logs">,
  exchange: Exchange<Item<"logs">>,
): Promise<{ cursor: number }> {
  const known = new Map<number, string>();
  const learn = async () => {
    for (const { source, name } of await names()) known.set(source, name);
  };
  await learn();
  const wanted = params.names.map((name) => sourceOf(name, known));
  const filter: RecordFilter = {
    ...(wanted.length === 0 ? {} : { sources: new Set(wanted) }),
    ...("time" in params.start ? { since: params.start.time } : {}),
    ...(params.level === undefined ? {} : { minLevel: level[params.level] }),
    ...(params.until === undefined ? {} : { until: params.until }),
    ...(params.error === undefined ? {} : { groups: numbersOf(params.error) }),
  };
  const find = (from: number, direction: 1 | -1, limit: number, until?: number) =>
    params.text === ""
      ? reader.select(filter, from, direction, limit, until)
      : reader.search({ text: params.text, ignoreCase: params.ignoreCase, filter }, from, direction, limit, until);
  const latest = reader.latest();
  const start = firstSequence(params.start, reader, latest, (count) => find(latest, -1, count).at(-1));
  const follower = reader.follow(start.cursor);
  let { missed } = start;
  // What a flood has pushed out of the log is kept elsewhere, if it is a warning or worse.
  if ((filter.minLevel ?? level.trace) >= level.warn && !("tail" in params.start)) {
    const lines = olderErrors(errors, reader.oldest(), params, filter)
      .filter(({ origin = 0 }) => !("cursor" in params.start) || origin >= params.start.cursor)
      .map((record) => lineOf({ ...record, sequence: record.origin ?? 0 }, known.get(record.source), params.styled));
    for (const part of chunk(lines, controlLimits.batchLines)) await exchange.send({ lines: part, missed: 0 });
  }
  while (!exchange.signal.aborted) {
    const end = params.follow ? reader.latest() : latest;
    if (follower.cursor >= end) {
      if (!params.follow) break;
      await Promise.race([follower.waitAsync(), aborted(exchange.signal)]);
      continue;
    }
    const oldest = reader.oldest();
    if (oldest > follower.cursor) {
      missed += oldest - follower.cursor;
      follower.cursor = oldest;
    }
    const until = Math.min(end, follower.cursor + controlLimits.batchRecords);
    const lines: LogLine[] = [];
    let characters = 0;
    const sequences = find(follower.cursor, 1, controlLimits.batchLines, until);
    // Where there may be more than were asked for, the next look begins behind the last one.
    let next = sequences.length < controlLimits.batchLines ? until : (sequences.at(-1) ?? until) + 1;
    for (const sequence of sequences) {
      const record = reader.at(sequence);
      if (record === undefined) missed += 1;
      else {
        if (record.source !== OWN_SOURCE && !known.has(record.source)) await learn();
        lines.push(lineOf(record, known.get(record.source), params.styled));
        characters += record.text.length + (record.styled?.length ?? 0);
      }
      if (characters < controlLimits.batchCharacters) continue;
      next = sequence + 1;
      break;
    }
    follower.cursor = next;
    if (lines.length > 0 || missed > 0) await exchange.send({ lines, missed });
    missed = 0;
    // A flood must not keep this thread's other clients waiting.
    await turn();
  }
  return { cursor: follower.cursor };
}

/** Warnings and errors that stood in the log before `oldest`. */
function olderErrors(errors: LogReader, oldest: number, params: Params<"logs">, filter: RecordFilter): LogRecord[] {
  const { text, ignoreCase } = params;
  const limit = errors.latest();
  const found =
    text === "" ? errors.select(filter, 0, 1, limit) : errors.search({ text, ignoreCase, filter }, 0, 1, limit);
  return found.flatMap((sequence) => {
    const record = errors.at(sequence);
    return record !== undefined && (record.origin ?? oldest) < oldest ? [record] : [];
  });
}

/** Where to begin, and how many records of what was asked for are gone already. */
function firstSequence(
  start: LogStart,
  reader: LogReader,
  latest: number,
  nthFromEnd: (count: number) => number | undefined,
): { cursor: number; missed: number } {
  const oldest = reader.oldest();
  if ("tail" in start) return { cursor: start.tail === 0 ? latest : (nthFromEnd(start.tail) ?? latest), missed: 0 };
  if (!("cursor" in start)) return { cursor: oldest, missed: 0 };
  if (start.cursor > latest) {
    throw new Error(
      `The cursor ${start.cursor} is ahead of the log, whose cursor is ${latest}: it comes from an earlier run of brum.`,
    );
  }
  return { cursor: Math.max(oldest, start.cursor), missed: Math.max(0, oldest - start.cursor) };
}

function sourceOf(name: string, known: ReadonlyMap<number, string>): number {
  for (const [source, its] of known) if (its === name) return source;
  if (name === OWN_NAME) return OWN_SOURCE;
  const names = [...known.values()];
  throw new Error(
    `No process "${name}" was started here. ${names.length === 0 ? "None was." : `Known: ${names.join(", ")}.`}`,
  );
}

function lineOf(record: LogRecord, name: string | undefined, styled: boolean): LogLine {
  const { sequence, time, source, flags, group, text } = record;
  return {
    sequence,
    group,
    time,
    source,
    name: source === OWN_SOURCE ? OWN_NAME : (name ?? "?"),
    stream: streamNames[record.stream] ?? "stdout",
    level: levelNames[record.level] ?? "info",
    flags,
    text,
    ...(styled && record.styled !== undefined ? { styled: record.styled } : {}),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
