/** The line above the log: whose lines these are, whether it follows, how many there are. */

import type { LogState } from "../log/window.ts";
import { type Model, shownLog } from "../model.ts";
import { clean } from "../text/clean.ts";
import { shorten, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { plural, short } from "./format.ts";
import { themeOf } from "./theme.ts";

/** Under this width the name needs the place of the count. */
const COUNT_COLUMNS = 40;

export function chipsView(model: Model, log: LogState, width: number): Line {
  const theme = themeOf(model.colors);
  const shown = shownLog(model);
  const right: Span[] = [];
  if (model.typing !== null) right.push(span("typing", theme.warn));
  else if (model.anchor === null) right.push(span("following", theme.accent));
  else if (log.behind === 0) right.push(span("scrolled back", theme.warn));
  else right.push(span(`${plural(short(log.behind), "line")} behind`, theme.warn));
  right.push(
    span(
      width < COUNT_COLUMNS ? " " : `  ${plural(`${short(log.lines)}${log.counted ? "" : "+"}`, "line")} `,
      theme.dim,
    ),
  );
  const room = width - right.reduce((sum, part) => sum + widthOf(part.text), 0) - 2;

  const name = shown.all ? "all" : (shown.entry?.name ?? "no process");
  const left: Span[] = [
    span(" "),
    span(shorten(clean(name, 0, model.unicode), room, model.unicode ? "…" : "~"), theme.title),
  ];
  if (!shown.all && shown.entry !== undefined) {
    const rest = room - widthOf(name) - 2;
    const command = clean(shown.entry.command, 0, model.unicode);
    if (rest > 8) left.push(span(`  ${shorten(command, rest, model.unicode ? "…" : "~")}`, theme.dim));
  }
  return spread(left, right, width);
}
