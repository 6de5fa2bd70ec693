/** Searches for warnings and errors go through the ring that keeps them apart: it is small, and no flood pushes them out of it. */

import { type LogReader, level } from "../../core/index.ts";
import { firstErrorFrom, originOf } from "../logs/index.ts";
import { type LogMatches, type LogQuery, searchLog } from "./search.ts";
import { searchAgain } from "./search-again.ts";
import { type SearchCache, searchKey } from "./search-cache.ts";

/** The log, and beside it the warnings and errors of longer ago. */
export interface LogReaders {
  readonly reader: LogReader;
  readonly errors: LogReader;
  /** What was searched in them before; undefined: nothing is remembered. */
  readonly searches?: SearchCache;
}

/**
 * As `searchLog`, but for `next`. Where only warnings and worse are asked for, those are found too that are overwritten in the log itself. Errors
 * of several producers may stand the other way round there than in the log; the answer is in the order of the log.
 */
export async function searchKept(
  { reader, errors, searches }: LogReaders,
  query: LogQuery,
  signal: AbortSignal,
  milliseconds?: number,
): Promise<LogMatches> {
  const search = (ring: "log" | "errors", part: LogQuery) => {
    const of = ring === "log" ? reader : errors;
    if (searches === undefined) return searchLog(of, part, signal, milliseconds);
    return searchAgain(of, part, { cache: searches, key: searchKey(ring, query) }, signal, milliseconds);
  };
  const isSerious = (query.filter.minLevel ?? level.trace) >= level.warn;
  if (!isSerious || !reachesBack({ reader, errors }, query.from)) return search("log", query);
  const from = firstErrorFrom(errors, query.from);
  const to = firstErrorFrom(errors, query.to);
  const found = await search("errors", { ...query, from, to });
  const records = found.records
    .map((record) => ({ ...record, sequence: originOf(record) }))
    .sort((a, b) => b.sequence - a.sequence);
  const last = records.at(-1)?.sequence;
  return {
    records,
    more: found.more,
    stoppedAt: found.stoppedAt === undefined ? undefined : (last ?? originAt(errors, found.stoppedAt) ?? query.from),
    partly: found.partly === undefined ? undefined : originAt(errors, found.partly),
  };
}

/** Whether the errors that are kept go back as far as is asked, or as the log itself. */
function reachesBack({ reader, errors }: LogReaders, from: number): boolean {
  const oldest = errors.oldest();
  if (oldest === 0) return true;
  const origin = originAt(errors, oldest);
  return origin !== undefined && origin <= Math.max(from, reader.oldest());
}

function originAt(errors: LogReader, sequence: number): number | undefined {
  const record = errors.at(sequence);
  return record === undefined ? undefined : originOf(record);
}
