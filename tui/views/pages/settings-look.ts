/** What the parts of the Settings view share. */

import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fit, shorten, spread, wrapLine } from "../../text/cut.ts";
import { type Line, type Span, type Style, span } from "../../text/style.ts";
import { cellsOf, widthOf } from "../../text/width.ts";
import { words } from "../../text/words.ts";
import { themeOf } from "../theme.ts";
import type { PageRow, PageTarget } from "./page.ts";

/** One part of the view. What it knows nothing of is undefined. */
export interface Section {
  rows(model: Model, width: number): readonly PageRow[];
  detail(model: Model, id: string, width: number): readonly Line[] | undefined;
  target(model: Model, id: string): PageTarget | undefined;
}

/** A row in columns: sign, name, value, and something on the right. */
export interface Columns {
  readonly sign: Span;
  /** Columns of the name: the same in all rows of a group. */
  readonly columns: number;
  readonly name: string;
  readonly value: string;
  readonly right: string;
  readonly style: Style;
  readonly valueStyle: Style;
}

/** The mark of a text that was cut. */
function cutMark({ unicode }: Model): string {
  return unicode ? "…" : "~";
}

export function heading(model: Model, title: string, right: string, width: number): PageRow {
  const theme = themeOf(model.colors);
  const room = Math.max(0, width - widthOf(title) - 3);
  const cut = shorten(clean(right, 0, model.unicode), room, cutMark(model));
  const line = spread([span(` ${clean(title, 0, model.unicode)}`, theme.title)], [span(` ${cut} `, theme.dim)], width);
  return { id: null, lines: [line] };
}

/** Names, and values, stand below each other. */
export function columnsLine(
  model: Model,
  { sign, columns, name, value, right, style, valueStyle }: Columns,
  width: number,
): Line {
  const mark = cutMark(model);
  const rightText = right === "" ? " " : ` ${clean(right, 0, model.unicode)} `;
  const room = width - columns - 4 - widthOf(rightText);
  return spread(
    [
      span(" "),
      sign,
      span(` ${fit(clean(name, 0, model.unicode), columns, mark)} `, style),
      span(shorten(clean(value, 0, model.unicode), room, mark), valueStyle),
    ],
    [span(rightText, themeOf(model.colors).dim)],
    width,
  );
}

/** Sentences of a detail. */
export function paragraph(model: Model, text: string, width: number, style?: Style): Line[] {
  if (text === "") return [];
  return words(clean(text, 0, model.unicode), Math.max(1, width - 2)).map((row) => [span(" "), span(row, style)]);
}

/** Lines of a file, as they are. */
export function fileLines(model: Model, text: string, width: number): Line[] {
  const { accent } = themeOf(model.colors);
  return text
    .split("\n")
    .flatMap((line) => wrapLine([span(clean(line, 0, model.unicode), accent)], width - 4))
    .map((row) => [span("   "), ...row]);
}

/** A path in at most `width` columns: its end says more than its beginning. */
export function endOfPath(model: Model, path: string, width: number): string {
  const text = clean(path, 0, model.unicode);
  if (widthOf(text) <= width) return text;
  const mark = cutMark(model);
  let end = "";
  let used = widthOf(mark);
  for (const cell of [...cellsOf(text)].toReversed()) {
    if (used + cell.width > width) break;
    used += cell.width;
    end = cell.text + end;
  }
  return mark + end;
}
