/** Commands of the log with what stands behind their words. What cannot be done is refused with a sentence. */

import { type LevelName, level, levelNames } from "../../core/index.ts";
import { chipsOf } from "../log/chips.ts";
import type { LogOptions, TimeColumn } from "../log/options.ts";
import { refuse, type Step, step } from "../messages.ts";
import { describedEntry, type Model, shownPage, shownTerminal } from "../model.ts";
import { lineOf } from "../prompt/line-edit.ts";
import { openPrompt, type PromptKind } from "../prompt/prompt.ts";
import { processesOf } from "../web/web.ts";
import { clear, removeChip } from "./log.ts";
import { accept } from "./prompt.ts";
import { show } from "./view.ts";
import { clearExchanges } from "./web.ts";

/** The model with a log in sight: what is done to one must be seen. */
export function inLog(model: Model): Model {
  if (shownPage(model) !== null) return show(model, "logs").model;
  if (describedEntry(model) !== undefined) return { ...model, details: false };
  return shownTerminal(model) === undefined ? model : { ...model, terminals: false };
}

function withLog(model: Model, changes: Partial<LogOptions>): Step {
  const seen = inLog(model);
  return step({ ...seen, log: { ...seen.log, ...changes } });
}

function isLevel(text: string): text is LevelName {
  return Object.hasOwn(level, text);
}

export function setLevel(model: Model, text: string): Step {
  const name = text.toLowerCase();
  if (!isLevel(name)) return refuse(model, `"${text}" is no level: ${levelNames.join(", ")}.`);
  return withLog(model, { minLevel: level[name] });
}

export function setSwitch(model: Model, option: "wrap" | "names" | "collapse", text: string): Step {
  if (text !== "on" && text !== "off") return refuse(model, `Write ${option} on or ${option} off.`);
  return withLog(model, { [option]: text === "on", ...(option === "wrap" && { shift: 0 }) });
}

const timeColumns: readonly TimeColumn[] = ["clock", "delta", "off"];

export function setTimes(model: Model, text: string): Step {
  const times = timeColumns.find((form) => form === text);
  return times === undefined
    ? refuse(model, "Write times clock, times delta or times off.")
    : withLog(model, { times });
}

/** The same as entering the text in the line that the key opens. */
export function enterText(model: Model, kind: PromptKind, text: string): Step {
  const done = accept({
    ...(kind === "web" ? model : inLog(model)),
    prompt: { ...openPrompt(kind), line: lineOf(text) },
  });
  return done.model.prompt === null ? done : refuse(model, done.model.prompt.error ?? `${kind} cannot be done so.`);
}

/** `text`: the filter's place above the log, from 1. */
export function removeFilter(model: Model, text: string): Step {
  const count = chipsOf(model).length;
  const place = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (place >= 1 && place <= count) return removeChip(model, place - 1);
  if (count === 0) return refuse(model, "There is no filter.");
  return refuse(
    model,
    count === 1 ? "There is one filter: 1." : `There are ${count} filters: write a number up to ${count}.`,
  );
}

/**
 * `all`, `logs`, `errors`, `requests` (with a process behind it: those to that one), or the name of a process: its lines. `web` are the
 * requests, as in the predecessor, unless a process has that name.
 */
export function clearNamed(model: Model, text: string): Step {
  if (text === "logs") return clear(inLog(model));
  if (text === "errors") return step(withoutErrors(model));
  if (text === "all") {
    const cleared = clear(withoutErrors(model));
    const { effects } = model.web.list.length === 0 ? step(model) : clearExchanges(model, null);
    return { ...cleared, effects: [...cleared.effects, ...effects] };
  }
  if (text === "requests") return clearExchanges(model, null);
  if (text.startsWith("requests ")) {
    const process = text.slice("requests ".length).trim();
    if (processesOf(model.web).includes(process)) return clearExchanges(model, process);
    return refuse(model, `There is no request to a process "${process}".`);
  }
  const process = model.entries.find(({ name }) => name === text)?.process;
  if (process != null) {
    const of = { name: text, source: process.source };
    return step({ ...inLog(model), anchor: null }, { type: "clear", of });
  }
  if (text === "web") return clearExchanges(model, null);
  return refuse(model, `There is nothing of the name "${text}" to clear: all, logs, errors, requests, or a process.`);
}

/** What is known of errors goes; one that comes again is there again. */
function withoutErrors(model: Model): Model {
  return { ...model, errors: [], errorsCleared: model.now };
}

/** The last of the filters above the log. */
export function removeLastFilter(model: Model): Step {
  return chipsOf(model).length === 0 ? refuse(model, "There is no filter.") : removeChip(model, -1);
}
