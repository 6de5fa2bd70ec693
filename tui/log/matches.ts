/**
 * Which records of the ring a selection has, kept up to date by looking at each record once. Eight bytes a record, and never
 * more of them than the ring has slots. What the ring held before is taken in piece by piece, newest first, so that switching
 * to a process with a million lines, or looking for a text in them, stops nothing.
 */

import { limits } from "../limits.ts";
import { type Selection, sequencesIn } from "./selection.ts";
import type { RecordSource } from "./source.ts";

export class Matches {
  readonly #reader: RecordSource;
  readonly #selection: Selection;
  /** From `#origin` on, ascending; those before `#head` have been overwritten. Nothing is kept where all are selected. */
  #newer: number[] = [];
  #head = 0;
  #next: number;
  /** Before `#origin`, descending. */
  readonly #older: number[] = [];
  readonly #origin: number;
  #back: number;

  constructor(reader: RecordSource, selection: Selection) {
    this.#reader = reader;
    this.#selection = selection;
    this.#origin = selection.isAll ? 0 : reader.latest();
    this.#next = this.#origin;
    this.#back = this.#origin;
  }

  /** Everything that the ring holds has been taken in. */
  get complete(): boolean {
    return this.#selection.isAll || (this.#back <= this.oldest() && this.#next >= this.#reader.latest());
  }

  /** What is before this sequence was cleared away. */
  get horizon(): number {
    return this.#selection.horizon;
  }

  /** The first sequence that may be among them. */
  oldest(): number {
    return Math.max(this.#reader.oldest(), this.#selection.horizon);
  }

  /** Takes in what has come, then some of what was there, for `limits.indexMs` at most; forgets what was overwritten. */
  update(): void {
    if (this.#selection.isAll) return;
    const oldest = this.oldest();
    const until = performance.now() + limits.indexMs;
    this.#takeNew(oldest, until);
    this.#takeOld(oldest, until);
    while ((this.#newer[this.#head] ?? oldest) < oldest) this.#head += 1;
    while ((this.#older.at(-1) ?? oldest) < oldest) this.#older.pop();
    if (this.#head > this.#newer.length / 2) {
      this.#newer = this.#newer.slice(this.#head);
      this.#head = 0;
    }
  }

  /** How many there are; a lower bound until {@link complete}. */
  count(): number {
    if (this.#selection.isAll) return Math.max(0, this.#reader.latest() - this.oldest());
    return this.#older.length + this.#newer.length - this.#head;
  }

  /** How many there are after a sequence. */
  countAfter(sequence: number): number {
    if (this.#selection.isAll) return Math.max(0, this.#reader.latest() - Math.max(sequence + 1, this.oldest()));
    return this.count() - this.#position(sequence + 1);
  }

  /** Up to and with `sequence`, ascending, the last `limit` of them. */
  upTo(sequence: number, limit: number): readonly number[] {
    if (this.#selection.isAll) {
      if (sequence + 1 <= this.oldest()) return [];
      return this.#reader.select({}, sequence + 1, -1, limit, this.oldest()).reverse();
    }
    const end = this.#position(sequence + 1);
    return this.#slice(Math.max(0, end - limit), end);
  }

  /** From `sequence` on, ascending, the first `limit` of them. */
  from(sequence: number, limit: number): readonly number[] {
    if (this.#selection.isAll) return this.#reader.select({}, Math.max(sequence, this.oldest()), 1, limit);
    const start = this.#position(sequence);
    return this.#slice(start, Math.min(this.count(), start + limit));
  }

  /** Whether a record that the ring holds is among them. */
  has(sequence: number): boolean {
    return sequence >= this.oldest() && (this.#selection.isAll || this.#at(this.#position(sequence)) === sequence);
  }

  #slice(from: number, to: number): number[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => this.#at(from + index));
  }

  /** The one at a place of the ascending order. */
  #at(index: number): number {
    const older = this.#older.length;
    const found = index < older ? this.#older[older - 1 - index] : this.#newer[this.#head + index - older];
    return found ?? 0;
  }

  /** How many are before a sequence. */
  #position(sequence: number): number {
    let low = 0;
    let high = this.count();
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #takeNew(oldest: number, until: number): void {
    this.#next = Math.max(this.#next, oldest);
    while (this.#next < this.#reader.latest()) {
      const end = Math.min(this.#reader.latest(), this.#next + limits.matchChunk);
      for (const sequence of sequencesIn(this.#reader, this.#selection, this.#next, end)) this.#newer.push(sequence);
      this.#next = end;
      if (performance.now() > until) return;
    }
  }

  #takeOld(oldest: number, until: number): void {
    while (this.#back > oldest && performance.now() <= until) {
      const start = Math.max(oldest, this.#back - limits.matchChunk);
      for (const sequence of sequencesIn(this.#reader, this.#selection, start, this.#back).reverse())
        this.#older.push(sequence);
      this.#back = start;
    }
  }
}
