/** The list of processes beside the log. */

import { extraColumns, INFO_COLUMNS, nameColumns, type Rect } from "../layout.ts";
import type { ListColumn } from "../list/columns.ts";
import { listed } from "../list/listed.ts";
import type { Model } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fitLine, fitName } from "../text/cut.ts";
import { type Line, selectedLine, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { infoOf, signOf } from "./signs.ts";
import { themeOf } from "./theme.ts";

/** The titles of a wide list. */
export function listHeadView(model: Model, width: number): Line {
  const own = `${" ".repeat(4 + nameColumns(model))}${"port".padStart(6)}${"mem".padStart(5)}`;
  const others = extraColumns(model).map((column) => cellOf(column, column.title));
  return fitLine([span([own, ...others].join(""), themeOf(model.colors).dim)], width);
}

function cellOf({ width, isNumber }: ListColumn, text: string): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return isNumber ? blanks + text : ` ${text}${blanks.slice(1)}`;
}

export function listView(model: Model, rect: Rect): Line[] {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const names = nameColumns(model);
  const columns = extraColumns(model);
  if (model.entries.length === 0) return [[span(" no scripts", theme.dim)]];
  const rows = listed(model);
  if (rows.length === 0) return [[span(" nothing fits", theme.dim)]];
  return rows.slice(model.listTop, model.listTop + rect.height).flatMap((index) => {
    const entry = model.entries[index];
    if (entry === undefined) return [];
    const selected = index === model.selected;
    const info = infoOf(model, entry).slice(0, INFO_COLUMNS);
    // A name that is longer than its columns takes those that the rest of the row leaves free.
    const room = names + INFO_COLUMNS - info.trimStart().length;
    const name = fitName(clean(entry.name, 0, model.unicode), room, mark);
    const line: Line = fitLine(
      [
        span(" "),
        signOf(entry, model),
        span(` ${name}`),
        span(` ${info.trimStart()}`, selected ? theme.plain : theme.dim),
        ...columns.map((column) => span(cellOf(column, column.text(model, entry)), selected ? theme.plain : theme.dim)),
      ],
      rect.width,
    );
    return [selected ? selectedLine(line) : line];
  });
}
