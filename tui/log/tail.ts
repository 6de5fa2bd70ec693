/** The newest records of a selection while it is followed: only what is new in the ring is looked at. */

import type { RecordFilter } from "../../core/index.ts";
import type { RecordSource } from "./source.ts";

export class Tail {
  readonly #reader: RecordSource;
  readonly #filter: RecordFilter;
  /** Ascending; at most `#limit`. */
  #sequences: number[] = [];
  #next = -1;
  #limit = 0;

  constructor(reader: RecordSource, filter: RecordFilter) {
    this.#reader = reader;
    this.#filter = filter;
  }

  /** At most `limit` sequences, ascending. */
  newest(limit: number): readonly number[] {
    const end = this.#reader.latest();
    if (this.#next < 0 || limit > this.#limit) return this.#restart(end, limit);
    this.#limit = limit;
    if (end > this.#next) {
      const found = this.#reader.select(this.#filter, this.#next, 1, limit);
      // As many as asked for: there may be more behind them, and they fill the pane anyway.
      if (found.length >= limit) return this.#restart(end, limit);
      this.#sequences.push(...found);
      this.#next = Math.max(end, (found.at(-1) ?? -1) + 1);
    }
    const oldest = this.#reader.oldest();
    this.#sequences = this.#sequences.filter((sequence) => sequence >= oldest).slice(-limit);
    return this.#sequences;
  }

  #restart(end: number, limit: number): readonly number[] {
    this.#sequences = this.#reader.select(this.#filter, end, -1, limit).reverse();
    this.#next = end;
    this.#limit = limit;
    return this.#sequences;
  }
}
