/** What a ring still holds, as one thread reads it: the part that readers and followers share. */

import { Claims } from "./claims.ts";
import { decodeRecords } from "./decode.ts";
import type { Finder } from "./filter.ts";
import type { RingLayout } from "./layout.ts";
import type { LogRecord } from "./record.ts";
import { Window } from "./window.ts";

/** Records read, and how many of those asked for had been overwritten. */
export interface Records {
  records: LogRecord[];
  dropped: number;
}

/** One thread's private copying and decoding; calls do not overlap, as none of them waits. */
export class History {
  readonly claims: Claims;
  readonly #window: Window;

  constructor(layout: RingLayout) {
    this.claims = new Claims(layout);
    this.#window = new Window(layout, this.claims);
  }

  /** The first sequence whose slot and text are not overwritten (and not claimed to be) at this moment. */
  oldest(): number {
    let low = 0;
    let high = this.claims.committed();
    // Overwriting goes in order, so that what is gone is one run at the beginning.
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      this.#window.loadSlots(middle, middle + 1, false);
      if (this.#window.count === 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Committed records of [from, to), oldest first, `limit` at most; `next` is where to go on. */
  read(from: number, to: number, limit: number): Records & { next: number } {
    const records: LogRecord[] = [];
    const window = this.#window;
    const end = Math.min(to, this.claims.committed());
    let cursor = Math.max(0, from);
    let dropped = 0;
    while (cursor < end && records.length < limit) {
      window.loadSlots(cursor, Math.min(end, cursor + limit - records.length), false);
      window.loadText(false);
      if (window.count === 0) {
        const oldest = Math.min(end, this.#skipTo(cursor));
        dropped += oldest - cursor;
        cursor = oldest;
        continue;
      }
      dropped += window.first - cursor;
      for (const record of decodeRecords(window)) records.push(record);
      cursor = window.first + window.count;
    }
    return { records, dropped, next: cursor };
  }

  /**
   * Sequences that `finder` finds, going up from `from` to before `until` or down from `from - 1` to `until`, `limit` at
   * most. What is overwritten meanwhile is passed over.
   */
  find(
    finder: Finder,
    withText: boolean,
    from: number,
    direction: 1 | -1,
    limit: number,
    until: number = direction === 1 ? Number.POSITIVE_INFINITY : 0,
  ): number[] {
    const window = this.#window;
    const found: number[] = [];
    const backwards = direction === -1;
    const committed = this.claims.committed();
    const end = backwards ? Math.max(0, until) : Math.min(until, committed);
    let cursor = backwards ? Math.min(from, committed) : Math.max(0, from);
    while (found.length < limit && (backwards ? cursor > end : cursor < end)) {
      if (backwards) window.loadSlots(end, cursor, true);
      else window.loadSlots(cursor, end, false);
      if (withText) window.loadText(backwards);
      if (window.count === 0) {
        // All that is older than what is overwritten is so too.
        if (backwards) break;
        cursor = this.#skipTo(cursor);
        continue;
      }
      const indices = finder(window);
      if (backwards) indices.reverse();
      for (const index of indices.slice(0, limit - found.length)) found.push(window.first + index);
      cursor = backwards ? window.first : window.first + window.count;
    }
    return found;
  }

  /** Where a reader goes on whose record at `cursor` is gone. */
  #skipTo(cursor: number): number {
    return Math.max(cursor + 1, this.oldest());
  }
}
