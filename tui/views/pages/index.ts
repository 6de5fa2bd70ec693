/** All pages by name, and what is selected of one. */

import type { Model, PageName } from "../../model.ts";
import { errorsPage } from "./errors.ts";
import { mcpPage } from "./mcp.ts";
import type { Page, PageRow, PageTarget } from "./page.ts";
import { settingsPage } from "./settings.ts";
import { testsPage } from "./tests.ts";
import { urlsPage } from "./urls.ts";
import { webPage } from "./web.ts";

export type { Page, PageRow } from "./page.ts";

export const pages: Readonly<Record<PageName, Page>> = {
  errors: errorsPage,
  urls: urlsPage,
  web: webPage,
  tests: testsPage,
  settings: settingsPage,
  mcp: mcpPage,
};

/** Index of the selected row among `rows`: the first that can be selected where the one of before is gone; -1: there is none. */
export function selectedIndex(model: Model, name: PageName, rows: readonly PageRow[]): number {
  const { selected } = model.pages[name];
  if (pages[name].follows === true) return followedIndex(selected, rows);
  const index = selected === null ? -1 : rows.findIndex(({ id }) => id === selected);
  return index === -1 ? rows.findIndex(({ id }) => id !== null) : index;
}

/** The last row while nothing else is selected; for one that is gone or hidden the next one, as rows are dropped from the start. */
function followedIndex(selected: string | null, rows: readonly PageRow[]): number {
  if (selected === null) return rows.length - 1;
  const index = rows.findIndex(({ id }) => Number(id) >= Number(selected));
  return index === -1 ? rows.length - 1 : index;
}

/** Rows for who asks what they are and not how they look, for each model: keys and hints ask many times a frame. */
const known = new WeakMap<Model, Map<PageName, readonly PageRow[]>>();

export function rowsOf(model: Model, name: PageName): readonly PageRow[] {
  const byName = known.get(model) ?? new Map<PageName, readonly PageRow[]>();
  known.set(model, byName);
  const rows = byName.get(name) ?? pages[name].rows(model, 0);
  byName.set(name, rows);
  return rows;
}

/** Id of the selected row. */
export function selectedId(model: Model, name: PageName): string | null {
  const rows = rowsOf(model, name);
  return rows[selectedIndex(model, name, rows)]?.id ?? null;
}

/** What can be done with the selected row. */
export function targetOf(model: Model, name: PageName): PageTarget {
  const id = selectedId(model, name);
  return id === null ? {} : pages[name].target(model, id);
}
