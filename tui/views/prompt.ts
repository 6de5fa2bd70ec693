/** The line in which something is asked for. */

import type { Model } from "../model.ts";
import type { Prompt, PromptKind } from "../prompt/prompt.ts";
import { cutLine, lineWidth, spread } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { editedLine } from "./edited-line.ts";
import { themeOf } from "./theme.ts";

const labels: Readonly<Record<PromptKind, string>> = {
  search: "search",
  show: "show only",
  hide: "hide",
  time: "go to time",
  list: "show processes",
  web: "show requests",
};

/** What is at the right: how the text is read. */
function modeOf({ kind, regex, matchCase }: Prompt): string {
  if (kind === "time") return "10:42, 5m, 2h ";
  const letters = matchCase === null ? "smart case" : matchCase ? "exact case" : "any case";
  return `${regex ? "regex" : "text"}, ${letters} `;
}

/** A line of exactly `width` columns. */
export function promptView(model: Model, prompt: Prompt, width: number): Line {
  const theme = themeOf(model.colors);
  const right = prompt.error === null ? span(modeOf(prompt), theme.dim) : span(`${prompt.error} `, theme.error);
  const label: Line = [span(" "), span(`${labels[prompt.kind]}: `, theme.title)];
  const rightWidth = Math.min(lineWidth([right]), Math.floor(width / 2));
  const room = Math.max(1, width - lineWidth(label) - rightWidth - 1);
  return spread([...label, ...editedLine(model, prompt.line, room)], cutLine([right], rightWidth), width);
}
