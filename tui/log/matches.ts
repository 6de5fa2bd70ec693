/**
 * Which records of the ring belong to what is shown, kept up to date by looking at each slot once. Eight bytes a record,
 * and never more of them than the ring has slots. What the ring held before is taken in piece by piece, newest first, so
 * that switching to a process with a million lines stops nothing.
 */

import { limits } from "../limits.ts";
import { filterOf, type RecordSource } from "./source.ts";

export class Matches {
  readonly #reader: RecordSource;
  readonly #source: number | "all";
  /** From `#origin` on, ascending; those before `#head` have been overwritten. Nothing is kept for "all". */
  #newer: number[] = [];
  #head = 0;
  #next: number;
  /** Before `#origin`, descending. */
  readonly #older: number[] = [];
  readonly #origin: number;
  #back: number;

  constructor(reader: RecordSource, source: number | "all") {
    this.#reader = reader;
    this.#source = source;
    this.#origin = source === "all" ? 0 : reader.latest();
    this.#next = this.#origin;
    this.#back = this.#origin;
  }

  /** Everything that the ring held when this was made has been taken in. */
  get complete(): boolean {
    return this.#back === 0;
  }

  /** Takes in what has come, and some of what was there; forgets what was overwritten. */
  update(): void {
    if (this.#source === "all") return;
    const oldest = this.#reader.oldest();
    this.#takeNew(this.#source, oldest);
    this.#takeOld(this.#source);
    while ((this.#newer[this.#head] ?? oldest) < oldest) this.#head += 1;
    while ((this.#older.at(-1) ?? oldest) < oldest) this.#older.pop();
    if (this.#head > this.#newer.length / 2) {
      this.#newer = this.#newer.slice(this.#head);
      this.#head = 0;
    }
  }

  /** How many there are; a lower bound until {@link complete}. */
  count(): number {
    if (this.#source === "all") return this.#reader.latest() - this.#reader.oldest();
    return this.#newer.length - this.#head + this.#older.length;
  }

  /** How many there are after a sequence that is known. */
  countAfter(sequence: number): number {
    if (this.#source === "all") return this.#reader.latest() - Math.max(sequence + 1, this.#reader.oldest());
    if (sequence >= this.#origin - 1) {
      return this.#newer.length - partition(this.#newer, this.#head, (other) => other <= sequence);
    }
    return this.#newer.length - this.#head + partition(this.#older, 0, (other) => other > sequence);
  }

  /** The newest `limit` of them, ascending. */
  newest(limit: number): readonly number[] {
    if (this.#source === "all") {
      const end = this.#reader.latest();
      const from = Math.max(this.#reader.oldest(), end - limit);
      return Array.from({ length: end - from }, (_, index) => from + index);
    }
    const newer = this.#newer.slice(Math.max(this.#head, this.#newer.length - limit));
    return [...this.#older.slice(0, limit - newer.length).reverse(), ...newer];
  }

  #takeNew(source: number, oldest: number): void {
    this.#next = Math.max(this.#next, oldest);
    for (let end = this.#reader.latest(); this.#next < end; ) {
      const found = this.#reader.select(filterOf(source), this.#next, 1, limits.matchChunk);
      this.#newer.push(...found);
      const last = found.at(-1) ?? -1;
      this.#next = found.length < limits.matchChunk ? Math.max(end, last + 1) : last + 1;
      end = Math.max(end, this.#next);
    }
  }

  #takeOld(source: number): void {
    const until = performance.now() + limits.indexMs;
    while (this.#back > 0) {
      const found = this.#reader.select(filterOf(source), this.#back, -1, limits.matchChunk);
      this.#older.push(...found);
      this.#back = found.length < limits.matchChunk ? 0 : (found.at(-1) ?? 0);
      if (performance.now() > until) return;
    }
  }
}

/** The first index from `from` on where `before` is no longer true; it is true up to there and nowhere after. */
function partition(values: readonly number[], from: number, before: (value: number) => boolean): number {
  let low = from;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(values[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
