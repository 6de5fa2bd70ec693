/** What a ring counts over all threads, on slow paths only. */

import { join } from "../claims/halves.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";

/** What is counted in shared memory of the ring's own. */
export interface RingCounts {
  /** Times that a producer waited, or was put off, because others held half of the ring claimed and not committed. */
  roomWaits: number;
  /** Times that a gated write waited, or was put off, because a gate had not passed what it would overwrite. */
  gateWaits: number;
  /** Records that followers and gates were overtaken by, or that were abandoned before they came to them. */
  dropped: number;
  /** Times that a follower or a gate found records dropped. */
  gaps: number;
  /** Claims that dead producers left open, in both rings. */
  abandoned: number;
  /** Warnings and errors that the error ring had no room for in time; the ring itself has them all the same. */
  errorsMissed: number;
}

/** All of a ring's counters. */
export interface RingCounters extends RingCounts {
  /** Claims made, one for each batch (wraps at 2^32). */
  claims: number;
  /** Records claimed. */
  records: number;
  /** Records claimed in the error ring. */
  errors: number;
  /** Times that a producer met the lock that claims are made under taken, and slept, in both rings. */
  lockWaits: number;
  /** Times that such a lock was taken over from a dead thread. */
  lockTakeovers: number;
}

/** Index of a counter's first word; each has two, for 53 bits. All threads write them, but rarely: they share a line. */
const index: Readonly<Record<keyof RingCounts, number>> = {
  roomWaits: 0,
  gateWaits: 2,
  dropped: 4,
  gaps: 6,
  abandoned: 8,
  errorsMissed: 10,
};
export const COUNTER_BYTES: number = LINE_BYTES;

/** One thread's hold on a ring's counters. */
export class RingTally {
  readonly #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  /** Adds `count` (0 to 2^32 - 1). Any thread; it orders nothing. */
  add(name: keyof RingCounts, count: number): void {
    const before = door.add(this.#words, index[name], count | 0) >>> 0;
    if (before + count >= 2 ** 32) door.add(this.#words, index[name] + 1, 1);
  }

  /** All counters; one that passes 2^32 at this moment may be read before its carry. */
  read(): RingCounts {
    const value = (name: keyof RingCounts) =>
      join(door.load(this.#words, index[name]), door.load(this.#words, index[name] + 1));
    return {
      roomWaits: value("roomWaits"),
      gateWaits: value("gateWaits"),
      dropped: value("dropped"),
      gaps: value("gaps"),
      abandoned: value("abandoned"),
      errorsMissed: value("errorsMissed"),
    };
  }
}
