/** The line above the hints: a question, what is going on, or a notice; nothing most of the time. */

import { keyFor } from "../active-keys.ts";
import { type Model, runningEntries, type ShownNotice } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fitLine, shorten } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { promptView } from "./prompt.ts";
import { themeOf } from "./theme.ts";

/** Null: nothing to say. */
export function noticeView(model: Model, width: number): Line | null {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const line = (text: string, style: typeof theme.plain): Line =>
    fitLine([span(" "), span(shorten(clean(text, 1, model.unicode), width - 1, mark), style)], width);
  const running = runningEntries(model).length;
  const processes = running === 1 ? "1 process" : `${running} processes`;
  if (model.stopping) {
    const text = running === 0 ? "stopping" : `stopping ${processes}`;
    return line(`${text} ${model.unicode ? "…" : "..."}`, theme.accent);
  }
  if (model.asking) {
    const question = `Stop ${processes} and quit? y/n`;
    return line(question.length < width ? question : "Quit? y/n", theme.warn);
  }
  if (model.question !== null) return line(`${model.question.text} y/n`, theme.warn);
  if (model.prompt !== null) return promptView(model, model.prompt, width);
  if (model.notice === null) return null;
  return told(model, model.notice, width);
}

/** The notice, and the key that tells more where there is one: that is never cut off. */
function told(model: Model, { level, text, more }: ShownNotice, width: number): Line {
  const theme = themeOf(model.colors);
  const [cross, mark] = model.unicode ? ["✖ ", "…"] : ["x ", "~"];
  const key = more === undefined ? "" : keyFor(model, more.command);
  const hint = key === "" ? "" : ` (${key} ${more?.does})`;
  const style = level === "error" ? theme.error : level === "warn" ? theme.warn : theme.plain;
  const said = clean((level === "error" ? cross : "") + text, 1, model.unicode);
  const room = Math.max(0, width - 1 - widthOf(hint));
  return fitLine([span(" "), span(shorten(said, room, mark), style), span(hint, theme.dim)], width);
}
