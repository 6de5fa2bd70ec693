/** A validated private copy of a run of records: everything that readers see of a ring, they see through one of these. */

import { limits } from "../limits.ts";
import { door, type Words } from "../memory/index.ts";
import type { Claims } from "./claims.ts";
import type { RingLayout } from "./layout.ts";
import { plainLength, SLOT_BYTES, SLOT_FLOATS, SLOT_WORDS, slotFloat, slotWord, styledLength } from "./record.ts";

/**
 * Reads of a ring race with producers that overwrite it, on purpose: copy first, then look at how far claims have come,
 * and keep only what no claim had reached by then. What is overwritten is always the oldest, so that what is kept is the
 * end of the run.
 */
export class Window {
  /** The sequence of the first record kept. */
  first = 0;
  /** Records kept. */
  count = 0;
  readonly #layout: RingLayout;
  readonly #claims: Claims;
  readonly #slots = new Uint8Array(limits.windowRecords * SLOT_BYTES);
  readonly #words = new Int32Array(this.#slots.buffer);
  readonly #floats = new Float64Array(this.#slots.buffer);
  readonly #text = new Uint8Array(limits.windowBytes);
  readonly #fence: Words = new Int32Array(new SharedArrayBuffer(4));
  /** Index of the first kept record's slot in the copy. */
  #offset = 0;
  /** Position of the first byte of the text copied, and the number of bytes. */
  #base = 0;
  #bytes = 0;

  constructor(layout: RingLayout, claims: Claims) {
    this.#layout = layout;
    this.#claims = claims;
  }

  /**
   * Copies the slots of committed records from `from` to before `to`, `limits.windowRecords` (and the ring's slots) at
   * most: the first of them, or the last when `backwards`.
   */
  loadSlots(from: number, to: number, backwards: boolean): void {
    const { slots, slotCount } = this.#layout;
    const count = Math.min(to - from, limits.windowRecords, slotCount);
    this.first = backwards ? to - count : from;
    this.count = count;
    this.#offset = 0;
    this.#bytes = 0;
    const index = this.first & (slotCount - 1);
    const upToEnd = Math.min(count, slotCount - index);
    // Plain and racy (see the top); the caller's committed() ordered them after the producers' copies.
    door.copyOut(this.#slots.subarray(0, upToEnd * SLOT_BYTES), slots, index * SLOT_BYTES);
    if (upToEnd < count) door.copyOut(this.#slots.subarray(upToEnd * SLOT_BYTES, count * SLOT_BYTES), slots, 0);
    this.#validate();
  }

  /**
   * Copies the text of the records kept. Keeps only as many as the window holds and as lie before the end of the text
   * region: the first of them, or the last when `backwards`.
   */
  loadText(backwards: boolean): void {
    if (this.count === 0) return;
    this.#fit(backwards);
    const { text } = this.#layout;
    this.#base = this.position(0);
    this.#bytes = this.#endOf(this.count - 1) - this.#base;
    // Plain and racy, as in loadSlots().
    door.copyOut(this.#text.subarray(0, this.#bytes), text, this.#base & (text.length - 1));
    this.#validate();
  }

  /** The bytes that {@link loadText} copied; offsets in them by {@link textStart}. Valid until the next load. */
  text(): Uint8Array {
    return this.#text.subarray(0, this.#bytes);
  }

  /** Where the plain text of kept record `index` starts in {@link text}; its styled text follows. */
  textStart(index: number): number {
    return this.position(index) - this.#base;
  }

  /** Where kept record `index` starts in the ring, in bytes since it was made. */
  position(index: number): number {
    return this.#floats[(this.#offset + index) * SLOT_FLOATS + slotFloat.position] ?? 0;
  }

  time(index: number): number {
    return this.#floats[(this.#offset + index) * SLOT_FLOATS + slotFloat.time] ?? 0;
  }

  /** Bytes of plain text of kept record `index`. */
  plainBytes(index: number): number {
    return plainLength(this.word(index, slotWord.lengths));
  }

  /** Bytes of styled text of kept record `index`; 0 for none. */
  styledBytes(index: number): number {
    return styledLength(this.word(index, slotWord.lengths));
  }

  /** A word of kept record `index`'s slot. */
  word(index: number, field: (typeof slotWord)[keyof typeof slotWord]): number {
    return this.#words[(this.#offset + index) * SLOT_WORDS + field] ?? 0;
  }

  #endOf(index: number): number {
    return this.position(index) + this.plainBytes(index) + this.styledBytes(index);
  }

  /** Drops what claims have reached. */
  #validate(): void {
    // The plain reads before must not happen after the load in claimed(). On x86-64 they cannot; on ARM an ordered write
    // (to a word of our own) holds them back, and the load does not pass it.
    door.store(this.#fence, 0, 0);
    const { sequence, position } = this.#claims.claimed();
    const { slotCount, text } = this.#layout;
    this.#skip(Math.min(this.count, Math.max(0, sequence - slotCount - this.first)));
    const oldest = position - text.length;
    let gone = 0;
    // Slots kept are whole, so their positions are true, and rise.
    while (gone < this.count && this.position(gone) < oldest) gone++;
    this.#skip(gone);
  }

  #skip(count: number): void {
    this.#offset += count;
    this.first += count;
    this.count -= count;
  }

  #fit(backwards: boolean): void {
    const bytes = this.#layout.text.length;
    const fits = (first: number, last: number) =>
      this.#endOf(last) - this.position(first) <= limits.windowBytes &&
      Math.floor(this.position(first) / bytes) === Math.floor(this.position(last) / bytes);
    if (backwards) {
      let first = 0;
      while (!fits(first, this.count - 1)) first++;
      this.#skip(first);
    } else {
      while (!fits(0, this.count - 1)) this.count--;
    }
  }
}
