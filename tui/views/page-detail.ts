/** What is selected in a page's list, at length. */

import { layoutOf, type Rect } from "../layout.ts";
import type { Model, PageName } from "../model.ts";
import type { Line } from "../text/style.ts";
import { sentences } from "./page-list.ts";
import { pages, selectedId } from "./pages/index.ts";

function detailLines(model: Model, name: PageName, width: number): readonly Line[] {
  const id = selectedId(model, name);
  return id === null ? [] : pages[name].detail(model, id, width);
}

/** The largest useful first line. */
export function lastDetailTop(model: Model, name: PageName): number {
  const { width, height } = layoutOf(model).content;
  return Math.max(0, detailLines(model, name, width).length - height);
}

export function pageDetailView(model: Model, name: PageName, rect: Rect): readonly Line[] {
  const lines = detailLines(model, name, rect.width);
  // Beside an empty list, that one says what there is to say.
  if (lines.length === 0) return model.zoom ? sentences(model, pages[name].empty(model), rect.width) : [];
  const top = Math.min(model.pages[name].detailTop, Math.max(0, lines.length - rect.height));
  return lines.slice(top, top + rect.height);
}
