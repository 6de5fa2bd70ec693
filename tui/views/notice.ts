/** The line above the hints: a question, what is going on, or a notice; nothing most of the time. */

import { type Model, runningEntries } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fitLine, shorten } from "../text/cut.ts";
import { type Line, span } from "../text/style.ts";
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
  if (model.notice === null) return null;
  const { level, text } = model.notice;
  if (level === "error") return line(`${model.unicode ? "✖" : "x"} ${text}`, theme.error);
  return line(text, level === "warn" ? theme.warn : theme.plain);
}
