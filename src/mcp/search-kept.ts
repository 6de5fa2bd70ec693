/** Searches for warnings and errors go through the ring that keeps them apart: it is small, and no flood pushes them out of it. */

import { type LogReader, type LogRecord, level } from "../../core/index.ts";
import { type LogMatches, type LogQuery, searchLog } from "./search.ts";

/** The log, and beside it the warnings and errors of longer ago. */
export interface LogReaders {
  readonly reader: LogReader;
  readonly errors: LogReader;
}

/**
 * As `searchLog`. Where only warnings and worse are asked for, those are found too that are overwritten in the log itself. Errors
 * of several producers may stand the other way round there than in the log; the answer is in the order of the log.
 */
export async function searchKept(
  { reader, errors }: LogReaders,
  query: LogQuery,
  signal: AbortSignal,
  milliseconds?: number,
): Promise<LogMatches> {
  const isSerious = (query.filter.minLevel ?? level.trace) >= level.warn;
  if (!isSerious || !reachesBack({ reader, errors }, query.from)) return searchLog(reader, query, signal, milliseconds);
  const from = firstFrom(errors, query.from);
  const to = firstFrom(errors, query.to);
  const found = await searchLog(errors, { ...query, from, to }, signal, milliseconds);
  const records = found.records
    .map((record) => ({ ...record, sequence: record.origin ?? record.sequence }))
    .sort((a, b) => b.sequence - a.sequence);
  const last = records.at(-1)?.sequence;
  return {
    records,
    more: found.more,
    stoppedAt: found.stoppedAt === undefined ? undefined : (last ?? originOf(errors.at(found.stoppedAt)) ?? query.from),
    partly: found.partly === undefined ? undefined : originOf(errors.at(found.partly)),
  };
}

/** Whether the errors that are kept go back as far as is asked, or as the log itself. */
function reachesBack({ reader, errors }: LogReaders, from: number): boolean {
  const oldest = errors.oldest();
  if (oldest === 0) return true;
  const origin = originOf(errors.at(oldest));
  return origin !== undefined && origin <= Math.max(from, reader.oldest());
}

function originOf(record: LogRecord | undefined): number | undefined {
  return record === undefined ? undefined : (record.origin ?? record.sequence);
}

/** The first error that stands at `sequence` of the log or behind: halves what is kept. */
function firstFrom(errors: LogReader, sequence: number): number {
  let low = errors.oldest();
  let high = errors.latest();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const origin = originOf(errors.at(middle));
    // What is overwritten meanwhile is older.
    if (origin === undefined || origin < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
