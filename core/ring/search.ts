/** Which records of a window hold a text or match a pattern. */

import { limits } from "../limits.ts";
import { WindowText } from "./decode.ts";
import { type Finder, filterFinder, type RecordFilter } from "./filter.ts";
import { Needle } from "./needle.ts";
import type { Window } from "./window.ts";

/** All that is given must hold. Each record is looked at alone: what a long line's pieces share between them is not found. */
export interface SearchQuery {
  /** The plain text contains this; empty asks for nothing. */
  text?: string;
  /** For `text`: A–Z and a–z are the same. */
  ignoreCase?: boolean;
  /** The plain text matches this; its flags `g` and `y` are ignored. */
  pattern?: RegExp;
  filter?: RecordFilter;
}

const indices = Array.from({ length: limits.windowRecords }, (_, index) => index);

function all(window: Window): number[] {
  return indices.slice(0, window.count);
}

/** Finds by text too; needs slots and text. */
export function searchFinder(query: SearchQuery): Finder {
  const byFields = query.filter === undefined ? all : filterFinder(query.filter);
  const needle = query.text === undefined || query.text === "" ? undefined : new Needle(query.text, !!query.ignoreCase);
  const pattern = query.pattern && new RegExp(query.pattern.source, query.pattern.flags.replace(/[gy]/g, ""));
  return (window) => {
    let found = byFields(window);
    if (needle !== undefined && found.length > 0) found = withNeedle(window, found, needle);
    if (pattern !== undefined && found.length > 0) {
      const text = new WindowText(window.text());
      found = found.filter((index) => pattern.test(text.plain(window, index)));
    }
    return found;
  };
}

/** Goes from hit to hit over the whole text and keeps the candidates that have one inside their plain text. */
function withNeedle(window: Window, candidates: readonly number[], needle: Needle): number[] {
  const found: number[] = [];
  needle.start(window.text());
  let next = 0;
  let from = window.textStart(candidates[0] ?? 0);
  for (;;) {
    const hit = needle.next(from);
    if (hit === -1) return found;
    next = lastStartingBy(window, candidates, hit, next);
    const index = candidates[next] ?? 0;
    const end = window.textStart(index) + window.plainBytes(index);
    // A hit past the plain text's end lies in styled text, in another record or across a border; this one has no other.
    if (hit + needle.length <= end) found.push(index);
    next++;
    if (next === candidates.length) return found;
    from = window.textStart(candidates[next] ?? 0);
  }
}

/** The last candidate from `low` on that starts at `offset` or before: gallops, then halves. */
function lastStartingBy(window: Window, candidates: readonly number[], offset: number, low: number): number {
  const startsBy = (at: number) => at < candidates.length && window.textStart(candidates[at] ?? 0) <= offset;
  let step = 1;
  let known = low;
  while (startsBy(known + step)) {
    known += step;
    step *= 2;
  }
  while (step > 1) {
    step /= 2;
    if (startsBy(known + step)) known += step;
  }
  return known;
}
