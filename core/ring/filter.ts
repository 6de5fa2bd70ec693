/** Filters that look at a record's fixed fields only. */

import { checkTime } from "./checks.ts";
import { flag, kindFlags, kindLevel, type Level, slotWord } from "./record.ts";
import type { Window } from "./window.ts";

/** All that is given must hold. */
export interface RecordFilter {
  /** One of these sources. */
  sources?: ReadonlySet<number>;
  /** At least this level. */
  minLevel?: Level;
  /** At least one of these flags; 0 asks for none. */
  anyFlags?: number;
  /** One of these groups. */
  groups?: ReadonlySet<number>;
  /** Milliseconds since 1970: at this time or later. */
  since?: number;
  /** Milliseconds since 1970: before this time. */
  until?: number;
}

/** Says whether a kept record of a window passes, by its slot. */
export type RecordTest = (window: Window, index: number) => boolean;

/** Passes what the filter asks for; never an abandoned record. Throws `ring.argument` for a time that is none. */
export function recordTest(filter: RecordFilter): RecordTest {
  const {
    sources,
    groups,
    minLevel = 0,
    anyFlags = 0,
    since = Number.NEGATIVE_INFINITY,
    until = Number.POSITIVE_INFINITY,
  } = filter;
  checkTime("since", since);
  checkTime("until", until);
  const byTime = filter.since !== undefined || filter.until !== undefined;
  return (window, index) => {
    const kind = window.word(index, slotWord.kind);
    const flags = kindFlags(kind);
    if ((flags & flag.abandoned) !== 0 || kindLevel(kind) < minLevel) return false;
    if (anyFlags !== 0 && (flags & anyFlags) === 0) return false;
    if (groups !== undefined && !groups.has(window.word(index, slotWord.group))) return false;
    if (sources !== undefined && !sources.has(window.word(index, slotWord.source))) return false;
    return !byTime || (window.time(index) >= since && window.time(index) < until);
  };
}
