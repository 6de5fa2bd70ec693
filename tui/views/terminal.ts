/** The line above a process's terminal: whose it is, and who has the keys. */

import { type Model, shownTerminal } from "../model.ts";
import type { TerminalView } from "../terminal-pane/pane.ts";
import { clean } from "../text/clean.ts";
import { lineWidth, shorten, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { plural } from "./format.ts";
import { themeOf } from "./theme.ts";

export function terminalHead(model: Model, terminal: TerminalView | null, width: number): Line {
  const theme = themeOf(model.colors);
  const right = [stateOf(model, terminal), span(" ")];
  const mark = model.unicode ? "…" : "~";
  const entry = shownTerminal(model);
  const text = (value: string, room: number) => shorten(clean(value, 0, model.unicode), Math.max(0, room), mark);
  const name = span(text(entry?.name ?? "", width - lineWidth(right) - 3), theme.title);
  const rest = width - lineWidth(right) - name.text.length - 5;
  const command = rest > 8 ? span(`  ${text(entry?.command ?? "", rest)}`, theme.dim) : span("");
  return spread([span(" "), name, command], right, width);
}

function stateOf({ typing, colors }: Model, terminal: TerminalView | null): Span {
  const theme = themeOf(colors);
  const back = terminal?.back ?? 0;
  if (back > 0) return span(`scrolled back by ${plural(String(back), "row")}`, theme.warn);
  return typing === null ? span("terminal", theme.dim) : span("typing", theme.warn);
}
