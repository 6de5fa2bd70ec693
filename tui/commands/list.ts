/** Moving in the list of processes, and what it is filtered by. */

import { layoutOf } from "../layout.ts";
import { listed } from "../list/listed.ts";
import type { TextQuery } from "../log/options.ts";
import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { stripSlots } from "../views/strip.ts";

/** Brings the selected entry into the rows of the list. */
export function revealSelected(model: Model): Model {
  // Under the help the list stays as it was.
  if (model.help !== null) return model;
  const height = layoutOf(model).list?.height ?? 1;
  const rows = listed(model);
  const selected = Math.max(0, rows.indexOf(model.selected));
  let top = Math.min(model.listTop, selected);
  if (selected >= top + height) top = selected - height + 1;
  return { ...model, listTop: Math.max(0, Math.min(top, rows.length - height)) };
}

/** Selects an entry by its index, within the list; the log of another one starts at its end. */
export function selectEntry(model: Model, index: number): Model {
  const selected = Math.max(0, Math.min(index, model.entries.length - 1));
  if (selected === model.selected) return model;
  const anchor = model.scope === "selected" ? null : model.anchor;
  return revealSelected({ ...model, selected, anchor });
}

/** Selects the one so many rows further, or the last one that way. */
export function moveInList(model: Model, by: number): Model {
  const rows = listed(model);
  const at = rows.indexOf(model.selected) + by;
  const index = rows[Math.max(0, Math.min(at, rows.length - 1))];
  return index === undefined ? model : selectEntry(model, index);
}

/** The same by pages, also half ones: of rows, or of the names in the line that stands for the list. The keys stay the list's. */
export function pageInList(model: Model, by: number): Model {
  const { list, strip } = layoutOf(model);
  const rows = list?.height ?? (strip === null ? 1 : stripSlots(model, strip.width).length + 1);
  return moveInList({ ...model, listKeys: true }, Math.trunc(by * Math.max(1, rows - 1)) || Math.sign(by));
}

/** To the first row, or with direction 1 to the last. */
export function toListEdge(model: Model, direction: -1 | 1): Model {
  return moveInList({ ...model, listKeys: true }, direction * Number.MAX_SAFE_INTEGER);
}

/** What the page keys, the edges and the filter's key act on: the list, or the log again. */
export function toggleListKeys(model: Model): Step {
  return step({ ...model, listKeys: !model.listKeys });
}

/** Shows only what fits; null: all. What is selected can be seen. */
export function withListFilter(model: Model, listFilter: TextQuery | null): Model {
  const next = { ...model, listFilter, listKeys: listFilter !== null || model.listKeys };
  const rows = listed(next);
  const [first] = rows;
  return first === undefined || rows.includes(next.selected) ? revealSelected(next) : selectEntry(next, first);
}
