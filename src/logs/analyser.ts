/** What reads meaning out of a stream's lines, as the intake sees it. */

import type { Level } from "../../core/index.ts";

/** What an analyser says of a line. */
export interface Verdict {
  /** Bits of `flag`. */
  readonly flags: number;
  /** Number of the error that it belongs to; 0 for none. */
  readonly group: number;
  readonly level: Level;
}

/** One stream's. It sees the lines that have something to look at, some around them, and all while it is open. */
export interface LineAnalyser {
  /** Whether it must see the next line whatever stands in it. */
  readonly isOpen: boolean;
  /** A line: plain, without its end. `at`: its level by its own words. */
  line(text: string, at: Level, time: number): Verdict;
  /** Lines have been left out before the next one. */
  gap(): void;
  /** Nothing has come for a while: what waits for more is told. */
  pause(): void;
  /** The stream has ended. */
  end(): void;
}
