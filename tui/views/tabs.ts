/** The line of tabs. */

import { type Model, type PageName, runningEntries, type ViewName, viewNames } from "../model.ts";
import { clean } from "../text/clean.ts";
import { shorten, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { pages } from "./pages/index.ts";
import { themeOf } from "./theme.ts";

const labels: Readonly<Record<Exclude<ViewName, PageName>, string>> = { procs: "Procs", logs: "Logs" };

/** `3 Errors 2`: the key, the name, and what is in it. */
function labelOf(model: Model, view: ViewName, index: number): string {
  if (view === "procs" || view === "logs") return `${index + 1} ${labels[view]}`;
  const badge = pages[view].badge(model);
  return `${index + 1} ${pages[view].label}${badge === null ? "" : ` ${badge}`}`;
}

export interface TabSlot {
  readonly view: ViewName;
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** Columns that tabs leave to the title on a screen with room for it. */
const TITLE = { least: 6, most: 40 };

/**
 * The title and where each tab stands, in columns. What does not fit goes from the end of the line, but never the tab that is
 * open: behind `…` its key and `tab` lead to it all the same.
 */
export function tabLine(model: Model): {
  readonly title: string;
  readonly slots: readonly TabSlot[];
  readonly isCut: boolean;
} {
  const labels = viewNames.map((view, index) => ({ view, label: labelOf(model, view, index) }));
  const all = labels.reduce((sum, { label }) => sum + widthOf(label) + 2, 0) - 2;
  const room = model.columns - all - 5;
  const name = clean(model.title, 0, model.unicode);
  const [dot, mark] = model.unicode ? ["·", "…"] : ["-", "~"];
  const title = room < TITLE.least ? "" : shorten(`brum ${dot} ${name}`, Math.min(room, TITLE.most), mark);
  let at = title === "" ? 1 : 1 + widthOf(title) + 3;
  const slots: TabSlot[] = [];
  let used = at + all;
  // From the end, as long as there are too many; the open one stays.
  const kept = labels.toReversed().filter(({ view, label }) => {
    if (used + 2 <= model.columns || view === model.view) return true;
    used -= widthOf(label) + 2;
    return false;
  });
  for (const { view, label } of kept.toReversed()) {
    slots.push({ view, label, from: at, to: at + widthOf(label) });
    at += widthOf(label) + 2;
  }
  return { title, slots, isCut: slots.length < labels.length };
}

export function tabsView(model: Model): Line {
  const theme = themeOf(model.colors);
  const { title, slots, isCut } = tabLine(model);
  const left: Span[] = [span(" "), span(title.slice(0, 4), theme.title), span(title.slice(4), theme.plain)];
  let at = 1 + widthOf(title);
  for (const slot of slots) {
    left.push(span(" ".repeat(slot.from - at)));
    left.push(span(slot.label, slot.view === model.view ? theme.current : theme.dim));
    at = slot.to;
  }
  if (isCut) left.push(span(model.unicode ? " …" : " ~", theme.dim));
  const running = runningEntries(model).length;
  const right = running === 0 ? "" : `${running} of ${model.entries.length} running `;
  const fits = at + (isCut ? 4 : 2) + right.length <= model.columns;
  return spread(left, fits ? [span(right, theme.dim)] : [], model.columns);
}
