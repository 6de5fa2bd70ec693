/** A row of the emulator as a styled line: the same text in the same columns, and nothing that a terminal would act on. */

import type { IBufferCell, IBufferLine } from "@xterm/headless";
import { clean } from "../text/clean.ts";
import { DEFAULT_COLOR, type Line, plain, type Span, type Style, styleFlag, TRUE_COLOR } from "../text/style.ts";
import { widthOf } from "../text/width.ts";

/** Characters that join no other beside them: they may share a span. Latin, lines, blocks, shapes, Chinese, Japanese, Korean. */
const alone =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u2500-\u27bf\u2e80-\u3029\u3030-\u3098\u309b-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]$/;
/** What would change the picture before it, which a program has counted as a character of its own. */
const modifier = /^\p{Emoji_Modifier}/u;
const joiners = /\u200d+$/;

/** `cell`: any one, to be used again and again. `unicode` as in `clean`. */
export function lineOf(row: IBufferLine, cell: IBufferCell, unicode: boolean): Line {
  const spans: Span[] = [];
  let text = "";
  let style = plain;
  /** Whether the next character may stand in the same span. */
  let isOpen = false;
  const close = () => {
    if (text !== "") spans.push({ text, style });
    text = "";
  };
  let next = 0;
  for (let x = 0; x < row.length; x += 1) {
    const of = row.getCell(x, cell);
    // The right half of a wide character.
    if (of === undefined || x < next) continue;
    const width = Math.max(1, of.getWidth());
    next = x + width;
    const own = styleOf(of, style);
    const shown = cellText(of.getChars(), width, unicode);
    const mayShare = alone.test(shown);
    if (own !== style || !isOpen || !mayShare) close();
    style = own;
    isOpen = mayShare;
    text += shown;
  }
  close();
  return withoutBlanks(spans);
}

/** The line up to its last character that can be seen: blanks at the end need not be written. */
function withoutBlanks(spans: readonly Span[]): Line {
  const last = spans.findLastIndex(({ text, style }) => !isBlank(style) || !/^ *$/.test(text));
  const end = spans[last];
  if (end === undefined) return [];
  const text = isBlank(end.style) ? end.text.replace(/ +$/, "") : end.text;
  return [...spans.slice(0, last), { text, style: end.style }];
}

/** The text of a cell in exactly `width` columns, as the screen counts. */
function cellText(chars: string, width: number, unicode: boolean): string {
  if (chars === "") return " ".repeat(width);
  if (width === 1 && chars.length === 1 && chars >= " " && chars <= "~") return chars;
  if (modifier.test(chars)) return " ".repeat(width);
  const cleaned = clean(chars.replace(joiners, ""), 0, unicode);
  if (widthOf(cleaned) === width) return cleaned;
  const first = String.fromCodePoint(cleaned.codePointAt(0) ?? 0x3f);
  return widthOf(first) === width ? first : "?".padEnd(width);
}

const flagsOf: readonly (readonly [flag: number, isSet: (cell: IBufferCell) => number])[] = [
  [styleFlag.bold, (cell) => cell.isBold()],
  [styleFlag.dim, (cell) => cell.isDim()],
  [styleFlag.italic, (cell) => cell.isItalic()],
  [styleFlag.underline, (cell) => cell.isUnderline()],
  [styleFlag.blink, (cell) => cell.isBlink()],
  [styleFlag.inverse, (cell) => cell.isInverse()],
  [styleFlag.hidden, (cell) => cell.isInvisible()],
  [styleFlag.strike, (cell) => cell.isStrikethrough()],
];

/** The style of a cell; the very same object where it is that of the cell before. */
function styleOf(cell: IBufferCell, before: Style): Style {
  if (cell.isAttributeDefault()) return plain;
  const fg = cell.isFgDefault() ? DEFAULT_COLOR : cell.getFgColor() + (cell.isFgRGB() ? TRUE_COLOR : 0);
  const bg = cell.isBgDefault() ? DEFAULT_COLOR : cell.getBgColor() + (cell.isBgRGB() ? TRUE_COLOR : 0);
  let flags = 0;
  for (const [flag, isSet] of flagsOf) if (isSet(cell) !== 0) flags |= flag;
  return before.fg === fg && before.bg === bg && before.flags === flags ? before : { fg, bg, flags };
}

/** Whether a blank in this style looks like none. */
function isBlank({ bg, flags }: Style): boolean {
  return bg === DEFAULT_COLOR && (flags & (styleFlag.inverse | styleFlag.underline | styleFlag.strike)) === 0;
}
