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
  const records: LogRecord[] = [];
  let read = 0;
  let worked = 0;
  let sliceStart = performance.now();
  let position = query.to;
  for (;;) {
    const chunk = reader.select(query.filter, position, -1, mcpLimits.chunkRecords);
    for (const sequence of chunk) {
      if (sequence < query.from) return { records, more: false, stoppedAt: undefined };
      const record = reader.at(sequence);
      if (record !== undefined && pattern.test(record.text)) {
        if (records.length === query.limit) return { records, more: true, stoppedAt: undefined };
        records.push(record);
      }
      position = sequence;
      read++;
      const elapsed = performance.now() - sliceStart;
      if (read >= budget.records || worked + elapsed >= budget.milliseconds || signal.aborted) {
        const left = reader.select(query.filter, position, -1, 1)[0];
        const stoppedAt = left !== undefined && left >= query.from ? position : undefined;
        return { records, more: false, stoppedAt };
      }
      if (elapsed >= mcpLimits.sliceMs) {
        worked += elapsed;
        await setImmediate();
        sliceStart = performance.now();
      }
    }
    if (chunk.length < mcpLimits.chunkRecords) return { records, more: false, stoppedAt: undefined };
  }
}
