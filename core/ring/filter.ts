/** Filters that look at a record's fixed fields only. */

import { kindFlags, kindLevel, type Level, slotWord } from "./record.ts";
import type { Window } from "./window.ts";

/** All that is given must hold. */
export interface RecordFilter {
  /** One of these sources. */
  sources?: ReadonlySet<number>;
  /** At least this level. */
  minLevel?: Level;
  /** At least one of these flags; 0 asks for none. */
  anyFlags?: number;
  /** Milliseconds since 1970: at this time or later. */
  since?: number;
  /** Milliseconds since 1970: before this time. */
  until?: number;
}

/** A query made ready: gives the indices of a window's kept records that it finds, rising. */
export type Finder = (window: Window) => number[];

/** Finds by fixed fields; needs a window's slots only. */
export function filterFinder(filter: RecordFilter): Finder {
  const {
    sources,
    minLevel = 0,
    anyFlags = 0,
    since = Number.NEGATIVE_INFINITY,
    until = Number.POSITIVE_INFINITY,
  } = filter;
  const byTime = filter.since !== undefined || filter.until !== undefined;
  return (window) => {
    const found: number[] = [];
    for (let index = 0; index < window.count; index++) {
      const kind = window.word(index, slotWord.kind);
      if (kindLevel(kind) < minLevel) continue;
      if (anyFlags !== 0 && (kindFlags(kind) & anyFlags) === 0) continue;
      if (sources !== undefined && !sources.has(window.word(index, slotWord.source))) continue;
      if (byTime && !(window.time(index) >= since && window.time(index) < until)) continue;
      found.push(index);
    }
    return found;
  };
}
