/** The rows of the palette and of the start page: a title, what it is, and the key that does the same. */

import type { ChoiceRow } from "../choose/chooser.ts";
import { fit } from "../choose/fuzzy.ts";
import { limits } from "../limits.ts";
import type { Model } from "../model.ts";
import { chooserOf } from "../overlay.ts";
import { clean } from "../text/clean.ts";
import { cutLine, fitLine, lineWidth, shorten, spread } from "../text/cut.ts";
import { type Line, type Span, selectedLine, span } from "../text/style.ts";
import { cellsOf, widthOf } from "../text/width.ts";
import { themeOf } from "./theme.ts";

/** Columns before and behind a title: a margin, a gap. */
const MARGIN = 1;
const GAP = 2;
/** Part of a row that a title may take. */
const LONG_TITLE = 0.7;
/** Columns for the sign of a marked row. */
const MARK = 2;

/** Columns of a title: as many as the longest name needs with the longest word before it, whatever is listed now. */
function titleColumns(model: Model): number {
  const longest = model.entries.reduce((most, { name }) => Math.max(most, widthOf(name)), 0);
  const words = model.overlay?.kind === "start" ? 0 : "restart ".length;
  return Math.max(limits.titleColumns.least, Math.min(longest + words, limits.titleColumns.most));
}

/** A row of exactly `width` columns. */
export function choiceRow(model: Model, row: ChoiceRow, isChosen: boolean, width: number): Line {
  const theme = themeOf(model.colors);
  const text = (value: string) => clean(value, 0, model.unicode);
  if (row.id === null) return fitLine([span(" "), span(text(row.title), theme.title)], width);
  const right: Line = row.right === "" ? [] : [span(` ${text(row.right)} `, theme.dim)];
  const left: Span[] = [span(" ".repeat(MARGIN))];
  if (model.overlay?.kind === "start") {
    const sign = model.unicode ? "✓" : "+";
    left.push(span(row.isMarked ? sign.padEnd(MARK) : " ".repeat(MARK), theme.accent));
  }
  const room = width - lineWidth(left) - lineWidth(right) - 1;
  const hasDetail = width >= limits.detailColumns;
  // A long title takes of the room for what it is, as no two may look the same.
  const wanted = Math.max(titleColumns(model), Math.min(widthOf(text(row.title)), Math.floor(room * LONG_TITLE)));
  const columns = hasDetail ? Math.min(wanted, room) : room;
  left.push(...fitLine(titled(model, text(row.title), columns), columns));
  const rest = room - columns - GAP;
  if (hasDetail && rest > 0)
    left.push(span(" ".repeat(GAP) + shorten(text(row.detail), rest, markOf(model)), theme.dim));
  const line = spread(left, right, width);
  return isChosen ? selectedLine(line) : line;
}

function markOf({ unicode }: Model): string {
  return unicode ? "…" : "~";
}

/** The title with what fits the typed text marked in it. */
function titled(model: Model, title: string, columns: number): Line {
  const shown = shorten(title, columns, markOf(model));
  const query = chooserOf(model.overlay)?.line.text.replace(/^\s*\//u, "") ?? "";
  const found = query.trim() === "" ? null : fit(query, title);
  if (found === null) return [span(shown)];
  const style = themeOf(model.colors).title;
  const places = new Set(found.at);
  const line: Span[] = [];
  let at = 0;
  for (const { text } of cellsOf(shown)) {
    const length = [...text].length;
    const isFound = Array.from({ length }, (_, index) => at + index).some((place) => places.has(place));
    line.push(isFound ? span(text, style) : span(text));
    at += length;
  }
  return cutLine(line, columns);
}
