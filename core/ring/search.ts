/** Which records of a window a query finds. */

import { limits } from "../limits.ts";
import type { FindBytes } from "../memory/index.ts";
import { WindowText } from "./decode.ts";
import { type RecordFilter, type RecordTest, recordTest } from "./filter.ts";
import type { LineBorder } from "./line-border.ts";
import { Needle } from "./needle.ts";
import { flag } from "./record.ts";
import type { Window } from "./window.ts";

/**
 * All that is given must hold. `filter` is asked first, then `text`, then `pattern`: a pattern that cannot match without
 * a certain text is many times faster when that is given too.
 */
export interface SearchQuery {
  /**
   * The plain text contains this; empty asks for nothing. In a line that goes on in further records it is found across
   * their borders: then the record is reported in which it begins.
   */
  text?: string;
  /** For `text`: A–Z and a–z are the same. */
  ignoreCase?: boolean;
  /** The plain text of the record alone, without the rest of a longer line, matches this; its flags `g` and `y` are ignored. */
  pattern?: RegExp;
  filter?: RecordFilter;
}

/** Candidates of which a pattern is asked one in this many records, at most, are decoded alone and not with the window. */
const FEW = 8;

/** A query at work: window after window, in one thread. */
export class Search {
  /** What {@link run} found: sequences, rising. Those before the window's first record are to be left out. */
  readonly hits: Float64Array = new Float64Array(limits.windowRecords);
  readonly #border: LineBorder;
  readonly #needle: Needle | undefined;
  readonly #pattern: RegExp | undefined;
  readonly #test: RecordTest | undefined;

  /** `find` as for {@link Needle}. */
  constructor(query: SearchQuery, border: LineBorder, find?: FindBytes) {
    const { text = "", ignoreCase = false, pattern, filter = {} } = query;
    this.#border = border;
    if (text !== "") this.#needle = new Needle(text, ignoreCase, find);
    if (pattern !== undefined) this.#pattern = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    // Without a filter the text alone decides: an abandoned record has none.
    const asksForText = text !== "" && Object.values(filter).every((asked) => asked === undefined);
    if (!asksForText) this.#test = recordTest(filter);
  }

  /**
   * Looks through a window whose slots are loaded, and returns the number of {@link hits}. What needs text may shorten the
   * window, at its end or, when `backwards`, at its beginning.
   */
  run(window: Window, backwards: boolean): number {
    if (this.#needle !== undefined || this.#pattern !== undefined) window.openText(backwards);
    const found = this.#needle === undefined ? this.#byFields(window) : this.#byText(window, this.#needle);
    return this.#pattern === undefined || found === 0 ? found : this.#byPattern(window, this.#pattern, found);
  }

  #byFields(window: Window): number {
    let found = 0;
    for (let index = this.#passing(window, 0); index < window.count; index = this.#passing(window, index + 1)) {
      this.hits[found++] = window.first + index;
    }
    return found;
  }

  /** Goes from hit to hit over the whole text and keeps the records that pass and have one inside their plain text. */
  #byText(window: Window, needle: Needle): number {
    let index = this.#passing(window, 0);
    if (index >= window.count) return 0;
    let found = 0;
    needle.start(window);
    while (index < window.count) {
      const hit = needle.next(window.textStart(index));
      if (hit === -1) break;
      index = window.lastStartingBy(hit, index);
      const column = hit - window.textStart(index);
      const passing = this.#passing(window, index);
      // A hit past the plain text's end lies in styled text, in another record or across a border; this one has no other.
      let isFound = passing === index && column + needle.length <= window.plainBytes(index);
      // On from a hit that does not count, or it would be found again.
      if (!isFound) index = passing === index ? this.#passing(window, index + 1) : passing;
      while (isFound) {
        this.hits[found++] = window.first + index;
        index = this.#passing(window, index + 1);
        // Where a line has the text, the next often has it in the same place; a look is cheaper than a search.
        isFound = index < window.count && isAtColumn(window, index, needle, column);
      }
    }
    if (needle.length > 1) found = this.#acrossBorders(window, needle, found);
    window.confirm();
    return found;
  }

  /** Adds the records in which the text begins and ends in a later one of the same line. */
  #acrossBorders(window: Window, needle: Needle, inside: number): number {
    let found = inside;
    let known = 0;
    for (let index = -1; ; ) {
      index = window.nextWith(flag.continued, index + 1);
      if (index === window.count) break;
      if (this.#passing(window, index) !== index) continue;
      const sequence = window.first + index;
      while (known < inside && (this.hits[known] ?? 0) < sequence) known++;
      if (known < inside && this.hits[known] === sequence) continue;
      needle.linear.start(this.#border.around(window, index, needle.length - 1));
      if (needle.linear.next(0) !== -1) this.hits[found++] = sequence;
    }
    if (found > inside) this.hits.subarray(0, found).sort();
    return found;
  }

  /** Keeps those of the first `found` hits that match. */
  #byPattern(window: Window, pattern: RegExp, found: number): number {
    const text = new WindowText(window.copy(), found * FEW > window.count);
    // Now, and not after the patterns, which may take their time.
    window.confirm();
    let kept = 0;
    for (let hit = 0; hit < found; hit++) {
      const index = (this.hits[hit] ?? 0) - window.first;
      if (index >= 0 && pattern.test(text.plain(window, index))) this.hits[kept++] = window.first + index;
    }
    return kept;
  }

  /** The first record from `index` on that passes the filter; the window's count for none. */
  #passing(window: Window, index: number): number {
    const test = this.#test;
    if (test === undefined) return index;
    let at = index;
    while (at < window.count && !test(window, at)) at++;
    return at;
  }
}

function isAtColumn(window: Window, index: number, needle: Needle, column: number): boolean {
  return column + needle.length <= window.plainBytes(index) && needle.isAt(window.textStart(index) + column);
}
