/** Moving in pages, and what can be done with the selected row. */

import { layoutOf } from "../layout.ts";
import { limits } from "../limits.ts";
import { type Step, step } from "../messages.ts";
import { type Model, type PageName, type PageState, shownPage } from "../model.ts";
import { lastDetailTop } from "../views/page-detail.ts";
import { pageListHeight } from "../views/page-list.ts";
import { type PageRow, pages, rowsOf, selectedId, selectedIndex, targetOf } from "../views/pages/index.ts";
import { askFirst } from "./question.ts";

function withPage(model: Model, name: PageName, changes: Partial<PageState>): Model {
  return { ...model, pages: { ...model.pages, [name]: { ...model.pages[name], ...changes } } };
}

/** While the newest row is followed: that one stays selected from here on, as something is done with it. */
export function pinned(model: Model, name: PageName): Model {
  if (pages[name].follows !== true || model.pages[name].selected !== null) return model;
  return withPage(model, name, { selected: selectedId(model, name) });
}

/** Brings the selected row of the page that is shown among those that can be seen. */
export function revealRow(model: Model): Model {
  const name = shownPage(model);
  if (name === null) return model;
  const rows = rowsOf(model, name);
  const height = pageListHeight(model, name);
  const selected = Math.max(0, selectedIndex(model, name, rows));
  let top = Math.min(model.pages[name].top, selected);
  if (selected >= top + height) top = selected - height + 1;
  // What stands above the first row that can be selected is a heading: it is shown with it.
  if (rows.slice(0, top).every(({ id }) => id === null) && selected < height) top = 0;
  return withPage(model, name, { top: Math.max(0, Math.min(top, rows.length - height)) });
}

/** Selects by id; another row's detail starts at its beginning. */
export function selectRow(model: Model, name: PageName, id: string): Model {
  if (model.pages[name].selected === id) return model;
  return revealRow(withPage(model, name, { selected: id, detailTop: 0 }));
}

/** Selects the row that is so many further, of those that can be selected. */
export function moveInPage(model: Model, name: PageName, by: number): Model {
  const rows = rowsOf(model, name).filter((row): row is PageRow & { id: string } => row.id !== null);
  const index = selectedIndex(model, name, rows);
  const row = rows[Math.max(0, Math.min(index + by, rows.length - 1))];
  // Who follows and goes further down goes on following.
  const isFollowed = pages[name].follows === true && model.pages[name].selected === null && row === rows.at(-1);
  return row === undefined || isFollowed ? model : selectRow(model, name, row.id);
}

/** Scrolls the detail where it can be seen, else the list, by lines. */
export function scrollPageBy(before: Model, name: PageName, by: number): Model {
  const model = pinned(before, name);
  if (layoutOf(model).list === null && !model.zoom)
    return moveInPage(model, name, Math.trunc(by / pages[name].rowLines));
  const top = Math.max(0, Math.min(model.pages[name].detailTop + by, lastDetailTop(model, name)));
  return withPage(model, name, { detailTop: top });
}

/** The wheel over a list moves what it shows, not what is selected. */
export function scrollListBy(model: Model, name: PageName, direction: -1 | 1): Model {
  // What comes brings the selected row back into sight.
  if (pages[name].follows === true) return moveInPage(model, name, direction * limits.wheelRows);
  const rows = rowsOf(model, name).length;
  const most = Math.max(0, rows - pageListHeight(model, name));
  return withPage(model, name, {
    top: Math.max(0, Math.min(model.pages[name].top + direction * limits.wheelRows, most)),
  });
}

/** What `enter` does in a page: what the row offers, else its detail on the whole screen. */
export function enterRow(model: Model, name: PageName): Step {
  const { enter } = targetOf(model, name);
  if (enter?.question !== undefined) return askFirst(model, { text: enter.question, effect: enter.effect });
  if (enter !== undefined) return step(model, enter.effect);
  return step({ ...pinned(model, name), zoom: !model.zoom });
}

export function openTarget(model: Model): Step {
  const name = shownPage(model);
  const effect = name === null ? undefined : targetOf(model, name).open;
  return effect === undefined ? step(model) : step(model, effect);
}

/** Shows the place of the selected row in the log of all processes. */
export function showInLog(model: Model): Step {
  const name = shownPage(model);
  const effect = name === null ? undefined : targetOf(model, name).inLog;
  return effect === undefined ? step(model) : step({ ...model, view: "logs", zoom: false }, effect);
}

/** What the selected row offers beside the usual; nothing where it does not. */
export function offeredBy(model: Model, what: "copyOther" | "copyBody" | "openDirect"): Step {
  const name = shownPage(model);
  const effect = name === null ? undefined : targetOf(model, name)[what];
  return effect === undefined ? step(model) : step(model, effect);
}

export function copyTarget(model: Model): Step {
  const name = shownPage(model);
  const text = name === null ? undefined : targetOf(model, name).copy;
  return text === undefined ? step(model) : step(model, { type: "copy", text });
}
