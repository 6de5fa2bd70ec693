/** The help: every key of the table, in two columns where there is room. */

import { allBindings, keyLabel } from "../active-keys.ts";
import { type Section, sectionOf, sectionsFor, sectionTitles } from "../commands/sections.ts";
import { layoutOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { fitLine } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { words } from "../text/words.ts";
import { themeOf } from "./theme.ts";

/** Columns of the keys where all are short, and the most that long ones get. */
const KEY_COLUMNS = 10;
const MOST_KEY_COLUMNS = 18;
/** From this width two columns are easier to read than one: each has room for a sentence. */
const TWO_COLUMNS = 100;

interface HelpEntry {
  readonly keys: string;
  readonly help: string;
}

/** All rows of the help at this width: the keys that the view at hand has, by what they are for. */
function helpRows(model: Model, width: number): Line[] {
  const theme = themeOf(model.colors);
  const columnWidth = width >= TWO_COLUMNS ? Math.floor((width - 2) / 2) : width;
  const sections = sectionsFor(model).map((section) => ({ section, entries: entriesOf(model, section) }));
  const indent = indentFor(
    sections.flatMap(({ entries }) => entries),
    columnWidth,
  );
  const blocks = sections.map(({ section, entries }): Line[] => [
    [span(` ${sectionTitles[section]}`, theme.title)],
    ...entries.flatMap((entry) => entryRows(entry, indent, columnWidth, model)),
    [],
  ]);
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

function entriesOf(model: Model, section: Section): HelpEntry[] {
  const keys = allBindings(model)
    .filter((binding) => binding.keys.length > 0 && binding.modes.includes("main") && sectionOf(binding) === section)
    .map((binding) => {
      return { keys: binding.keys.map((key) => keyLabel(key, model.unicode)).join(" "), help: binding.help };
    });
  return [...keys, ...mouseEntries(section)];
}

/** Where the second column begins: behind the longest keys, as far as there is room. */
function indentFor(entries: readonly HelpEntry[], width: number): number {
  const longest = Math.max(KEY_COLUMNS, ...entries.map(({ keys }) => widthOf(keys) + 1));
  return Math.min(Math.min(longest, MOST_KEY_COLUMNS) + 1, Math.floor(width / 2));
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

function mouseEntries(section: Section): HelpEntry[] {
  if (section === "moving") return [{ keys: "wheel", help: "Scroll what lies under the mouse." }];
  if (section === "views") return [{ keys: "click", help: "Select a tab, a process, a row; remove a filter." }];
  return [];
}

/** Keys that are too long for their column have a row of their own. */
function entryRows({ keys, help }: HelpEntry, indent: number, width: number, model: Model): Line[] {
  const theme = themeOf(model.colors);
  const rows = words(help, Math.max(1, width - indent));
  const isLong = widthOf(keys) + 2 > indent;
  const above: Line[] = isLong ? [[span(" "), span(keys, theme.accent)]] : [];
  return [
    ...above,
    ...rows.map((text, row) => [
      ...fitLine([span(" "), span(row === 0 && !isLong ? keys : "", theme.accent)], indent),
      span(text),
    ]),
  ];
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
