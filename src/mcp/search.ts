/** Searches of the log ring that cannot hold the thread: bounded in records and time, in slices. */

import { setImmediate } from "node:timers/promises";
import type { LogReader, LogRecord, RecordFilter } from "../../core/index.ts";
import { mcpLimits } from "./limits.ts";
import type { Pattern } from "./pattern/index.ts";

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
  readonly pattern: Pattern | undefined;
  /** Matches at most, the newest ones. */
  readonly limit: number;
}

/** Matches, newest first. */
export interface LogMatches {
  readonly records: readonly LogRecord[];
  /** True when there are matches beyond the limit. */
  readonly more: boolean;
  /** Where a search ran out of records or time: lines before this sequence were not looked at. */
  readonly stoppedAt: number | undefined;
}

/** Bounds of one pattern search, for tests. */
export interface SearchBudget {
  readonly records: number;
  readonly milliseconds: number;
}

const budgetOfCalls: SearchBudget = { records: mcpLimits.patternRecords, milliseconds: mcpLimits.patternMs };

/** The newest matches of `query`. Stops early, with what it has, when `signal` says that nobody waits. */
export async function searchLog(
  reader: LogReader,
  query: LogQuery,
  signal: AbortSignal,
  budget: SearchBudget = budgetOfCalls,
): Promise<LogMatches> {
  const { pattern } = query;
  if (pattern !== undefined) return searchPattern(reader, query, pattern, signal, budget);
  const found = query.text === "" ? selectNewest(reader, query) : await searchText(reader, query, signal);
  const records = found.slice(0, query.limit).map((sequence) => reader.at(sequence));
  // A record may be overwritten between finding it and reading it.
  const kept = records.filter((record) => record !== undefined);
  return { records: kept, more: found.length > query.limit, stoppedAt: undefined };
}

/** Sequences of every line, newest first, one more than asked for where there are more. */
function selectNewest(reader: LogReader, { filter, from, to, limit }: LogQuery): number[] {
  return reader.select(filter, to, -1, limit + 1).filter((sequence) => sequence >= from);
}

async function searchText(reader: LogReader, query: LogQuery, signal: AbortSignal): Promise<number[]> {
  const { filter, from, to, text, ignoreCase, limit } = query;
  const wanted = { text, ignoreCase, filter };
  if (from <= reader.oldest()) return reader.search(wanted, to, -1, limit + 1);
  // From a cursor on, the work is what came since: forward, keeping the newest.
  let newest: number[] = [];
  for (let position = from; ; ) {
    const found = reader.search(wanted, position, 1, mcpLimits.chunkRecords);
    const last = found.at(-1);
    newest = newest.concat(found.filter((sequence) => sequence < to)).slice(-(limit + 1));
    if (found.length < mcpLimits.chunkRecords || last === undefined || last >= to || signal.aborted) break;
    position = last + 1;
    await setImmediate();
  }
  return newest.reverse();
}

async function searchPattern(
  reader: LogReader,
  query: LogQuery,
  pattern: Pattern,
  signal: AbortSignal,
  budget: SearchBudget,
): Promise<LogMatches> {
  const found: LogRecord[] = [];
  const result = (more: boolean, stoppedAt?: number): LogMatches => ({ records: found, more, stoppedAt });
  let read = 0;
  let worked = 0;
  let sliceStart = performance.now();
  for (let position = query.to; ; ) {
    const chunk = reader.select(query.filter, position, -1, mcpLimits.chunkRecords);
    for (const record of recordsOf(reader, chunk)) {
      if (record.sequence < query.from) return result(false);
      if (pattern.test(record.text)) {
        if (found.length === query.limit) return result(true);
        found.push(record);
      }
      read++;
      const elapsed = performance.now() - sliceStart;
      if (read >= budget.records || worked + elapsed >= budget.milliseconds || signal.aborted) {
        const next = reader.select(query.filter, record.sequence, -1, 1)[0];
        return result(false, next !== undefined && next >= query.from ? record.sequence : undefined);
      }
      if (elapsed >= mcpLimits.sliceMs) {
        worked += elapsed;
        await setImmediate();
        sliceStart = performance.now();
      }
    }
    const oldest = chunk.at(-1);
    if (oldest === undefined || chunk.length < mcpLimits.chunkRecords) return result(false);
    position = oldest;
  }
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
