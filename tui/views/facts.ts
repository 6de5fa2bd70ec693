/** Names and values below each other, as details have them. */

import type { Model } from "../model.ts";
import { clean } from "../text/clean.ts";
import { type Line, plain, type Style, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { themeOf } from "./theme.ts";

/** Columns of the names. */
const NAME_COLUMNS = 10;

/** One fact in as many rows as it takes; none where there is no value. */
export function fact(model: Model, width: number, name: string, value: string | null, style?: Style): Line[] {
  if (value === null || value === "") return [];
  const parts = words(clean(value, 0, model.unicode), factColumns(width));
  return parts.map((part, index) => factLine(model, index === 0 ? name : "", [span(part, style ?? plain)]));
}

/** Columns of a value. */
export function factColumns(width: number): number {
  return Math.max(1, width - NAME_COLUMNS - 2);
}

/** A fact in one row. */
export function factLine(model: Model, name: string, value: Line): Line {
  return [span(` ${name.padEnd(NAME_COLUMNS)}`, themeOf(model.colors).dim), ...value];
}
