/** Where the line and the list of an overlay stand. Pure. */

import { layoutOf, type Rect } from "../layout.ts";
import type { Model } from "../model.ts";

export interface ChooserPlace {
  /** The line above the log; where there is none, the content is one row. */
  readonly line: Rect;
  /** Null: there is no room for one. */
  readonly list: Rect | null;
}

export function chooserPlace(model: Model): ChooserPlace {
  const { chips, content } = layoutOf(model);
  return chips === null ? { line: content, list: null } : { line: chips, list: content };
}

/** Rows of the list. */
export function listHeight(model: Model): number {
  return chooserPlace(model).list?.height ?? 1;
}
