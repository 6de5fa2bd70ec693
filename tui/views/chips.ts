/** The line above the log: whose lines these are, whether it follows, how many there are. */

import { limits } from "../limits.ts";
import { chipsOf } from "../log/chips.ts";
import type { LogState } from "../log/window.ts";
import { type Model, type PageName, shownLog, shownPage } from "../model.ts";
import { clean } from "../text/clean.ts";
import { lineWidth, shorten, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { newSincePause } from "../web/web.ts";
import { plural, short } from "./format.ts";
import { pages, rowsOf, selectedIndex } from "./pages/index.ts";
import { themeOf } from "./theme.ts";

export function chipsView(model: Model, log: LogState, width: number): Line {
  const page = shownPage(model);
  if (page === "web") return webChips(model, width);
  return page === null ? logChips(model, log, width) : pageSummary(model, page, width);
}

/** How many exchanges there are, what narrows them, and whether the list follows. */
function webChips(model: Model, width: number): Line {
  const theme = themeOf(model.colors);
  const left: Span[] = [span(" "), span(nameOf(model, width), theme.title)];
  for (const slot of chipSlots(model, width)) {
    left.push(span(" ".repeat(Math.max(0, slot.from - lineWidth(left)))), span(slot.text, theme.warn));
  }
  return spread(left, [followState(model), span(" ")], width);
}

function followState(model: Model): Span {
  const theme = themeOf(model.colors);
  const { web, pages: states } = model;
  if (web.list.length === 0 && web.frozen === null) return span("");
  if (web.frozen !== null) return span(`  paused, ${short(newSincePause(web))} new`, theme.warn);
  if (states.web.selected === null) return span("  following", theme.accent);
  const rows = rowsOf(model, "web");
  const behind = rows.length - 1 - selectedIndex(model, "web", rows);
  return behind === 0 ? span("  not following", theme.warn) : span(`  ${short(behind)} behind`, theme.warn);
}

function pageSummary(model: Model, page: PageName, width: number): Line {
  const text = clean(pages[page].summary(model), 0, model.unicode);
  return [span(" "), span(shorten(text, width - 2, model.unicode ? "…" : "~"), themeOf(model.colors).title)];
}

/** Columns between two chips. */
const GAP = 2;

export interface ChipSlot {
  readonly index: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Where each chip stands, in columns of the line: with its sign of removal behind it. */
export function chipSlots(model: Model, width: number): ChipSlot[] {
  const [cross, mark] = model.unicode ? ["✕", "…"] : ["x", "~"];
  let at = 1 + widthOf(nameOf(model, width)) + GAP;
  if (widthOf(nameOf(model, width)) === 0) at = 1;
  return chipsOf(model).map(({ text }, index) => {
    const label = `${shorten(clean(text, 0, model.unicode), limits.chipColumns, mark)} ${cross}`;
    const slot = { index, text: label, from: at, to: at + widthOf(label) };
    at = slot.to + GAP;
    return slot;
  });
}

/** Whose log it is; empty where the first chip says so. */
function nameOf(model: Model, width: number): string {
  if (model.view === "web") return pages.web.summary(model);
  const shown = shownLog(model);
  if (shown.all) return "all";
  if (!shown.one) return "";
  const mark = model.unicode ? "…" : "~";
  return shorten(clean(shown.entries[0]?.name ?? "no process", 0, model.unicode), Math.max(8, width >> 1), mark);
}

/** `3 of 128`: which hit of how many. */
function hitsText({ found, foundAt, counted }: LogState): string {
  if (found === null) return "";
  const count = `${short(found)}${counted ? "" : "+"}`;
  if (found === 0) return counted ? "nothing found" : "searching";
  return foundAt === null || foundAt === 0 ? `${count} found` : `${short(foundAt)} of ${count}`;
}

function stateOf(model: Model, log: LogState): Span {
  const theme = themeOf(model.colors);
  if (model.typing !== null) return span("typing", theme.warn);
  if (model.log.selecting !== null) return span("selecting", theme.warn);
  if (model.anchor === null) return span("following", theme.accent);
  return span(log.behind === 0 ? "scrolled back" : `${plural(short(log.behind), "line")} behind`, theme.warn);
}

/** What stands at the right, the most important first: what does not fit beside the chips is left out. */
function rightOf(model: Model, log: LogState, room: number): Span[] {
  const theme = themeOf(model.colors);
  const hits = hitsText(log);
  const count = `${plural(`${short(log.lines)}${log.counted ? "" : "+"}`, "line")}`;
  const parts: Span[] = [
    ...(hits === "" ? [] : [span(hits, log.found === 0 && log.counted ? theme.warn : theme.title)]),
    stateOf(model, log),
    span(count, theme.dim),
  ];
  const result: Span[] = [];
  let left = room;
  for (const part of parts) {
    const columns = widthOf(part.text) + GAP;
    if (columns > left && result.length > 0) break;
    result.push(span(" ".repeat(GAP)), part);
    left -= columns;
  }
  return [...result, span(" ")];
}

function logChips(model: Model, log: LogState, width: number): Line {
  const theme = themeOf(model.colors);
  const left: Span[] = [span(" "), span(nameOf(model, width), theme.title)];
  const columns = () => left.reduce((sum, part) => sum + widthOf(part.text), 0);
  for (const slot of chipSlots(model, width)) {
    left.push(span(" ".repeat(slot.from - columns())));
    left.push(span(slot.text, theme.warn));
  }
  const right = rightOf(model, log, width - columns() - 1);
  const rest = width - columns() - lineWidth(right) - 1;
  const shown = shownLog(model);
  const [entry] = shown.all ? [] : shown.entries;
  if (!shown.all && shown.one && entry !== undefined && rest > 8 && left.length === 2) {
    const command = clean(entry.command, 0, model.unicode);
    left.push(span(`  ${shorten(command, rest - 1, model.unicode ? "…" : "~")}`, theme.dim));
  }
  return spread(left, right, width);
}
