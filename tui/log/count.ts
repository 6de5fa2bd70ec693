/** Counts the records of a selection from a sequence on, looking at each slot once. */

import type { RecordFilter } from "../../core/index.ts";
import { limits } from "../limits.ts";
import type { RecordSource } from "./source.ts";

export class Counter {
  readonly #reader: RecordSource;
  readonly #filter: RecordFilter;
  readonly #every: boolean;
  #from: number;
  #next: number;
  #count = 0;

  /** @param every The filter lets every record pass: then nothing needs to be read. */
  constructor(reader: RecordSource, filter: RecordFilter, every: boolean, from: number) {
    this.#reader = reader;
    this.#filter = filter;
    this.#every = every;
    this.#from = from;
    this.#next = from;
  }

  /** The count now; not exact from {@link limits.countedLines} on. */
  read(): { readonly count: number; readonly exact: boolean } {
    const oldest = this.#reader.oldest();
    if (this.#every) return { count: Math.max(0, this.#reader.latest() - Math.max(this.#from, oldest)), exact: true };
    // What was counted has been overwritten in part: begin again, but not for every few records.
    if (oldest - this.#from > limits.recountRecords) {
      this.#from = oldest;
      this.#next = oldest;
      this.#count = 0;
    }
    while (this.#count < limits.countedLines) {
      const end = this.#reader.latest();
      if (this.#next >= end) break;
      const found = this.#reader.select(this.#filter, this.#next, 1, limits.countChunk);
      this.#count += found.length;
      const last = found.at(-1);
      this.#next = found.length < limits.countChunk ? Math.max(end, (last ?? -1) + 1) : (last ?? end) + 1;
    }
    const exact = this.#count < limits.countedLines;
    return { count: exact ? this.#count : limits.countedLines, exact };
  }
}
