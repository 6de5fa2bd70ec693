/** Where the records of the error ring stand in the log. */

import type { LogReader, LogRecord } from "../../core/index.ts";

/** Its sequence in the log, where it may be overwritten by now. */
export function originOf({ origin, sequence }: LogRecord): number {
  return origin ?? sequence;
}

/**
 * The first record of the error ring that stands at `sequence` of the log or behind: halves what is kept. Errors that several
 * producers wrote at the same moment may stand the other way round than in the log, so some beside it may be on its other side.
 */
export function firstErrorFrom(errors: LogReader, sequence: number): number {
  let low = errors.oldest();
  let high = errors.latest();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const record = errors.at(middle);
    // What is overwritten meanwhile is older.
    if (record === undefined || originOf(record) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
