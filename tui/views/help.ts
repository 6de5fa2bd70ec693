/** The help: every key of the table, in two columns where there is room. */

import { bindings, keyLabel } from "../keys.ts";
import { layoutOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { themeOf } from "./theme.ts";

const KEY_COLUMNS = 10;
const TWO_COLUMNS = 110;

/** All rows of the help at this width. */
function helpRows(model: Model, width: number): Line[] {
  const theme = themeOf(model.colors);
  const columnWidth = width >= TWO_COLUMNS ? Math.floor((width - 2) / 2) : width;
  const rows: Line[] = [];
  for (const binding of bindings) {
    if (!binding.modes.includes("main")) continue;
    const keys = binding.keys.map((key) => keyLabel(key, model.unicode)).join(" ");
    rows.push(...entryRows(keys, binding.help, columnWidth, model));
  }
  rows.push(...entryRows("click", "Select a process or a tab.", columnWidth, model));
  rows.push(
    ...entryRows("wheel", "Scroll. Text is selected with shift held down, in most terminals.", columnWidth, model),
  );
  const heading: Line[] = [[span(` Keys of brum ${model.version}`, theme.title)], []];
  if (columnWidth === width) return [...heading, ...rows];
  const half = Math.ceil(rows.length / 2);
  return [
    ...heading,
    ...rows.slice(0, half).map((left, index) => [...fitLine(left, columnWidth + 2), ...(rows[half + index] ?? [])]),
  ];
}

function entryRows(keys: string, help: string, width: number, model: Model): Line[] {
  const theme = themeOf(model.colors);
  const indent = Math.min(KEY_COLUMNS + 1, Math.floor(width / 2));
  return words(help, Math.max(1, width - indent)).map((text, row) => [
    ...fitLine([span(" "), span(row === 0 ? keys : "", theme.accent)], indent),
    span(text),
  ]);
}

/** Breaks a sentence at its blanks; a word that is wider than a row is broken, too. */
export function words(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(" ")) {
    if (row !== "" && row.length + 1 + word.length > width) {
      rows.push(row);
      row = "";
    }
    row = row === "" ? word : `${row} ${word}`;
    while (row.length > width) {
      rows.push(row.slice(0, width));
      row = row.slice(width);
    }
  }
  return [...rows, row];
}

/** The largest useful first row. */
export function lastHelpTop(model: Model): number {
  const { width, height } = layoutOf(model).content;
  return Math.max(0, helpRows(model, width).length - height);
}

export function helpView(model: Model, width: number, height: number): Line[] {
  const top = Math.min(model.help ?? 0, lastHelpTop(model));
  return helpRows(model, width).slice(top, top + height);
}
