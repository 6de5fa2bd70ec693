/** Private keys in their text form (RFC 7468): a first row, rows of base64, a last row; also with a log line for each row. */

import { secretLimits } from "./limits.ts";
import type { Span } from "./mark.ts";

/** How the first row begins, whatever it is of. */
export const FIRST_ROW = "-----BEGIN ";

/** The kind of all that stands here. */
export const PRIVATE_KEY = "private key";
const LABEL = "(?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----";
const firstRow = new RegExp(`${FIRST_ROW}${LABEL}`, "y");
/** Rows of base64; where a passphrase protects them, lines about that come first. In quotation marks line ends read `\n`. */
const rows = new RegExp(
  String.raw`(?:[\s\\nr]{1,16}(?:Proc-Type|DEK-Info|Version|Comment): ?[^\n"'\\]{0,128}){0,4}[A-Za-z0-9+/=\s\\]{0,${secretLimits.keyBlock}}`,
  "y",
);

/** The private key whose first row begins at an index. First and last row stay. */
export function findKeyBlock(text: string, at: number): readonly Span[] {
  firstRow.lastIndex = at;
  const [begin] = firstRow.exec(text) ?? [];
  if (begin === undefined) return [];
  rows.lastIndex = at + begin.length;
  const [body = ""] = rows.exec(text) ?? [];
  let start = at + begin.length;
  let end = start + body.length;
  while (start < end && isLineEnd(text, start)) start++;
  while (start < end && isLineEnd(text, end - 1)) end--;
  return start === end ? [] : [{ start, end, kind: PRIVATE_KEY }];
}

/** A blank, or a part of a `\n` that is written out. */
function isLineEnd(text: string, index: number): boolean {
  const character = text[index] ?? "";
  return /[\s\\]/.test(character) || ("nrt".includes(character) && text[index - 1] === "\\");
}

/** What is known of the rows of base64 in a text: whether they are a key's. */
export type RowsOf = "private" | "public" | "unknown";

/** Lengths of full rows: RFC 7468, OpenSSH, MIME. */
const rowLengths = new Set([64, 70, 76]);

/**
 * A run of base64 characters that is a row of a key by itself: its first row was in another text, or is lost. A row of a
 * certificate looks the same.
 */
export function findKeyRow(text: string, start: number, end: number): readonly Span[] {
  if (!rowLengths.has(end - start) || !isRowStart(text, start) || !isRowEnd(text, end)) return [];
  const row = text.slice(start, end);
  if (count(row, /[A-Z]/g) < 5 || count(row, /[a-z]/g) < 5 || count(row, /\d/g) < 2) return [];
  // The alphabet of base64 itself.
  return row.includes("ABCDEFGH") ? [] : [{ start, end, kind: PRIVATE_KEY }];
}

/** A line's start, perhaps with blanks, or behind `| ` or a quotation mark. */
function isRowStart(text: string, start: number): boolean {
  return /(?:^|[\n"'`]|\\n|[|:] |^[ \t]+|\n[ \t]+)$/.test(text.slice(Math.max(0, start - 8), start));
}

function isRowEnd(text: string, end: number): boolean {
  return /^(?:\s*$|\s*\n|["'`]|\\[nr"'])/.test(text.slice(end, end + 8));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** What the first row that begins at an index says of those behind it. */
export function rowsBehind(text: string, at: number): RowsOf {
  firstRow.lastIndex = at;
  return firstRow.test(text) ? "private" : "public";
}
