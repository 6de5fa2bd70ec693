/** Frames of a page as text. */

import { emptyWindow } from "../../../../tui/log/window.ts";
import type { Model } from "../../../../tui/model.ts";
import { hintsThatFit } from "../../../../tui/views/hints.ts";
import { view } from "../../../../tui/views/index.ts";
import { screenText } from "../../support.ts";

/** The screen without the lines of tabs and of hints, which are about other things, too. */
export function body(model: Model): string {
  const lines = screenText(view(model, emptyWindow), model.columns, model.rows).split("\n");
  return `\n${lines.slice(1, -1).join("\n")}\n`;
}

/** Keys and words that are offered where there is room for all. */
export function offered(model: Model): string[] {
  return hintsThatFit(model, 500).map(({ key, word }) => `${key} ${word}`);
}

/** Sizes of terminals that pages are looked at in. */
export const sizes = {
  wide: { columns: 96, rows: 20 },
  middle: { columns: 60, rows: 15 },
  small: { columns: 40, rows: 10 },
} as const;
