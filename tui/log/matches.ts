/**
 * Which records of the ring belong to what is shown, kept up to date by looking at each new slot once. Eight bytes a
 * record, and never more of them than the ring has slots.
 */

import { limits } from "../limits.ts";
import { filterOf, type RecordSource } from "./source.ts";

export class Matches {
  readonly #reader: RecordSource;
  readonly #source: number | "all";
  /** Ascending; those before `#head` have been overwritten. Not used for "all", where every sequence is one. */
  #sequences: number[] = [];
  #head = 0;
  #next = 0;

  constructor(reader: RecordSource, source: number | "all") {
    this.#reader = reader;
    this.#source = source;
  }

  /** Takes in what has come and forgets what was overwritten. */
  update(): void {
    if (this.#source === "all") return;
    const oldest = this.#reader.oldest();
    const filter = filterOf(this.#source);
    this.#next = Math.max(this.#next, oldest);
    for (let end = this.#reader.latest(); this.#next < end; ) {
      const found = this.#reader.select(filter, this.#next, 1, limits.matchChunk);
      this.#sequences.push(...found);
      const last = found.at(-1) ?? -1;
      this.#next = found.length < limits.matchChunk ? Math.max(end, last + 1) : last + 1;
      end = Math.max(end, this.#next);
    }
    while ((this.#sequences[this.#head] ?? oldest) < oldest) this.#head += 1;
    if (this.#head > this.#sequences.length / 2) {
      this.#sequences = this.#sequences.slice(this.#head);
      this.#head = 0;
    }
  }

  /** How many there are. */
  count(): number {
    if (this.#source === "all") return this.#reader.latest() - this.#reader.oldest();
    return this.#sequences.length - this.#head;
  }

  /** How many there are after a sequence. */
  countAfter(sequence: number): number {
    if (this.#source === "all") return this.#reader.latest() - Math.max(sequence + 1, this.#reader.oldest());
    let low = this.#head;
    let high = this.#sequences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sequences[middle] ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return this.#sequences.length - low;
  }

  /** The newest `limit` of them, ascending. */
  newest(limit: number): readonly number[] {
    if (this.#source !== "all") return this.#sequences.slice(Math.max(this.#head, this.#sequences.length - limit));
    const end = this.#reader.latest();
    const from = Math.max(this.#reader.oldest(), end - limit);
    return Array.from({ length: end - from }, (_, index) => from + index);
  }
}
