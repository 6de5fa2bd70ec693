/** What a ring still holds, as one thread reads it: the part that readers and followers share. */

import { Claims } from "../claims/index.ts";
import type { FindBytes } from "../memory/index.ts";
import { checkLimit, checkSequence } from "./checks.ts";
import { decodeRecords } from "./decode.ts";
import type { RingLayout } from "./layout.ts";
import { LineBorder } from "./line-border.ts";
import { flag, type LogRecord } from "./record.ts";
import { Search, type SearchQuery } from "./search.ts";
import { SequenceList } from "./sequence-list.ts";
import { Window } from "./window.ts";

/** Records read, and how many of those asked for had been overwritten, or abandoned by a producer that died. */
export interface Records {
  records: LogRecord[];
  dropped: number;
}

/**
 * One thread's private copying and decoding; calls do not overlap, as none of them waits. All throw `ring.argument` for a
 * sequence that is not whole, or a limit that is no number of records.
 */
export class History {
  readonly claims: Claims;
  readonly #window: Window;
  readonly #border: LineBorder;
  readonly #find: FindBytes | undefined;

  /**
   * `find`: the host's byte search, where it has a fast one. `claims`: the thread's own of this ring, where it has some: what
   * waits by the same ones shares one wait of the host's, however many readers come and go.
   */
  constructor(layout: RingLayout, find?: FindBytes, claims: Claims = new Claims(layout.claims)) {
    this.claims = claims;
    this.#window = new Window(layout, this.claims);
    this.#border = new LineBorder(layout, this.claims);
    this.#find = find;
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
    checkSequence("a sequence", from);
    checkSequence("a sequence", to);
    checkLimit(limit);
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
      const decoded = decodeRecords(window);
      dropped += window.first - cursor + window.count - decoded.length;
      for (const record of decoded) records.push(record);
      cursor = window.first + window.count;
    }
    return { records, dropped, next: cursor };
  }

  /**
   * The first records from `from` on that lie in one piece with no abandoned one among them, `limit` at most, undecoded:
   * in the window, until the next call of any method here.
   */
  run(from: number, limit: number): { window: Window; dropped: number; next: number } {
    checkLimit(limit);
    const window = this.#window;
    const end = this.claims.committed();
    let cursor = Math.max(0, from);
    let dropped = 0;
    window.count = 0;
    while (cursor < end && limit > 0) {
      window.loadSlots(cursor, Math.min(end, cursor + limit), false);
      window.loadText(false);
      if (window.count === 0) {
        const oldest = Math.min(end, this.#skipTo(cursor));
        dropped += oldest - cursor;
        cursor = oldest;
        continue;
      }
      dropped += window.first - cursor;
      cursor = window.first;
      let whole = 0;
      while (whole < window.count && window.flags(whole, flag.abandoned) === 0) whole++;
      window.count = whole;
      if (whole > 0) return { window, dropped, next: cursor + whole };
      dropped++;
      cursor++;
    }
    return { window, dropped, next: cursor };
  }

  /**
   * Sequences that `query` finds, going up from `from` to before `until` or down from `from - 1` to `until`, `limit` at
   * most. What is overwritten meanwhile is passed over.
   */
  find(
    query: SearchQuery,
    from: number,
    direction: 1 | -1,
    limit: number,
    until: number = direction === 1 ? Number.POSITIVE_INFINITY : 0,
  ): number[] {
    checkSequence("a sequence", from);
    checkSequence("a sequence", until);
    checkLimit(limit);
    const window = this.#window;
    const search = new Search(query, this.#border, this.#find);
    const found = new SequenceList(limit);
    const backwards = direction === -1;
    const committed = this.claims.committed();
    const end = backwards ? Math.max(0, until) : Math.min(until, committed);
    let cursor = backwards ? Math.min(from, committed) : Math.max(0, from);
    while (!found.isFull && (backwards ? cursor > end : cursor < end)) {
      if (backwards) window.loadSlots(end, cursor, true);
      else window.loadSlots(cursor, end, false);
      if (window.count === 0) {
        // All that is older than what is overwritten is so too.
        if (backwards) break;
        cursor = this.#skipTo(cursor);
        continue;
      }
      const count = search.run(window, backwards);
      let dropped = 0;
      // Overwritten while they were looked at.
      while (dropped < count && (search.hits[dropped] ?? 0) < window.first) dropped++;
      found.add(search.hits.subarray(dropped, count), backwards);
      cursor = backwards ? window.first : window.first + window.count;
    }
    return found.toArray();
  }

  /** Where a reader goes on whose record at `cursor` is gone. */
  #skipTo(cursor: number): number {
    return Math.max(cursor + 1, this.oldest());
  }
}
