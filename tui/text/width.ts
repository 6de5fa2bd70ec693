/** How many columns text takes on a terminal. */

import { isWide } from "./wide.ts";

/** One user-perceived character and the columns it takes. */
export interface Cell {
  readonly text: string;
  readonly width: 0 | 1 | 2;
  /** False where terminals disagree about the width: joined emoji, variation selectors, several spacing marks. */
  readonly certain: boolean;
}

const ascii = /^[\x20-\x7e]*$/;
/** Characters that nothing joins and no selector follows: Latin, dashes, arrows, mathematics, box drawing, blocks, shapes. */
const single = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u2500-\u27bf]*$/;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** True when every character takes one column and nothing needs a closer look. */
export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** Splits text into what a terminal puts in its cells. The text must be clean (see `clean.ts`). */
export function* cellsOf(text: string): Generator<Cell> {
  if (isAscii(text)) {
    for (const character of text) yield { text: character, width: 1, certain: true };
    return;
  }
  if (single.test(text)) {
    for (const character of text) yield { text: character, width: codePointWidth(character), certain: true };
    return;
  }
  for (const { segment } of segmenter.segment(text)) yield clusterCell(segment);
}

/** Columns of one code point by itself. */
export function codePointWidth(character: string): 0 | 1 | 2 {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x300) return codePoint === 0xad ? 0 : 1;
  if (zeroWidth.test(character)) return 0;
  return isWide(codePoint) ? 2 : 1;
}

function isRegionalIndicator(codePoint: number): boolean {
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
}

function clusterCell(cluster: string): Cell {
  const first = cluster.codePointAt(0) ?? 0;
  if (cluster.length === 1 || (cluster.length === 2 && first > 0xffff)) {
    return { text: cluster, width: codePointWidth(cluster), certain: !isRegionalIndicator(first) };
  }
  let sum = 0;
  let spacing = 0;
  let emoji = isRegionalIndicator(first);
  for (const character of cluster) {
    const width = codePointWidth(character);
    sum += width;
    if (width > 0) spacing += 1;
    // A joiner between wide ones and the emoji selector make one picture of the whole cluster.
    if (character === "\ufe0f" || (character === "\u200d" && sum > 1)) emoji = true;
  }
  if (emoji) return { text: cluster, width: 2, certain: false };
  const width = sum === 0 ? 0 : sum === 1 ? 1 : 2;
  return { text: cluster, width, certain: spacing <= 1 };
}

/** Columns of a text. */
export function widthOf(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const cell of cellsOf(text)) width += cell.width;
  return width;
}
