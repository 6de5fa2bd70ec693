/** Cutting, padding and wrapping of styled lines by display width. */

import { type Line, plain, type Span, type Style, span } from "./style.ts";
import { cellsOf, isAscii, widthOf } from "./width.ts";

export function lineWidth(line: Line): number {
  let width = 0;
  for (const part of line) width += widthOf(part.text);
  return width;
}

/** The longest beginning of `text` that takes at most `width` columns. */
export function cutText(text: string, width: number): string {
  if (width <= 0) return "";
  if (isAscii(text)) return text.slice(0, width);
  let used = 0;
  let result = "";
  for (const cell of cellsOf(text)) {
    if (used + cell.width > width) break;
    used += cell.width;
    result += cell.text;
  }
  return result;
}

/** `text` in at most `width` columns, with `mark` at its end where something was left out. */
export function shorten(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const markWidth = widthOf(mark);
  if (markWidth > width) return cutText(text, width);
  return cutText(text, width - markWidth) + mark;
}

/** The longest end of `text` that takes at most `width` columns. */
function endOf(text: string, width: number): string {
  const whole = widthOf(text);
  let left = whole;
  let from = 0;
  for (const cell of cellsOf(text)) {
    if (left <= width) break;
    left -= cell.width;
    from += cell.text.length;
  }
  return text.slice(from);
}

/** As {@link shorten}, with what was left out at its beginning: for paths, of which the end says most. */
export function shortenStart(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const markWidth = widthOf(mark);
  return markWidth > width ? cutText(text, width) : mark + endOf(text, width - markWidth);
}

/** As {@link shorten}, with what was left out in its middle: for names, which often differ only at their ends. */
export function shortenMiddle(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room < 2) return shorten(text, width, mark);
  const end = endOf(text, Math.floor(room / 2));
  return cutText(text, room - widthOf(end)) + mark + end;
}

/** `text` shortened or filled up to exactly `width` columns. */
export function fit(text: string, width: number, mark: string): string {
  return filled(shorten(text, Math.max(width, 0), mark), width);
}

/** As {@link fit}, for a name. */
export function fitName(name: string, width: number, mark: string): string {
  return filled(shortenMiddle(name, Math.max(width, 0), mark), width);
}

function filled(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The first `width` columns of a line; nothing is added. */
export function cutLine(line: Line, width: number): Line {
  const result: Span[] = [];
  let left = width;
  for (const part of line) {
    if (left <= 0) break;
    const text = cutText(part.text, left);
    if (text !== "") result.push(span(text, part.style));
    if (text.length < part.text.length) break;
    left -= widthOf(text);
  }
  return result;
}

/** A line without its first `columns` columns; half of a wide character becomes a blank. */
export function dropColumns(line: Line, columns: number): Line {
  if (columns <= 0) return line;
  const result: Span[] = [];
  let left = columns;
  for (const part of line) {
    if (left <= 0) {
      result.push(part);
      continue;
    }
    if (isAscii(part.text)) {
      if (part.text.length > left) result.push(span(part.text.slice(left), part.style));
      left -= part.text.length;
      continue;
    }
    let rest = "";
    for (const cell of cellsOf(part.text)) {
      if (left <= 0) rest += cell.text;
      else if (cell.width > left) rest += " ".repeat(cell.width - left);
      left -= left > 0 ? cell.width : 0;
    }
    if (rest !== "") result.push(span(rest, part.style));
  }
  return result;
}

/** A line of exactly `width` columns: cut, or filled up with blanks. */
export function fitLine(line: Line, width: number, style: Style = plain): Line {
  const cut = cutLine(line, width);
  const missing = width - lineWidth(cut);
  return missing > 0 ? [...cut, span(" ".repeat(missing), style)] : cut;
}

/** `left` and `right` at the two ends of `width` columns; the left gives way where both do not fit. */
export function spread(left: Line, right: Line, width: number): Line {
  const rightCut = cutLine(right, width);
  const room = width - lineWidth(rightCut);
  return [...fitLine(left, room), ...rightCut];
}

/** Breaks a line into rows of at most `width` columns (at least 1). An empty line is one empty row. */
export function wrapLine(line: Line, width: number): Line[] {
  const room = Math.max(1, width);
  const rows: Span[][] = [];
  let row: Span[] = [];
  let used = 0;
  const breakRow = () => {
    rows.push(row);
    row = [];
    used = 0;
  };
  for (const part of line) {
    if (isAscii(part.text)) {
      let from = 0;
      while (from < part.text.length) {
        if (used === room) breakRow();
        const piece = part.text.slice(from, from + room - used);
        row.push(span(piece, part.style));
        used += piece.length;
        from += piece.length;
      }
      continue;
    }
    let piece = "";
    for (const cell of cellsOf(part.text)) {
      if (used + cell.width > room && used > 0) {
        if (piece !== "") row.push(span(piece, part.style));
        piece = "";
        breakRow();
      }
      // A wide character in a single column cannot be shown at all.
      const fits = cell.width <= room;
      piece += fits ? cell.text : "?";
      used += fits ? cell.width : 1;
    }
    if (piece !== "") row.push(span(piece, part.style));
  }
  rows.push(row);
  return rows;
}
