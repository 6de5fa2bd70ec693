/** The line of tabs. */

import { type Model, runningEntries, type ViewName } from "../model.ts";
import { clean } from "../text/clean.ts";
import { shorten, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { themeOf } from "./theme.ts";

const views: readonly { readonly view: ViewName; readonly label: string }[] = [
  { view: "procs", label: "1 Procs" },
  { view: "logs", label: "2 Logs" },
];

const TABS_WIDTH = views.reduce((sum, tab) => sum + tab.label.length + 2, 0) - 2;

export interface TabSlot {
  readonly view: ViewName;
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

function title(model: Model): string {
  const mark = model.unicode ? "…" : "~";
  const dot = model.unicode ? "·" : "-";
  const room = Math.max(0, model.columns - TABS_WIDTH - 5);
  const name = clean(model.title, 0, model.unicode);
  return room < 6 ? "" : shorten(`brum ${dot} ${name}`, Math.min(room, 40), mark);
}

/** Where each tab stands, in columns. */
export function tabSlots(model: Model): TabSlot[] {
  const text = title(model);
  let at = text === "" ? 1 : 1 + widthOf(text) + 3;
  return views.map((tab) => {
    const slot = { ...tab, from: at, to: at + tab.label.length };
    at = slot.to + 2;
    return slot;
  });
}

export function tabsView(model: Model): Line {
  const theme = themeOf(model.colors);
  const text = title(model);
  const left: Span[] = [span(" "), span(text.slice(0, 4), theme.title), span(text.slice(4), theme.plain)];
  let at = 1 + widthOf(text);
  for (const slot of tabSlots(model)) {
    left.push(span(" ".repeat(slot.from - at)));
    left.push(span(slot.label, slot.view === model.view ? theme.current : theme.dim));
    at = slot.to;
  }
  const running = runningEntries(model).length;
  const right = running === 0 ? "" : `${running} of ${model.entries.length} running `;
  const fits = at + 2 + right.length <= model.columns;
  return spread(left, fits ? [span(right, theme.dim)] : [], model.columns);
}
