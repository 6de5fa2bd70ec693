/** The list of processes as one line, for narrow terminals: the page of names that holds the selected one. */

import { listed } from "../list/listed.ts";
import type { Model } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fitLine, shorten } from "../text/cut.ts";
import { type Line, type Span, selectedLine, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { signOf } from "./signs.ts";
import { themeOf } from "./theme.ts";

export interface StripSlot {
  readonly index: number;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The names of the page and where they stand. A page changes only when the selection leaves it. */
export function stripSlots(model: Model, width: number): StripSlot[] {
  const room = Math.max(1, width - 2);
  let page: StripSlot[] = [];
  let at = 1;
  for (const index of listed(model)) {
    const entry = model.entries[index];
    if (entry === undefined) continue;
    const name = shorten(clean(entry.name, 0, model.unicode), Math.max(1, room - 4), model.unicode ? "…" : "~");
    const columns = widthOf(name) + 4;
    if (at + columns > room + 1 && page.length > 0) {
      if (index > model.selected) break;
      page = [];
      at = 1;
    }
    page.push({ index, name, from: at, to: at + columns });
    at += columns;
  }
  return page;
}

export function stripView(model: Model, width: number): Line {
  const theme = themeOf(model.colors);
  if (model.entries.length === 0) return fitLine([span(" no scripts", theme.dim)], width);
  const rows = listed(model);
  if (rows.length === 0) return fitLine([span(" nothing fits", theme.dim)], width);
  const slots = stripSlots(model, width);
  const more = (shown: boolean, unicode: string, ascii: string) =>
    span(shown ? (model.unicode ? unicode : ascii) : " ", theme.dim);
  const spans: Span[] = [more((slots[0]?.index ?? 0) > (rows[0] ?? 0), "‹", "<")];
  for (const slot of slots) {
    const entry = model.entries[slot.index];
    if (entry === undefined) continue;
    const part: Line = [span(" "), signOf(entry, model), span(` ${slot.name} `)];
    spans.push(...(slot.index === model.selected ? selectedLine(part) : part));
  }
  const last = slots.at(-1)?.index ?? 0;
  return [...fitLine(spans, width - 1), more(last < (rows.at(-1) ?? 0), "›", ">")];
}
