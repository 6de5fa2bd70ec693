/** The list of a page, beside its detail or alone. */

import { contentKind, layoutOf, type Rect } from "../layout.ts";
import type { Model, PageName } from "../model.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, selectedLine, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { type PageRow, pages, rowsOf, selectedIndex } from "./pages/index.ts";
import { themeOf } from "./theme.ts";

/** How many rows of the page fit into its list. */
export function pageListHeight(model: Model, name: PageName): number {
  const { list, content } = layoutOf(model);
  return Math.max(1, Math.floor((list ?? content).height / pages[name].rowLines));
}

/** The rows that can be seen now: none while the detail has the screen. */
export function shownRows(model: Model, name: PageName): readonly PageRow[] {
  if (layoutOf(model).list === null && contentKind(model) !== "page-list") return [];
  const { top } = model.pages[name];
  return rowsOf(model, name).slice(top, top + pageListHeight(model, name));
}

export function pageListView(model: Model, name: PageName, rect: Rect): Line[] {
  const rows = pages[name].rows(model, rect.width);
  if (rows.length === 0) return sentences(model, pages[name].empty(model), rect.width);
  const selected = selectedIndex(model, name, rows);
  const { top } = model.pages[name];
  const height = pageListHeight(model, name);
  return rows.slice(top, top + height).flatMap((row, index) => listed(row, top + index === selected, rect.width));
}

function listed(row: PageRow, isSelected: boolean, width: number): Line[] {
  return row.lines.map((line) => {
    const cut = fitLine(line, width);
    return isSelected ? selectedLine(cut) : cut;
  });
}

/** What stands in place of rows or a log: never nothing. */
export function sentences(model: Model, texts: readonly string[], width: number): Line[] {
  const theme = themeOf(model.colors);
  return texts.flatMap((text) => words(text, Math.max(1, width - 2)).map((row) => [span(` ${row}`, theme.dim)]));
}
