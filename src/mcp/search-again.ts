/** A search that was made before looks only at what has come since. */

import type { LogReader } from "../../core/index.ts";
import { isRepeat } from "../logs/index.ts";
import { type LogMatches, type LogQuery, type Match, searchLog } from "./search.ts";
import type { KnownPart, SearchCache } from "./search-cache.ts";
import { settledBefore } from "./settled.ts";

/** Where a search is remembered. */
export interface Memory {
  readonly cache: SearchCache;
  /** See `searchKey`; undefined: it is not remembered. */
  readonly key: string | undefined;
}

/** Exactly as `searchLog`, in the time that what is new takes. */
export async function searchAgain(
  reader: LogReader,
  query: LogQuery,
  { cache, key }: Memory,
  signal: AbortSignal,
  milliseconds?: number,
): Promise<LogMatches> {
  if (key === undefined) return searchLog(reader, query, signal, milliseconds);
  const floor = floorOf(reader, query);
  const latest = reader.latest();
  const high = Math.min(query.to, looksAhead(query) ? settledBefore(reader, latest) : latest);
  const known = cache.get(key);
  const found =
    (known !== undefined && known.high <= query.to && known.floor <= floor
      ? await searchNewer(reader, query, known, signal, milliseconds)
      : undefined) ?? (await searchLog(reader, query, signal, milliseconds));
  const part = partOf(found, floor, high);
  if (part !== undefined) cache.set(key, part);
  return found;
}

/** Nothing before it can be found any more. */
function floorOf(reader: LogReader, { from }: LogQuery): number {
  return Math.max(from, reader.oldest());
}

/** Whether what comes later can make a record a match: a text may begin in one and end in the next of the same line. */
function looksAhead({ text, pattern }: LogQuery): boolean {
  return (pattern === undefined ? text : pattern.required) !== "";
}

/** Undefined where that cannot be told without a search of it all. */
async function searchNewer(
  reader: LogReader,
  query: LogQuery,
  known: KnownPart,
  signal: AbortSignal,
  milliseconds?: number,
): Promise<LogMatches | undefined> {
  const from = Math.max(known.high, query.from);
  const newer = await searchLog(reader, { ...query, from }, signal, milliseconds);
  const floor = floorOf(reader, query);
  if (!isWhole(newer)) return { ...newer, stoppedAt: newer.stoppedAt ?? (from > floor ? from : undefined) };
  return joined(newer, known, floor, query);
}

function isWhole({ stoppedAt, partly }: LogMatches): boolean {
  return stoppedAt === undefined && partly === undefined;
}

/** New matches and those known before, as one search would have found them; undefined where that cannot be told. */
function joined(newer: LogMatches, known: KnownPart, floor: number, query: LogQuery): LogMatches | undefined {
  if (newer.more) return newer;
  const records: Match[] = [...newer.records];
  for (const record of known.next === undefined ? known.records : [...known.records, known.next]) {
    if (record.sequence < floor) {
      // All that is older is overwritten as well; of several, the newer ones may still be there.
      if (record.repeats !== undefined) return undefined;
      break;
    }
    const last = records.at(-1);
    const isSame = query.collapse === true && last !== undefined && isRepeat(last, record);
    if (!isSame && records.length === query.limit) return { ...newer, records, more: true, next: record };
    if (record === known.next) return undefined;
    if (isSame) records[records.length - 1] = { ...record, repeats: (last.repeats ?? 1) + (record.repeats ?? 1) };
    else records.push(record);
  }
  return { ...newer, records };
}

/** What a search says of the records before `high`; undefined: nothing. */
function partOf(found: LogMatches, floor: number, high: number): KnownPart | undefined {
  if (!isWhole(found)) return undefined;
  const { records, next } = found;
  const all = next === undefined ? records : [...records, next];
  let start = all.findIndex(({ sequence }) => sequence < high);
  if (start === -1) start = all.length;
  const first = all[start];
  let end = high;
  // It stands for several, of which some may be behind the border: they are looked at again.
  if (first?.repeats !== undefined) {
    end = first.sequence;
    start++;
  }
  if (next !== undefined && start === all.length) return undefined;
  return { floor, high: end, records: records.slice(start), next };
}
