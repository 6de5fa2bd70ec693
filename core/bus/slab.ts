/** A piece of private memory that a reader copies events to. No part of it is written twice, so events may be kept. */

import { limits } from "../limits.ts";
import { SLOT_BYTES, SLOT_FLOATS, SLOT_WORDS, slotFloat, slotWord } from "./layout.ts";

/** Where payloads begin: after the slots. */
const FIRST_BYTE = limits.busTake * SLOT_BYTES;

export class Slab {
  /** Copies of slots, then of payloads. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many slots belong to events by now, and where the next payload goes. */
  usedSlots = 0;
  end: number = FIRST_BYTE;
  /** The same as words. */
  readonly words: Int32Array<ArrayBuffer>;
  readonly #floats: Float64Array<ArrayBuffer>;

  /** `bytes` of payload: what it must hold at least, a multiple of 8. */
  constructor(bytes: number) {
    const buffer = new ArrayBuffer(FIRST_BYTE + Math.max(bytes, limits.busTakeBytes));
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.#floats = new Float64Array(buffer);
  }

  topic(index: number): number {
    return this.words[index * SLOT_WORDS + slotWord.topic] ?? 0;
  }

  publisher(index: number): number {
    return this.words[index * SLOT_WORDS + slotWord.publisher] ?? 0;
  }

  length(index: number): number {
    return this.words[index * SLOT_WORDS + slotWord.length] ?? 0;
  }

  time(index: number): number {
    return this.#floats[index * SLOT_FLOATS + slotFloat.time] ?? 0;
  }

  /** Of a copy as it comes out of the ring: where its payload lies there. */
  position(index: number): number {
    return this.#floats[index * SLOT_FLOATS + slotFloat.position] ?? 0;
  }

  /** Where its payload lies in {@link bytes}, once {@link keep} has said so. */
  start(index: number): number {
    return this.words[index * SLOT_WORDS + slotWord.start] ?? 0;
  }

  /** The next `count` copies belong to events whose payloads, `bytes` in all, have been copied as well. */
  keep(count: number, bytes: number): void {
    const first = this.usedSlots;
    const shift = this.end - this.position(first);
    for (let index = first; index < first + count; index++) {
      this.words[index * SLOT_WORDS + slotWord.start] = this.position(index) + shift;
    }
    this.usedSlots += count;
    this.end += bytes;
  }
}
