/** Reads the name before a `=`, `:` or `>` backwards, and where its value begins. */

import { secretLimits } from "./limits.ts";

/** Quotation marks of names and values. */
export const QUOTES = "\"'`";

/** Characters of the shortest name that says something: `pwd`, `sig`. */
const NAME_LEAST = 3;

/** What stands around a separator. */
export interface NameSite {
  readonly name: string;
  /** Where what stands behind the separator and its blanks begins. */
  readonly from: number;
  /** Prose and code look like that, too: there are blanks around the separator, or it is a colon behind a bare name. */
  readonly isLoose: boolean;
  /** The name stands in quotation marks. */
  readonly isQuoted: boolean;
}

/** Undefined: there is no name, or what stands there compares or qualifies (`==`, `!=`, `::`). */
export function siteAt(text: string, at: number): NameSite | undefined {
  const separator = text[at];
  const next = text[at + 1];
  if (next === "=" || (separator === ":" && (next === ":" || text[at - 1] === ":"))) return undefined;
  if (separator === ">" && text[at - 1] === "=") return undefined;
  // `:=` of Go.
  let end = separator === "=" && text[at - 1] === ":" ? at - 1 : at;
  const beforeBlanks = blanksBefore(text, end);
  const isSpaced = beforeBlanks < end;
  end = beforeBlanks;
  // `"name"`, also as it stands in a text that is JSON inside of JSON: `\"name\"`.
  const isQuoted = end > 0 && QUOTES.includes(text[end - 1] ?? " ");
  if (isQuoted) end--;
  for (let escapes = 0; isQuoted && escapes < 7 && text[end - 1] === "\\"; escapes++) end--;
  let start = end;
  while (end - start <= secretLimits.name && isNamePart(text.charCodeAt(start - 1))) start--;
  if (end - start > secretLimits.name) return undefined;
  if (separator === ">" && text[start - 1] !== "<") return undefined;
  if (end - start < NAME_LEAST) return undefined;
  const behind = separator === "=" && next === ">" ? at + 2 : at + 1;
  const from = blanksAfter(text, behind);
  return {
    name: text.slice(start, end),
    from,
    isQuoted,
    isLoose: isSpaced || from > behind || (separator === ":" && !isQuoted),
  };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function blanksBefore(text: string, end: number): number {
  let start = end;
  while (end - start < secretLimits.blanks && isBlank(text.charCodeAt(start - 1))) start--;
  return start;
}

function blanksAfter(text: string, start: number): number {
  let end = start;
  while (end - start < secretLimits.blanks && isBlank(text.charCodeAt(end))) end++;
  return end;
}

/** Letters, digits, `_`, `-`, `.`: what names are made of. */
function isNamePart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e
  );
}
