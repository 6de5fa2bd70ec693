/** A run of records as one reader sees it: everything that readers see of a ring, they see through one of these. */

import type { Claims } from "../claims/index.ts";
import { limits } from "../limits.ts";
import { door, type SharedBytes } from "../memory/index.ts";
import type { RingLayout } from "./layout.ts";
import {
  kindFlags,
  kindMask,
  plainLength,
  SLOT_BYTES,
  SLOT_FLOATS,
  SLOT_WORDS,
  slotFloat,
  slotWord,
  styledLength,
} from "./record.ts";

/**
 * Reads of a ring race with producers that overwrite it, on purpose: read first, then look at how far claims have come,
 * and keep only what no claim had reached by then ({@link confirm}). What is overwritten is always the oldest, so that
 * what is kept is the end of the run. Of one thread; `index` counts the records kept at the time of the call.
 */
export class Window {
  /** The sequence of the first record kept. */
  first = 0;
  /** Records kept. */
  count = 0;
  readonly #layout: RingLayout;
  readonly #claims: Claims;
  readonly #slots: Uint8Array;
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  /** Room for the private copy of the text; made when first needed. */
  #text: Uint8Array = new Uint8Array();
  /** Index of the first kept record's slot in the copy. */
  #offset = 0;
  /** Position of the first byte of the text opened, its bytes in the ring, and their copy once made. */
  #base = 0;
  #shared: SharedBytes;
  #copy: Uint8Array | undefined;

  /** `records`: how many it takes at a time, at most. */
  constructor(layout: RingLayout, claims: Claims, records: number = limits.windowRecords) {
    this.#layout = layout;
    this.#claims = claims;
    this.#slots = new Uint8Array(records * SLOT_BYTES);
    this.#words = new Int32Array(this.#slots.buffer);
    this.#floats = new Float64Array(this.#slots.buffer);
    this.#shared = layout.text.subarray(0, 0);
  }

  /**
   * Copies the slots of committed records from `from` to before `to`, as many as it (and the ring) takes: the first of
   * them, or the last when `backwards`.
   */
  loadSlots(from: number, to: number, backwards: boolean): void {
    const { slots, slotCount } = this.#layout;
    const count = Math.min(to - from, this.#slots.length / SLOT_BYTES, slotCount);
    this.first = backwards ? to - count : from;
    this.count = count;
    this.#offset = 0;
    const index = this.first & (slotCount - 1);
    const upToEnd = Math.min(count, slotCount - index);
    // Raced with later claims; the caller's committed() ordered the reads after the producers' copies.
    door.copyOutRaced(this.#slots.subarray(0, upToEnd * SLOT_BYTES), slots, index * SLOT_BYTES);
    if (upToEnd < count) door.copyOutRaced(this.#slots.subarray(upToEnd * SLOT_BYTES, count * SLOT_BYTES), slots, 0);
    this.confirm();
  }

  /**
   * Takes up the text of the records kept, without reading it. Keeps only as many as `limits.windowBytes` holds and as lie
   * before the end of the text region: the first of them, or the last when `backwards`.
   */
  openText(backwards: boolean): void {
    this.#copy = undefined;
    if (this.count === 0) return;
    this.#fit(backwards);
    const { text } = this.#layout;
    this.#base = this.position(0);
    const start = this.#base & (text.length - 1);
    this.#shared = text.subarray(start, start + this.#endOf(this.count - 1) - this.#base);
  }

  /** Opens and copies the text of the records kept, and confirms the copy. */
  loadText(backwards: boolean): void {
    this.openText(backwards);
    if (this.count === 0) return;
    this.copy();
    this.confirm();
  }

  /** The bytes opened, where they lie in the ring: for the door's raced functions only. {@link textStart} gives offsets. */
  get shared(): SharedBytes {
    return this.#shared;
  }

  /** A private copy of {@link shared}, made when first asked for; valid until the next text is opened. To be confirmed. */
  copy(): Uint8Array {
    if (this.#copy === undefined) {
      if (this.#text.length === 0) this.#text = new Uint8Array(limits.windowBytes);
      this.#copy = this.#text.subarray(0, this.#shared.length);
      door.copyOutRaced(this.#copy, this.#shared, 0);
    }
    return this.#copy;
  }

  /**
   * Copies `target.length` bytes of kept record `index`'s plain text, from byte `from` on. To be confirmed: by this window
   * or by any other that keeps an older record.
   */
  copyPlain(index: number, from: number, target: Uint8Array): void {
    const { text } = this.#layout;
    door.copyOutRaced(target, text, (this.position(index) + from) & (text.length - 1));
  }

  /**
   * Drops the records that claims have reached by now. What was read of those still kept, by any raced read before this
   * call, is true.
   *
   * Why: a producer's claim is published (a store) before the first byte is written over what it takes away. Had one of
   * our reads met such a byte, the claim would have been published before that read; the load in claimed() comes after it
   * (fence() holds it there), so that it sees that claim or a later one, and the record is dropped here.
   */
  confirm(): void {
    door.fence();
    const { sequence, position } = this.#claims.claimed();
    const { slotCount, text } = this.#layout;
    // A slot goes to the record a table's length later: it is ours as long as claims end there or before.
    this.#skip(Math.min(this.count, Math.max(0, sequence - slotCount - this.first)));
    const oldest = position - text.length;
    let gone = 0;
    // The slots still kept are whole, so their positions are true; and positions do not fall.
    while (gone < this.count && this.position(gone) < oldest) gone++;
    this.#skip(gone);
  }

  /** Where the plain text of kept record `index` starts in the text opened; its styled text follows. */
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

  /** The bits of kept record `index`'s flags that `mask` holds. */
  flags(index: number, mask: number): number {
    return kindFlags(this.word(index, slotWord.kind)) & mask;
  }

  /** A word of kept record `index`'s slot. */
  word(index: number, field: (typeof slotWord)[keyof typeof slotWord]): number {
    return this.#words[(this.#offset + index) * SLOT_WORDS + field] ?? 0;
  }

  /** The first kept record from `index` on that has one of the flags; the number of them all for none. */
  nextWith(flags: number, index: number): number {
    const words = this.#words;
    const mask = kindMask(flags);
    const end = (this.#offset + this.count) * SLOT_WORDS;
    let at = (this.#offset + index) * SLOT_WORDS + slotWord.kind;
    // Four at a time, while there is none: a search looks at every record this way.
    for (; at + 3 * SLOT_WORDS < end; at += 4 * SLOT_WORDS) {
      const first = (words[at] ?? 0) | (words[at + SLOT_WORDS] ?? 0);
      const second = (words[at + 2 * SLOT_WORDS] ?? 0) | (words[at + 3 * SLOT_WORDS] ?? 0);
      if (((first | second) & mask) !== 0) break;
    }
    while (at < end && ((words[at] ?? 0) & mask) === 0) at += SLOT_WORDS;
    return Math.min(this.count, (at - slotWord.kind) / SLOT_WORDS - this.#offset);
  }

  /** The last kept record from `low` on that starts in the text opened at `offset` or before: gallops, then halves. */
  lastStartingBy(offset: number, low: number): number {
    const { count } = this;
    let step = 1;
    let known = low;
    while (known + step < count && this.textStart(known + step) <= offset) {
      known += step;
      step *= 2;
    }
    while (step > 1) {
      step /= 2;
      if (known + step < count && this.textStart(known + step) <= offset) known += step;
    }
    return known;
  }

  #endOf(index: number): number {
    return this.position(index) + this.plainBytes(index) + this.styledBytes(index);
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
