/** What was told in the line above the keys, the newest first. */

import { layoutOf, type Rect } from "../layout.ts";
import type { Model } from "../model.ts";
import type { PastNotice } from "../notices/notices.ts";
import { clean } from "../text/clean.ts";
import { type Line, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { clock, plural } from "./format.ts";
import { sentences } from "./page-list.ts";
import { themeOf } from "./theme.ts";

/** Columns of the time and the sign before a text. */
const INDENT = 12;

function noticeLines(model: Model, { level, text, time }: PastNotice, width: number): Line[] {
  const theme = themeOf(model.colors);
  const style = level === "error" ? theme.error : level === "warn" ? theme.warn : theme.plain;
  const sign = level === "info" ? " " : level === "warn" ? "!" : model.unicode ? "✖" : "x";
  const rows = words(clean(text, 0, model.unicode), Math.max(1, width - INDENT - 1));
  return rows.map((row, index) => [
    span(index === 0 ? ` ${clock(time)} ` : " ".repeat(INDENT - 2), theme.dim),
    span(index === 0 ? `${sign} ` : "  ", style),
    span(row),
  ]);
}

function allLines(model: Model, width: number): Line[] {
  const { past } = model.notices;
  if (past.length === 0) return sentences(model, ["Nothing has been told so far."], width);
  return past.flatMap((notice) => noticeLines(model, notice, width));
}

/** The largest useful first row. */
export function lastNoticesTop(model: Model): number {
  const { width, height } = layoutOf(model).content;
  return Math.max(0, allLines(model, width).length - height);
}

/** Above the list. */
export function noticesTitle(model: Model): Line {
  return [span(" "), span(plural(model.notices.past.length, "notice"), themeOf(model.colors).title)];
}

/** The rows from `top` on. */
export function noticeListView(model: Model, top: number, { width, height }: Rect): Line[] {
  const from = Math.min(top, lastNoticesTop(model));
  return allLines(model, width).slice(from, from + height);
}
