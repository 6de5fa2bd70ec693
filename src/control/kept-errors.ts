/** Warnings and errors that a flood has pushed out of the log: the error ring has them still. */

import { setImmediate as turn } from "node:timers/promises";
import { chunk } from "es-toolkit";
import { type LogReader, type LogRecord, limits, type SearchQuery } from "../../core/index.ts";
import { firstErrorFrom, originOf } from "../logs/index.ts";
import { controlLimits } from "./limits.ts";

/** Where in the log they stood, from `from` on and before `to`, and how many are wanted: the newest. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Those that the query finds, in the order of the log and with their sequences in it. */
export async function keptErrors(
  errors: LogReader,
  query: SearchQuery,
  { from, to, count }: Stretch,
): Promise<LogRecord[]> {
  // As many as one claim holds may stand on the other side of each end: see `firstErrorFrom`.
  const low = Math.max(errors.oldest(), firstErrorFrom(errors, from) - limits.batchRecords);
  const high = Math.min(errors.latest(), firstErrorFrom(errors, to) + limits.batchRecords);
  if (count === 0 || low >= high) return [];
  const most = Math.min(high - low, count + 2 * limits.batchRecords);
  const kept: LogRecord[] = [];
  for (const part of chunk(errors.search(query, high, -1, most, low), controlLimits.batchLines)) {
    for (const sequence of part) {
      const record = errors.at(sequence);
      if (record === undefined) continue;
      const origin = originOf(record);
      if (origin >= from && origin < to) kept.push({ ...record, sequence: origin });
    }
    // They may be some ten thousand; others have their turn.
    await turn();
  }
  kept.sort((a, b) => b.sequence - a.sequence);
  return kept.slice(0, count).reverse();
}
