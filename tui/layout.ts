/** Which rectangle of the terminal belongs to which part, for every size and view. Pure. */

import { limits } from "./limits.ts";
import { type ListColumn, listColumns } from "./list/columns.ts";
import { describedEntry, listVisible, type Model, shownPage, shownTerminal } from "./model.ts";
import { widthOf } from "./text/width.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly tabs: Rect | null;
  /** The list beside the log, or beside the detail of a page. */
  readonly list: Rect | null;
  /** The titles of its columns, where it is wide enough for several. */
  readonly listHead: Rect | null;
  /** The list as one line. */
  readonly strip: Rect | null;
  /** Column of the rule between list and log. */
  readonly divider: Rect | null;
  readonly topRule: Rect | null;
  /** Where notices appear; a rule while there is none. */
  readonly bottomRule: Rect | null;
  readonly chips: Rect | null;
  /** What `contentKind` says, or the help, or a sentence: always up to the right edge. */
  readonly content: Rect;
  readonly hints: Rect | null;
}

/** Columns of the right-hand part of a list row: ` :5173  42M`, `exit 137`, `stopping`. */
export const INFO_COLUMNS = 11;

/** Columns of a name in the list. */
export function nameColumns(model: Model): number {
  const longest = model.entries.reduce((most, entry) => Math.max(most, widthOf(entry.name)), 0);
  const most = Math.min(limits.nameColumns.most, Math.floor(model.columns / 3) - INFO_COLUMNS - 5);
  return Math.max(limits.nameColumns.least, Math.min(longest, most));
}

/** The columns of the list beside state, name, port and memory. */
export function extraColumns(model: Model): readonly ListColumn[] {
  if (model.columns < limits.wideListColumns) return [];
  return listColumns(model, Math.floor(model.columns * (1 - limits.wideLogShare)) - leastListColumns(model));
}

function leastListColumns(model: Model): number {
  return 4 + nameColumns(model) + INFO_COLUMNS;
}

function processListColumns(model: Model): number {
  return extraColumns(model).reduce((sum, { width }) => sum + width, leastListColumns(model));
}

/** What the content is while no help covers it. */
export type ContentKind = "log" | "terminal" | "process" | "page-list" | "page-detail";

export function contentKind(model: Model): ContentKind {
  if (shownTerminal(model) !== undefined) return "terminal";
  if (shownPage(model) === null) return describedEntry(model) === undefined ? "log" : "process";
  return model.zoom || model.columns >= limits.splitColumns ? "page-detail" : "page-list";
}

/** Columns of a page's list beside its detail. */
function pageListColumns({ columns, view }: Model): number {
  if (view === "web") {
    const { least, most } = limits.webListColumns;
    return Math.max(least, Math.min(most, Math.floor(columns / 2)));
  }
  const { least, most } = limits.pageListColumns;
  return Math.max(least, Math.min(most, Math.floor(columns * 0.4)));
}

export function layoutOf(model: Model): Layout {
  const width = Math.max(1, model.columns);
  const rows = Math.max(1, model.rows);
  const isPage = shownPage(model) !== null;
  // The start page shows the same scripts as the list would beside it.
  const isStart = model.overlay?.kind === "start";
  // The help has the whole width: it is read alone.
  const isHelp = model.help !== null && model.overlay === null;
  const split = !isHelp && (isPage ? !model.zoom : listVisible(model)) && width >= limits.splitColumns && !isStart;
  const row = (y: number): Rect => ({ x: 0, y, width, height: 1 });

  // Taken in the order of their use to somebody on a tiny terminal: log, hints, tabs, list, chips, rules.
  let top = 0;
  let bottom = rows;
  const hints = rows >= 2 ? row(--bottom) : null;
  const tabs = rows >= limits.tabsRows ? row(top++) : null;
  const hasStrip = listVisible(model) && !isPage && !split && !isStart && !isHelp;
  const strip = hasStrip && rows >= 4 ? row(top++) : null;
  const rules = rows >= limits.rulesRows;
  const topRule = rules ? row(top++) : null;
  const bottomRule = rules ? row(--bottom) : null;

  const wanted = isPage ? pageListColumns(model) : processListColumns(model);
  const listWidth = split ? wanted : 0;
  const height = bottom - top;
  const hasHead = split && !isPage && height >= 3 && extraColumns(model).length > 0;
  const listHead = hasHead ? { x: 0, y: top, width: listWidth, height: 1 } : null;
  const listTop = hasHead ? top + 1 : top;
  const list = split ? { x: 0, y: listTop, width: listWidth, height: bottom - listTop } : null;
  const divider = split ? { x: listWidth, y: top, width: 1, height } : null;
  const left = split ? listWidth + 1 : 0;
  const chips =
    height >= (model.overlay === null ? limits.chipsRows : 2)
      ? { x: left, y: top, width: width - left, height: 1 }
      : null;
  const contentTop = chips === null ? top : top + 1;
  return {
    tabs,
    list,
    listHead,
    strip,
    divider,
    topRule,
    bottomRule,
    chips,
    content: { x: left, y: contentTop, width: width - left, height: Math.max(1, bottom - contentTop) },
    hints,
  };
}

export function inside(rect: Rect | null, x: number, y: number): boolean {
  return rect !== null && x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
