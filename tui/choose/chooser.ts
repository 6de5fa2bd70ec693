/** A line to type in with a list below it, of which one row is chosen. Pure; what the rows are is up to who uses it. */

import { limits } from "../limits.ts";
import { type EditLine, editLine, emptyLine, lineOf } from "../prompt/line-edit.ts";

export interface Chooser {
  readonly line: EditLine;
  /** Id of the row that was moved to; null: none was, so what `enter` takes is up to what is typed. */
  readonly selected: string | null;
  /** First row that the list shows. */
  readonly top: number;
  /** Why nothing was done, in a sentence. */
  readonly error: string | null;
}

/** One row of the list. */
export interface ChoiceRow {
  /** Names the same thing from frame to frame; null: a heading, which cannot be chosen. */
  readonly id: string | null;
  readonly title: string;
  /** Behind the title, dim. */
  readonly detail: string;
  /** At the right end, dim: a key, a group. */
  readonly right: string;
  readonly isMarked: boolean;
}

/** What there is to be chosen from. */
export interface Choices {
  readonly rows: readonly ChoiceRow[];
  /** Id of the row that `enter` takes where none was moved to; null: none. */
  readonly byDefault: string | null;
  /** At the right of the line: how the command goes that is typed, how many are marked. */
  readonly usage: string;
  /** What is said in place of rows, or when `enter` takes none. */
  readonly sentence: string;
}

export const emptyChooser: Chooser = { line: emptyLine, selected: null, top: 0, error: null };

/** With another text in the line, and the cursor behind it. */
export function withText(text: string): Chooser {
  return { ...emptyChooser, line: lineOf(text.slice(0, limits.promptCharacters)) };
}

/** After a key that no command takes: the list begins anew where the text has changed. */
export function typeInto(chooser: Chooser, key: string, typed: string | undefined): Chooser {
  const line = editLine(chooser.line, key, typed, limits.promptCharacters);
  if (line === null) return chooser;
  return line.text === chooser.line.text ? { ...chooser, line } : { ...emptyChooser, line };
}

/** Index of the row that `enter` takes; -1: none. `byDefault`: which one without a choice. */
export function chosenIndex(chooser: Chooser, rows: readonly ChoiceRow[], byDefault: string | null): number {
  const id = chooser.selected ?? byDefault;
  return id === null ? -1 : rows.findIndex((row) => row.id === id);
}

/** Chooses the row that is so many further, of those that can be chosen, and brings it into the list's `height` rows. */
export function moveBy(
  chooser: Chooser,
  rows: readonly ChoiceRow[],
  byDefault: string | null,
  by: number,
  height: number,
): Chooser {
  const free = rows.flatMap(({ id }) => (id === null ? [] : [id]));
  const from = free.indexOf(chooser.selected ?? byDefault ?? "");
  // Nothing is chosen yet: down is the first one.
  const to = from === -1 ? Math.min(Math.max(by - 1, 0), free.length - 1) : from + by;
  const selected = free[Math.max(0, Math.min(to, free.length - 1))];
  return selected === undefined ? chooser : reveal({ ...chooser, selected, error: null }, rows, height);
}

/** Brings the chosen row, with a heading right above it, into the list's `height` rows. */
export function reveal(chooser: Chooser, rows: readonly ChoiceRow[], height: number): Chooser {
  const at = Math.max(0, chosenIndex(chooser, rows, null));
  const first = rows[at - 1]?.id === null && height > 1 ? at - 1 : at;
  const top = Math.min(Math.max(chooser.top, at - height + 1), first);
  return { ...chooser, top: lastTop(rows, height, top) };
}

/** The list further down or up, without another choice. */
export function scrollBy(chooser: Chooser, rows: readonly ChoiceRow[], by: number, height: number): Chooser {
  return { ...chooser, top: lastTop(rows, height, chooser.top + by) };
}

/** First row that is shown of these: there may be fewer than before. */
export function shownTop(chooser: Chooser, rows: readonly ChoiceRow[], height: number): number {
  return lastTop(rows, height, chooser.top);
}

function lastTop(rows: readonly ChoiceRow[], height: number, top: number): number {
  return Math.max(0, Math.min(top, rows.length - height));
}
