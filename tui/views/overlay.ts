/** What lies over the content: the palette, the start page, the notices. */

import { chooserPlace } from "../choose/place.ts";
import type { Rect } from "../layout.ts";
import type { Model } from "../model.ts";
import type { Line } from "../text/style.ts";
import { chooserLine, chooserRows } from "./chooser.ts";
import { noticeListView, noticesTitle } from "./notice-list.ts";

/** In the line above the content. */
export function overlayHead(model: Model, width: number): Line {
  return model.overlay?.kind === "notices" ? noticesTitle(model) : chooserLine(model, width, false);
}

/** In place of the content. */
export function overlayLines(model: Model, rect: Rect): readonly Line[] {
  if (model.overlay?.kind === "notices") return noticeListView(model, model.overlay.top, rect);
  return chooserPlace(model).list === null ? [chooserLine(model, rect.width, true)] : chooserRows(model, rect);
}
