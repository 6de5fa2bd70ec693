/** The help: every key of the table, in two columns where there is room. */

import { allBindings, keyLabel } from "../active-keys.ts";
import { type Section, sectionOf, sectionsFor, sectionTitles } from "../commands/sections.ts";
import { layoutOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { themeOf } from "./theme.ts";

const KEY_COLUMNS = 10;
const TWO_COLUMNS = 110;

/** All rows of the help at this width: the keys that the view at hand has, by what they are for. */
function helpRows(model: Model, width: number): Line[] {
  const theme = themeOf(model.colors);
  const columnWidth = width >= TWO_COLUMNS ? Math.floor((width - 2) / 2) : width;
  const blocks = sectionsFor(model).map((section): Line[] => {
    const rows = allBindings(model)
      .filter((binding) => binding.keys.length > 0 && binding.modes.includes("main") && sectionOf(binding) === section)
      .flatMap((binding) => {
        const keys = binding.keys.map((key) => keyLabel(key, model.unicode)).join(" ");
        return entryRows(keys, binding.help, columnWidth, model);
      });
    return [[span(` ${sectionTitles[section]}`, theme.title)], ...rows, ...mouseRows(model, section, columnWidth), []];
  });
  const heading: Line[] = [[span(` Keys of brum ${model.version}`, theme.title)], []];
  if (columnWidth === width) return [...heading, ...blocks.flat()];
  const [left, right] = halves(blocks);
  const height = Math.max(left.length, right.length);
  const rows = Array.from({ length: height }, (_, row) => [
    ...fitLine(left[row] ?? [], columnWidth + 2),
    ...(right[row] ?? []),
  ]);
  return [...heading, ...rows];
}

/** Two columns of about the same height; no block is torn. */
function halves(blocks: readonly Line[][]): [Line[], Line[]] {
  const all = blocks.reduce((sum, block) => sum + block.length, 0);
  const left: Line[] = [];
  let index = 0;
  while (index < blocks.length && left.length + (blocks[index]?.length ?? 0) / 2 <= all / 2) {
    left.push(...(blocks[index] ?? []));
    index += 1;
  }
  return [left, blocks.slice(index).flat()];
}

function mouseRows(model: Model, section: Section, width: number): Line[] {
  if (section === "moving") return entryRows("wheel", "Scroll what lies under the mouse.", width, model);
  if (section === "views") return entryRows("click", "Select a tab, a process, a row; remove a filter.", width, model);
  return [];
}

function entryRows(keys: string, help: string, width: number, model: Model): Line[] {
  const theme = themeOf(model.colors);
  const indent = Math.min(KEY_COLUMNS + 1, Math.floor(width / 2));
  return words(help, Math.max(1, width - indent)).map((text, row) => [
    ...fitLine([span(" "), span(row === 0 ? keys : "", theme.accent)], indent),
    span(text),
  ]);
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
