/** The whole screen as rectangles of styled lines. Pure: from the model and the part of the log that it shows. */

import { type Layout, layoutOf, type Rect } from "../layout.ts";
import type { LogWindow } from "../log/window.ts";
import { type Model, shownLog } from "../model.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { chipsView } from "./chips.ts";
import { emptyView } from "./empty.ts";
import { helpView } from "./help.ts";
import { hintsView } from "./hints.ts";
import { listView } from "./list.ts";
import { noticeView } from "./notice.ts";
import { recordLook } from "./record.ts";
import { stripView } from "./strip.ts";
import { tabsView } from "./tabs.ts";
import { themeOf } from "./theme.ts";

/** Lines in a rectangle; rows without a line are blank, lines are cut at its width. */
export interface Block {
  readonly rect: Rect;
  readonly lines: readonly Line[];
}

export interface Frame {
  /** Everything but the content. */
  readonly chrome: readonly Block[];
  /** The log, the help, or the sentence of an empty log. */
  readonly content: Block;
}

export function view(model: Model, log: LogWindow): Frame {
  const layout = layoutOf(model);
  const chrome: Block[] = [];
  const add = (rect: Rect | null, lines: (rect: Rect) => readonly Line[]) => {
    if (rect !== null) chrome.push({ rect, lines: lines(rect) });
  };
  const notice = noticeView(model, model.columns);
  add(layout.tabs, () => [tabsView(model)]);
  add(layout.topRule, () => [rule(model, layout, "┬")]);
  add(layout.list, (rect) => listView(model, rect));
  add(layout.strip, (rect) => [stripView(model, rect.width)]);
  add(layout.divider, (rect) => dividerView(model, rect));
  add(layout.chips, (rect) => [chipsView(model, log, rect.width)]);
  add(layout.bottomRule, () => [notice ?? rule(model, layout, "┴")]);
  // Without a rule to stand in, a notice takes the place of the hints: nothing else may move.
  add(layout.hints, (rect) => [(layout.bottomRule === null ? notice : null) ?? hintsView(model, rect.width)]);
  return { chrome, content: { rect: layout.content, lines: contentLines(model, layout.content, log) } };
}

function contentLines(model: Model, rect: Rect, log: LogWindow): readonly Line[] {
  if (model.help !== null) return helpView(model, rect.width, rect.height);
  const rows = [...log.rows, ...tailRows(model, rect)].slice(-rect.height);
  return rows.length === 0 ? emptyView(model, rect.width) : rows;
}

/** The open lines of what is shown stand below the log while it follows; scrolled back, they are further down. */
function tailRows(model: Model, rect: Rect): Line[] {
  if (model.anchor !== null || model.tails.length === 0) return [];
  const shown = shownLog(model);
  const look = recordLook(model, rect.width);
  return model.tails
    .filter((tail) => shown.all || tail.source === shown.entry?.process?.source)
    .flatMap((tail) => look.tail(tail));
}

function rule(model: Model, layout: Layout, joint: "┬" | "┴"): Line {
  const theme = themeOf(model.colors);
  const dash = model.unicode ? "─" : "-";
  const at = layout.divider?.x;
  const text =
    at === undefined
      ? dash.repeat(model.columns)
      : dash.repeat(at) + (model.unicode ? joint : "+") + dash.repeat(model.columns - at - 1);
  return fitLine([span(text, theme.dim)], model.columns);
}

function dividerView(model: Model, rect: Rect): Line[] {
  const bar: Line = [span(model.unicode ? "│" : "|", themeOf(model.colors).dim)];
  return Array.from({ length: rect.height }, () => bar);
}
