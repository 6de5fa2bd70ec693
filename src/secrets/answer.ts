/** Masks whole answers: structures of objects, lists and texts. */

import { FIRST_ROW, PRIVATE_KEY, type RowsOf, rowsBehind } from "./key-blocks.ts";
import { markOf } from "./mark.ts";

/** Masks a text; `rows`: what is known of rows of base64 in it. */
export type Masking = (text: string, rows?: RowsOf) => string;

/** Characters of a short last row of a key, and how it ends. */
const lastRow = /^\s*[A-Za-z0-9+/]{4,76}={0,2}\s*$/;

/**
 * A copy with all texts masked; names of properties, numbers and the rest stay. A key that has a row in each of several texts of
 * one property (as lines of a log have) is known by its first row, until its last.
 */
export function maskTexts<T>(value: T, mask: Masking): T {
  const rowsOf = new Map<string, RowsOf>();
  const masked = (part: unknown, property: string): unknown => {
    if (typeof part === "string") return maskText(part, property, rowsOf, mask);
    if (Array.isArray(part)) return part.map((one) => masked(one, property));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, masked(one, key)]));
  };
  // Only texts are others than before.
  return masked(value, "") as T;
}

function maskText(text: string, property: string, rowsOf: Map<string, RowsOf>, mask: Masking): string {
  const before = rowsOf.get(property) ?? "unknown";
  const begin = text.lastIndexOf(FIRST_ROW);
  const end = text.lastIndexOf("-----END ");
  if (begin > end) rowsOf.set(property, rowsBehind(text, begin));
  else if (end >= 0) rowsOf.delete(property);
  const result = mask(text, before);
  if (before !== "private" || result !== text || !isLastRow(text)) return result;
  rowsOf.delete(property);
  return markOf(PRIVATE_KEY);
}

/** A row that is shorter than the others: the length of base64 is a multiple of four. A word in lower case is a word. */
function isLastRow(text: string): boolean {
  return lastRow.test(text) && text.trim().length % 4 === 0 && !/^\s*[a-z]+\s*$/.test(text);
}
