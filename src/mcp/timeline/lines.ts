/** Lines that belong into the timeline: all of them, or those that matter. Bounded in number and work. */

import { flag, type LogReader, type LogRecord, level, stream } from "../../../core/index.ts";
import { firstErrorFrom, originOf } from "../../logs/index.ts";
import { mcpLimits } from "../limits.ts";
import { Pace } from "../pace.ts";

/**
 * `important`: warnings and worse, and what Brummer itself says of the processes. Lines of an error, a build, or tests are not among
 * them where these are told themselves.
 */
export const lineChoices = ["important", "all", "none"] as const;
export type LineChoice = (typeof lineChoices)[number];

/** Which lines of a stretch of the log. */
export interface LineStretch {
  readonly from: number;
  readonly to: number;
  readonly choice: LineChoice;
  /** Numbers of errors that are told. */
  readonly told: ReadonlySet<number>;
  /** Whether the first `limit` of them are wanted, or the last. */
  readonly wanted: "first" | "last";
  readonly limit: number;
}

/** Lines in their order, and the stretch that they are all lines of. */
export interface StretchLines {
  readonly records: readonly LogRecord[];
  readonly from: number;
  readonly to: number;
}

interface Readers {
  readonly reader: LogReader;
  readonly errors: LogReader;
}

/** What tells of itself otherwise. */
const TOLD_FLAGS = flag.build | flag.test;

/** Ends early when `signal` says so, or after `mcpLimits.searchMs` of work: then the stretch is shorter. */
export async function linesOf(readers: Readers, stretch: LineStretch, signal: AbortSignal): Promise<StretchLines> {
  const { from, to, choice, wanted, limit } = stretch;
  if (choice === "none" || from >= to) return { records: [], from, to };
  const pace = new Pace(mcpLimits.searchMs, signal);
  const start = Math.min(to, Math.max(from, readers.reader.oldest()));
  let records: LogRecord[] = [];
  if (wanted === "first") {
    records = keptBefore(readers.errors, start, stretch).slice(0, limit);
    for (let at = start; at < to; at += mcpLimits.scanRecords) {
      if (records.length >= limit) break;
      const end = Math.min(to, at + mcpLimits.scanRecords);
      records.push(...wantedIn(readers.reader, at, end, stretch, limit - records.length));
      if (records.length < limit && pace.isDue && (await pace.isOver())) return { records, from, to: end };
    }
    return records.length < limit ? { records, from, to } : { records, from, to: (records.at(-1)?.sequence ?? to) + 1 };
  }
  for (let end = to; end > start; end -= mcpLimits.scanRecords) {
    const at = Math.max(start, end - mcpLimits.scanRecords);
    records = [...wantedIn(readers.reader, at, end, stretch, Number.POSITIVE_INFINITY), ...records];
    if (records.length >= limit) {
      const last = records.slice(-limit);
      return { records: last, from: last[0]?.sequence ?? at, to };
    }
    if (pace.isDue && (await pace.isOver())) return { records, from: at, to };
  }
  return { records: [...keptBefore(readers.errors, start, stretch), ...records].slice(-limit), from, to };
}

/** Warnings and worse that are overwritten in the log itself. */
function keptBefore(errors: LogReader, start: number, { from, choice, told }: LineStretch): LogRecord[] {
  const kept: LogRecord[] = [];
  if (from >= start) return kept;
  for (let at = firstErrorFrom(errors, from); at < errors.latest() && kept.length < mcpLimits.matches; at++) {
    const record = errors.at(at);
    if (record === undefined || originOf(record) < from) continue;
    if (originOf(record) >= start) break;
    if (choice === "all" || isWanted(record, told)) kept.push({ ...record, sequence: originOf(record) });
  }
  return kept;
}

function wantedIn(
  reader: LogReader,
  from: number,
  to: number,
  { choice, told }: LineStretch,
  limit: number,
): LogRecord[] {
  if (choice === "all") return reader.range(from, Math.min(to, from + limit)).records;
  const sequences: number[] = [];
  const follower = reader.follow(from);
  while (follower.cursor < to && sequences.length < limit) {
    const { records } = follower.nextRaw(to - follower.cursor);
    if (records.count === 0) break;
    for (let index = 0; index < records.count; index++) {
      const [at, group, flags] = [records.level(index), records.group(index), records.flags(index)];
      if (!isWanted({ stream: records.stream(index), level: at, group, flags }, told)) continue;
      sequences.push(records.first + index);
      if (sequences.length >= limit) break;
    }
  }
  return sequences.flatMap((sequence) => reader.at(sequence) ?? []);
}

function isWanted(
  { stream: of, level: at, group, flags }: Pick<LogRecord, "stream" | "level" | "group" | "flags">,
  told: ReadonlySet<number>,
): boolean {
  if (of === stream.system) return true;
  return at >= level.warn && (flags & TOLD_FLAGS) === 0 && (group === 0 || !told.has(group));
}
