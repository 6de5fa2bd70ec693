/** Searches of the log ring that cannot hold the thread: bounded in records and time, in slices. */

import type { LogReader, LogRecord, RecordFilter } from "../../core/index.ts";
import { isRepeat, type Pattern } from "../logs/index.ts";
import { mcpLimits } from "./limits.ts";
import { Pace } from "./pace.ts";

/** What says whether a line fits; see `Pattern`. Two of one name say the same; without a name nothing is known of others. */
export type LinePattern = Pick<Pattern, "test" | "required"> & Partial<Pick<Pattern, "name">>;

/** Characters of a required text that is looked for first: a shorter one is in almost every line. */
const LEAST_REQUIRED = 3;

/** What to look for. */
export interface LogQuery {
  readonly filter: RecordFilter;
  /** Sequence that the oldest match may have. */
  readonly from: number;
  /** Sequence before which the newest match must be. */
  readonly to: number;
  /** Text that a line must hold; empty for every line. */
  readonly text: string;
  /** Whether case matters for `text`: ASCII letters are folded where not. */
  readonly ignoreCase: boolean;
  /** Takes the place of `text`. */
  readonly pattern: LinePattern | undefined;
  /** No lines that one of these fits. */
  readonly hidden?: readonly Pick<LinePattern, "test" | "name">[];
  /** Matches that repeat themselves one after the other are one. */
  readonly collapse?: boolean;
  /** Matches at most, the newest ones. */
  readonly limit: number;
}

/** A match; where it stands for several that follow each other, it is the oldest of them. */
export interface Match extends LogRecord {
  readonly repeats?: number;
}

/** Matches, newest first. */
export interface LogMatches {
  readonly records: readonly Match[];
  /** True when there are matches beyond the limit. */
  readonly more: boolean;
  /** The newest of those. */
  readonly next?: Match | undefined;
  /** Where a search ran out of time: lines before this sequence were not looked at. */
  readonly stoppedAt: number | undefined;
  /** Sequence of the line in which it ran out of time: that one was looked at in part. */
  readonly partly: number | undefined;
}

/**
 * The newest matches of `query`. Goes back through the log in short runs, gives the event loop a turn between them, and
 * ends early, with what it has, after `milliseconds` of work or when `signal` says that nobody waits.
 */
export async function searchLog(
  reader: LogReader,
  query: LogQuery,
  signal: AbortSignal,
  milliseconds: number = mcpLimits.searchMs,
): Promise<LogMatches> {
  const { pattern, hidden = [], collapse = false, limit } = query;
  // What must fit, then what must not.
  const tests = [...(pattern === undefined ? [] : [pattern]), ...hidden];
  const records: Match[] = [];
  const end = Math.max(query.from, reader.oldest());
  const pace = new Pace(milliseconds, signal);
  const stopped = (at: number, partly?: number): LogMatches => {
    return { records, more: false, stoppedAt: at > end ? at : undefined, partly };
  };
  let run = 1;
  for (let position = query.to; position > end; ) {
    const started = performance.now();
    const start = Math.max(end, position - run);
    const sequences = candidates(reader, query, position, start, limit + 1 - records.length);
    for (const record of recordsOf(reader, sequences)) {
      const { sequence, text } = record;
      let matches = true;
      for (const test of tests) {
        let fits = test.test(text);
        while (typeof fits === "object") {
          if (pace.isDue && (await pace.isOver())) return stopped(sequence, sequence);
          fits = test.test(text, fits);
        }
        matches = fits === (test === pattern);
        if (!matches) break;
      }
      const last = records.at(-1);
      if (matches && collapse && last !== undefined && isRepeat(last, record)) {
        records[records.length - 1] = { ...record, repeats: (last.repeats ?? 1) + 1 };
      } else if (matches) {
        if (records.length === limit) {
          return { records, more: true, next: record, stoppedAt: undefined, partly: undefined };
        }
        records.push(record);
      }
      if (pace.isDue && (await pace.isOver())) return stopped(sequence);
    }
    // With as many candidates as were asked for, there may be more before the oldest of them.
    position = sequences.length < mcpLimits.searchRecords ? start : (sequences.at(-1) ?? start);
    // How long the lines are, and how hard to search, shows only in searching them: a slow run makes the next one shorter.
    const wasQuick = performance.now() - started < mcpLimits.sliceMs / 4;
    const most = isTriedOnAll(query) ? mcpLimits.searchRecords : mcpLimits.scanRecords;
    run = wasQuick ? Math.min(run * 2, most) : Math.max(1, Math.floor(run / 2));
    if (pace.isDue && (await pace.isOver())) return stopped(position);
  }
  return stopped(end);
}

/** Whether every record has to be decoded and tried: a pattern without a text that its matches must hold. */
function isTriedOnAll({ pattern }: LogQuery): boolean {
  return pattern !== undefined && pattern.required.length < LEAST_REQUIRED;
}

/**
 * Sequences of [start, position) to look at more closely, newest first. Where nothing but a plain text is looked for these are the
 * matches, and `missing` of them are enough.
 */
function candidates(reader: LogReader, query: LogQuery, position: number, start: number, missing: number): number[] {
  const { filter, text, ignoreCase, pattern, hidden = [], collapse = false } = query;
  const count = hidden.length === 0 && !collapse ? missing : mcpLimits.searchRecords;
  if (pattern !== undefined && !isTriedOnAll(query)) {
    const query = { text: pattern.required, ignoreCase, filter };
    return reader.search(query, position, -1, mcpLimits.searchRecords, start);
  }
  if (pattern !== undefined) return reader.select(filter, position, -1, mcpLimits.searchRecords, start);
  if (text === "") return reader.select(filter, position, -1, count, start);
  return reader.search({ text, ignoreCase, filter }, position, -1, count, start);
}

/** The records of falling sequences; without a gap they are decoded together, which is three times as quick. */
function* recordsOf(reader: LogReader, sequences: readonly number[]): Generator<LogRecord> {
  const newest = sequences[0] ?? 0;
  const oldest = sequences.at(-1) ?? 0;
  if (newest - oldest + 1 === sequences.length) {
    yield* reader.range(oldest, newest + 1).records.reverse();
    return;
  }
  for (const sequence of sequences) {
    const record = reader.at(sequence);
    if (record !== undefined) yield record;
  }
}
