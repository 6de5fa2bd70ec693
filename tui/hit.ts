/** Which part of the screen lies under the mouse. Pure: from the same layout and spans that the views draw. */

import { choicesOf } from "./choose/choices.ts";
import { shownTop } from "./choose/chooser.ts";
import { chooserPlace } from "./choose/place.ts";
import { contentKind, inside, layoutOf, type Rect } from "./layout.ts";
import { listed } from "./list/listed.ts";
import { type Model, type PageName, shownPage, type ViewName } from "./model.ts";
import { chooserOf } from "./overlay.ts";
import { chipSlots } from "./views/chips.ts";
import { pages, rowsOf } from "./views/pages/index.ts";
import { stripSlots } from "./views/strip.ts";
import { tabLine } from "./views/tabs.ts";

export type Hit =
  | { readonly part: "tab"; readonly view: ViewName }
  | { readonly part: "entry"; readonly index: number }
  /** A row of a page's list. */
  | { readonly part: "row"; readonly id: string }
  /** A row of the palette or the start page. */
  | { readonly part: "choice"; readonly id: string }
  /** One of the chips above the log. */
  | { readonly part: "chip"; readonly index: number }
  | { readonly part: "list" }
  | { readonly part: "content" }
  | { readonly part: "nothing" };

export function hitTest(model: Model, x: number, y: number): Hit {
  const layout = layoutOf(model);
  if (inside(layout.tabs, x, y)) {
    const slot = tabLine(model).slots.find((tab) => x >= tab.from && x < tab.to);
    return slot === undefined ? { part: "nothing" } : { part: "tab", view: slot.view };
  }
  if (model.overlay !== null) return choiceAt(model, x, y);
  const page = shownPage(model);
  if ((contentKind(model) === "log" || page === "web") && layout.chips !== null && inside(layout.chips, x, y)) {
    const column = x - layout.chips.x;
    const slot = chipSlots(model, layout.chips.width).find(({ from, to }) => column >= from && column < to);
    return slot === undefined ? { part: "nothing" } : { part: "chip", index: slot.index };
  }
  const pageList = page === null ? null : (layout.list ?? (contentKind(model) === "page-list" ? layout.content : null));
  if (page !== null && pageList !== null && inside(pageList, x, y)) return rowAt(model, page, pageList, y);
  if (layout.list !== null && inside(layout.list, x, y)) {
    const index = listed(model)[model.listTop + y - layout.list.y];
    return index === undefined ? { part: "list" } : { part: "entry", index };
  }
  if (layout.strip !== null && inside(layout.strip, x, y)) {
    const slot = stripSlots(model, layout.strip.width).find((entry) => x >= entry.from && x < entry.to);
    return slot === undefined ? { part: "list" } : { part: "entry", index: slot.index };
  }
  return inside(layout.content, x, y) ? { part: "content" } : { part: "nothing" };
}

function choiceAt(model: Model, x: number, y: number): Hit {
  const { list } = chooserPlace(model);
  const chooser = chooserOf(model.overlay);
  if (chooser === null || list === null || !inside(list, x, y)) return { part: "nothing" };
  const { rows } = choicesOf(model);
  const id = rows[shownTop(chooser, rows, list.height) + y - list.y]?.id;
  return id == null ? { part: "nothing" } : { part: "choice", id };
}

function rowAt(model: Model, name: PageName, rect: Rect, y: number): Hit {
  const rows = rowsOf(model, name);
  const row = rows[model.pages[name].top + Math.floor((y - rect.y) / pages[name].rowLines)];
  return row?.id == null ? { part: "list" } : { part: "row", id: row.id };
}
