/** Texts and patterns of users, made ready for many lines. */

import { Pattern } from "../../src/logs/index.ts";
import { limits } from "../limits.ts";
import type { TextQuery } from "./options.ts";

/** A text at work. */
export interface TextTest {
  /** A text that every line has that fits, for the quick search of the ring; empty: none is known. */
  readonly required: string;
  readonly ignoreCase: boolean;
  /** Asked of lines that have the required text; null: these fit. */
  readonly test: ((text: string) => boolean) | null;
  /** Where it stands in a line, from and to; nothing where that takes too long to find out. */
  ranges(text: string): readonly (readonly [from: number, to: number])[];
}

/** Throws `PatternError`, a sentence for the user, for a pattern that is none. Takes linear time on any line. */
export function compileText({ text, regex, ignoreCase }: TextQuery): TextTest {
  if (!regex) {
    // The ring folds the letters of ASCII alone: other ones are looked at here.
    const isAscii = /^[\x00-\x7f]*$/.test(text);
    const native = new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), ignoreCase ? "giu" : "gu");
    return {
      required: isAscii || !ignoreCase ? text : "",
      ignoreCase,
      test: isAscii || !ignoreCase ? null : (line) => line.search(native) !== -1,
      ranges: (line) => rangesOf(native, line),
    };
  }
  const pattern = new Pattern(text, ignoreCase);
  const native = new RegExp(text, ignoreCase ? "gi" : "g");
  return {
    required: pattern.required,
    ignoreCase,
    test: (line) => {
      let result = pattern.test(line);
      while (typeof result === "object") result = pattern.test(line, result);
      return result;
    },
    ranges: (line) => (line.length <= pattern.nativeLength ? rangesOf(native, line) : []),
  };
}

/** Whether a text fits, that nothing is known of. */
export function fitsText({ required, ignoreCase, test }: TextTest, text: string): boolean {
  if (test !== null) return test(text);
  return ignoreCase ? text.toLowerCase().includes(required.toLowerCase()) : text.includes(required);
}

function rangesOf(native: RegExp, line: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of line.matchAll(native)) {
    if (match[0] !== "") ranges.push([match.index, match.index + match[0].length]);
    if (ranges.length === limits.highlights) break;
  }
  return ranges;
}
