/** The whole screen as rectangles of styled lines. Pure: from the model and the part of the log that it shows. */

import { contentKind, type Layout, layoutOf, type Rect } from "../layout.ts";
import type { LogWindow } from "../log/window.ts";
import { describedEntry, type Model, shownLog, shownPage, shownTerminal } from "../model.ts";
import type { TerminalView } from "../terminal-pane/pane.ts";
import { clean } from "../text/clean.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, selectedLine, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { chipsView } from "./chips.ts";
import { emptyView } from "./empty.ts";
import { helpView } from "./help.ts";
import { hintsView } from "./hints.ts";
import { listHeadView, listView } from "./list.ts";
import { noticeView } from "./notice.ts";
import { overlayHead, overlayLines } from "./overlay.ts";
import { pageDetailView } from "./page-detail.ts";
import { pageListView } from "./page-list.ts";
import { processView } from "./process.ts";
import { recordLook } from "./record.ts";
import { stripView } from "./strip.ts";
import { tabsView } from "./tabs.ts";
import { terminalHead } from "./terminal.ts";
import { themeOf } from "./theme.ts";

/** Lines in a rectangle; rows without a line are blank, lines are cut at its width. */
export interface Block {
  readonly rect: Rect;
  readonly lines: readonly Line[];
}

export interface Frame {
  /** Everything but the content. */
  readonly chrome: readonly Block[];
  /** The log, a terminal, a page's list or detail, the help, or the sentence of an empty log. */
  readonly content: Block;
  /** Where the cursor of the process is that gets what is typed; null: there is none to be seen. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
  /** That process wants to know what is pasted. */
  readonly marksPastes: boolean;
}

/** `terminal`: of the process whose terminal is shown, if one is. */
export function view(model: Model, log: LogWindow, terminal: TerminalView | null = null): Frame {
  const { chips, content } = layoutOf(model);
  const chrome = [...chromeOf(model)];
  const head = (width: number) => {
    if (model.overlay !== null) return overlayHead(model, width);
    // What stands below says itself what it is.
    if (model.help !== null || contentKind(model) === "process") return [];
    return contentKind(model) === "terminal" ? terminalHead(model, terminal, width) : chipsView(model, log, width);
  };
  if (chips !== null) chrome.push(drawn(chips, model, () => [head(chips.width)]));
  const cursor = model.typing === null ? null : (terminal?.cursor ?? null);
  return {
    chrome,
    content: drawn(content, model, () => contentLines(model, content, log, terminal)),
    cursor: cursor === null || !fits(cursor, content) ? null : { x: content.x + cursor.x, y: content.y + cursor.y },
    marksPastes: model.typing !== null && terminal?.markedPastes === true,
  };
}

/** What goes wrong in one part of the screen is said in its place; the others are drawn all the same. */
function drawn(rect: Rect, model: Model, lines: () => readonly Line[]): Block {
  try {
    return { rect, lines: lines() };
  } catch (error) {
    const why = clean(error instanceof Error ? error.message : String(error), 0, model.unicode);
    const text = `This part of the screen failed: ${why}. All else goes on; another view, or a restart of brum, may help.`;
    const rows = words(text, Math.max(1, rect.width - 2));
    return { rect, lines: rows.map((row) => [span(` ${row}`, themeOf(model.colors).error)]) };
  }
}

function fits({ x, y }: { readonly x: number; readonly y: number }, { width, height }: Rect): boolean {
  return x < width && y < height;
}

/** What the model alone decides, for each model: most frames of a flood come from the same one. */
const knownChrome = new WeakMap<Model, readonly Block[]>();

function chromeOf(model: Model): readonly Block[] {
  const known = knownChrome.get(model);
  if (known !== undefined) return known;
  const layout = layoutOf(model);
  const chrome: Block[] = [];
  const add = (rect: Rect | null, lines: (rect: Rect) => readonly Line[]) => {
    if (rect !== null) chrome.push(drawn(rect, model, () => lines(rect)));
  };
  const notice = noticeView(model, model.columns);
  add(layout.tabs, () => [tabsView(model)]);
  add(layout.topRule, () => [rule(model, layout, "┬")]);
  const page = shownPage(model);
  add(layout.list, (rect) => (page === null ? listView(model, rect) : pageListView(model, page, rect)));
  add(layout.listHead, (rect) => [listHeadView(model, rect.width)]);
  add(layout.strip, (rect) => [stripView(model, rect.width)]);
  add(layout.divider, (rect) => dividerView(model, rect));
  add(layout.bottomRule, () => [notice ?? rule(model, layout, "┴")]);
  // Without a rule to stand in, a notice takes the place of the hints: nothing else may move.
  add(layout.hints, (rect) => [(layout.bottomRule === null ? notice : null) ?? hintsView(model, rect.width)]);
  knownChrome.set(model, chrome);
  return chrome;
}

function contentLines(model: Model, rect: Rect, log: LogWindow, terminal: TerminalView | null): readonly Line[] {
  if (model.overlay !== null) return overlayLines(model, rect);
  if (model.help !== null) return helpView(model, rect.width, rect.height);
  const page = shownPage(model);
  if (page !== null)
    return contentKind(model) === "page-list" ? pageListView(model, page, rect) : pageDetailView(model, page, rect);
  if (shownTerminal(model) !== undefined) return terminal?.lines ?? [];
  const described = describedEntry(model);
  if (described !== undefined) return processView(model, described, rect.width).slice(0, rect.height);
  const rows = [...shownRows(model, log), ...tailRows(model, rect)].slice(-rect.height);
  return rows.length === 0 ? emptyView(model, rect.width) : rows;
}

/** The rows of the log; those that are selected stand out. */
function shownRows({ log: { selecting } }: Model, log: LogWindow): readonly Line[] {
  if (selecting === null) return log.rows;
  const [from, to] = [Math.min(selecting.from, selecting.to), Math.max(selecting.from, selecting.to)];
  return log.rows.map((row, index) => {
    const sequence = log.sequences[index] ?? -1;
    return sequence >= from && sequence <= to ? selectedLine(row) : row;
  });
}

/** The open lines of what is shown stand below the log while it follows; scrolled back, they are further down. */
function tailRows(model: Model, rect: Rect): Line[] {
  if (model.anchor !== null || model.tails.length === 0) return [];
  const shown = shownLog(model);
  const look = recordLook(model, rect.width);
  return model.tails
    .filter((tail) => shown.all || shown.entries.some((entry) => entry.process?.source === tail.source))
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
