/** The palette and the start page: a line to type in, and the rows below it. */

import { choicesOf } from "../choose/choices.ts";
import { chosenIndex, shownTop } from "../choose/chooser.ts";
import type { Rect } from "../layout.ts";
import { limits } from "../limits.ts";
import type { Model } from "../model.ts";
import { chooserOf } from "../overlay.ts";
import { clean } from "../text/clean.ts";
import { cutLine, lineWidth, shorten, spread } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { choiceRow } from "./choice-rows.ts";
import { editedLine } from "./edited-line.ts";
import { sentences } from "./page-list.ts";
import { themeOf } from "./theme.ts";

const looks = {
  palette: { label: ": ", hint: "what to do: a command, a script, an address" },
  start: { label: "start: ", hint: "a script's name, or any command" },
} as const;

/** The line, of exactly `width` columns. `isAlone`: it has to say what is chosen, too. */
export function chooserLine(model: Model, width: number, isAlone: boolean): Line {
  const { overlay } = model;
  const chooser = chooserOf(overlay);
  if (chooser === null || overlay === null || overlay.kind === "notices") return [];
  const theme = themeOf(model.colors);
  const { rows, byDefault, usage } = choicesOf(model);
  const chosen = rows[chosenIndex(chooser, rows, byDefault)]?.title ?? "";
  // On a narrow screen what is typed needs the room more than how it goes.
  const said = isAlone ? (chooser.error ?? chosen) : width < limits.detailColumns ? "" : usage;
  const cut = shorten(clean(said, 0, model.unicode), Math.floor(width / 2) - 1, model.unicode ? "…" : "~");
  const right = said === "" ? [] : [span(`${cut} `, theme.dim)];
  const { label, hint } = looks[overlay.kind];
  const left: Line = [span(" "), span(label, theme.title)];
  const room = Math.max(1, width - lineWidth(left) - lineWidth(right) - 1);
  const typed = editedLine(model, chooser.line, room);
  const help = chooser.line.text === "" ? cutLine([span(hint, theme.dim)], room - 1) : [];
  return spread([...left, ...typed, ...help], right, width);
}

/** The rows, or a sentence in their place; why nothing was done stands at the bottom, where it moves no row. */
export function chooserRows(model: Model, { width, height }: Rect): Line[] {
  const chooser = chooserOf(model.overlay);
  if (chooser === null) return [];
  const theme = themeOf(model.colors);
  const { rows, byDefault, sentence } = choicesOf(model);
  const chosen = chosenIndex(chooser, rows, byDefault);
  const top = shownTop(chooser, rows, height);
  const error = (
    chooser.error === null ? [] : words(clean(chooser.error, 0, model.unicode), Math.max(1, width - 2))
  ).map((text): Line => [span(` ${text}`, theme.warn)]);
  const listed =
    rows.length === 0
      ? sentences(model, chooser.error === null && sentence !== "" ? [clean(sentence, 0, model.unicode)] : [], width)
      : rows.slice(top, top + height).map((row, index) => choiceRow(model, row, top + index === chosen, width));
  if (error.length === 0) return listed;
  const above = Math.max(0, height - error.length);
  return rows.length === 0 ? error : [...padded(listed.slice(0, above), above), ...error];
}

function padded(lines: readonly Line[], height: number): Line[] {
  return [...lines, ...Array.from({ length: Math.max(0, height - lines.length) }, (): Line => [])];
}
