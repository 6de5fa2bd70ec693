/** What the log panes show, and how. Plain data: a part of the model. */

import { type Level, level } from "../../core/index.ts";

/** A text as the user gave it. */
export interface TextQuery {
  readonly text: string;
  /** A regular expression, in the syntax of `Pattern`; else the text itself. */
  readonly regex: boolean;
  /** Whether A–Z and a–z are the same. */
  readonly ignoreCase: boolean;
}

/** Lines to show, or to hide. */
export interface TextFilter extends TextQuery {
  readonly kind: "show" | "hide";
}

/** What is looked for in the lines that are shown. */
export interface Search extends TextQuery {
  /** Sequence of the hit that was jumped to. */
  readonly at: number | null;
}

/** A process whose lines before this sequence were cleared away. */
export interface ClearedSource {
  readonly name: string;
  readonly source: number;
  readonly before: number;
}

export type TimeColumn = "clock" | "delta" | "off";

export interface LogOptions {
  /** Lines of this level and above; `level.trace` for all. */
  readonly minLevel: Level;
  /** A line is shown when one of the `show` filters fits, or there is none, and none of the others does. */
  readonly texts: readonly TextFilter[];
  /** Lines before this sequence were cleared away; they are still there. 0: none. */
  readonly horizon: number;
  /** The same for single processes. */
  readonly cleared: readonly ClearedSource[];
  readonly search: Search | null;
  readonly wrap: boolean;
  /** Columns by which lines are shifted to the left, without `wrap`. */
  readonly shift: number;
  readonly times: TimeColumn;
  /** Whether each line names its process, where lines of several are shown. */
  readonly names: boolean;
  /** Whether equal lines in a row are shown as one with their number. */
  readonly collapse: boolean;
  /** Sequence of the record that was jumped to last; null: none was. */
  readonly cameTo: number | null;
  /** Sequences of marked lines, ascending. */
  readonly marks: readonly number[];
  /** Lines that are being selected: where that began, and where it is now. */
  readonly selecting: { readonly from: number; readonly to: number } | null;
}

export const initialLog: LogOptions = {
  minLevel: level.trace,
  texts: [],
  horizon: 0,
  cleared: [],
  search: null,
  wrap: true,
  shift: 0,
  times: "clock",
  names: true,
  collapse: true,
  cameTo: null,
  marks: [],
  selecting: null,
};

/** Without a capital letter in it, a text is looked for in either case, as in most editors. */
export function smartCase(text: string): boolean {
  return !/\p{Lu}/u.test(text);
}
