/** What stands on both sides of the place where a long line goes on in another record. */

import type { Claims } from "../claims/index.ts";
import { limits } from "../limits.ts";
import type { RingLayout } from "./layout.ts";
import { flag, kindStream, slotWord } from "./record.ts";
import { Window } from "./window.ts";

/** Slots looked at in one go: the next piece mostly is the next record. */
const AT_A_TIME = 64;

/** Reads around the ends of records with the flag `continued`; one thread's. */
export class LineBorder {
  readonly #claims: Claims;
  readonly #ahead: Window;

  constructor(layout: RingLayout, claims: Claims) {
    this.#claims = claims;
    this.#ahead = new Window(layout, claims, AT_A_TIME);
  }

  /**
   * The last bytes of kept record `index`'s plain text and the first of what follows in its line, `reach` of both at most.
   * True if `window` still keeps the record when it is confirmed afterwards: all that is read here is younger.
   */
  around(window: Window, index: number, reach: number): Uint8Array {
    const bytes = new Uint8Array(2 * reach);
    const plain = window.plainBytes(index);
    let used = Math.min(plain, reach);
    const end = used + reach;
    window.copyPlain(index, plain - used, bytes.subarray(0, used));
    const source = window.word(index, slotWord.source);
    const stream = kindStream(window.word(index, slotWord.kind));
    let sequence = window.first + index;
    for (let goesOn = true; goesOn && used < end; ) {
      const next = this.#next(sequence, source, stream);
      // A line whose rest is lost, or not there yet, ends here.
      if (next === -1 || this.#ahead.flags(next, flag.continuation) === 0) break;
      const taken = Math.min(this.#ahead.plainBytes(next), end - used);
      this.#ahead.copyPlain(next, 0, bytes.subarray(used, used + taken));
      used += taken;
      sequence = this.#ahead.first + next;
      goesOn = this.#ahead.flags(next, flag.continued) !== 0;
    }
    return bytes.subarray(0, used);
  }

  /** The index in #ahead of the first record after `sequence` that its stream has printed, -1 where none is near. */
  #next(sequence: number, source: number, stream: number): number {
    const ahead = this.#ahead;
    const end = Math.min(this.#claims.committed(), sequence + 1 + limits.continuationReach);
    for (let from = sequence + 1; from < end; from += AT_A_TIME) {
      ahead.loadSlots(from, end, false);
      // Overwritten: then so is the record that this is about.
      if (ahead.first !== from) return -1;
      for (let index = 0; index < ahead.count; index++) {
        if (ahead.word(index, slotWord.source) !== source || ahead.flags(index, flag.abandoned) !== 0) continue;
        if (kindStream(ahead.word(index, slotWord.kind)) === stream) return index;
      }
    }
    return -1;
  }
}
