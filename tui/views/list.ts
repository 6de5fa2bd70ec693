/** The list of processes beside the log. */

import { INFO_COLUMNS, nameColumns, type Rect } from "../layout.ts";
import type { Model } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fitLine, fitName } from "../text/cut.ts";
import { type Line, selectedLine, span } from "../text/style.ts";
import { infoOf, signOf } from "./signs.ts";
import { themeOf } from "./theme.ts";

export function listView(model: Model, rect: Rect): Line[] {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const names = nameColumns(model);
  if (model.entries.length === 0) return [[span(" no scripts", theme.dim)]];
  return model.entries.slice(model.listTop, model.listTop + rect.height).map((entry, row) => {
    const selected = model.listTop + row === model.selected;
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
      ],
      rect.width,
    );
    return selected ? selectedLine(line) : line;
  });
}
