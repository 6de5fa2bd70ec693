/** Which part of the screen lies under the mouse. Pure: from the same layout and spans that the views draw. */

import { inside, layoutOf } from "./layout.ts";
import type { Model, ViewName } from "./model.ts";
import { stripSlots } from "./views/strip.ts";
import { tabSlots } from "./views/tabs.ts";

export type Hit =
  | { readonly part: "tab"; readonly view: ViewName }
  | { readonly part: "entry"; readonly index: number }
  | { readonly part: "list" }
  | { readonly part: "content" }
  | { readonly part: "nothing" };

export function hitTest(model: Model, x: number, y: number): Hit {
  const layout = layoutOf(model);
  if (inside(layout.tabs, x, y)) {
    const slot = tabSlots(model).find((tab) => x >= tab.from && x < tab.to);
    return slot === undefined ? { part: "nothing" } : { part: "tab", view: slot.view };
  }
  if (layout.list !== null && inside(layout.list, x, y)) {
    const index = model.listTop + y - layout.list.y;
    return index < model.entries.length ? { part: "entry", index } : { part: "list" };
  }
  if (layout.strip !== null && inside(layout.strip, x, y)) {
    const slot = stripSlots(model, layout.strip.width).find((entry) => x >= entry.from && x < entry.to);
    return slot === undefined ? { part: "list" } : { part: "entry", index: slot.index };
  }
  return inside(layout.content, x, y) ? { part: "content" } : { part: "nothing" };
}
