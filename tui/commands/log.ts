/** What the log shows and how: search, filters, marks, columns. */

import { type Level, level } from "../../core/index.ts";
import { limits } from "../limits.ts";
import { chipsOf } from "../log/chips.ts";
import type { LogOptions, TimeColumn } from "../log/options.ts";
import { type JumpTarget, type Message, type Step, step } from "../messages.ts";
import { listVisible, type Model, targetEntry } from "../model.ts";
import { revealSelected } from "./list.ts";
import { revealRow } from "./pages.ts";

function withLog(model: Model, changes: Partial<LogOptions>): Model {
  return { ...model, log: { ...model.log, ...changes } };
}

/** What is shown after a key that goes round. */
function next<T>(values: readonly T[], value: T): T | undefined {
  return values[(values.indexOf(value) + 1) % values.length];
}

const levels: readonly Level[] = [level.trace, level.info, level.warn, level.error];
const timeColumns: readonly TimeColumn[] = ["clock", "delta", "off"];

export function turnLevel(model: Model): Step {
  return step(withLog(model, { minLevel: next(levels, model.log.minLevel) ?? level.trace }));
}

export function turnTimes(model: Model): Step {
  return step(withLog(model, { times: next(timeColumns, model.log.times) ?? "clock" }));
}

export function toggle(model: Model, option: "wrap" | "names" | "collapse"): Step {
  return step(withLog(model, { [option]: !model.log[option], ...(option === "wrap" && { shift: 0 }) }));
}

export function shiftLines(model: Model, direction: -1 | 1): Step {
  const shift = Math.max(0, model.log.shift + direction * limits.shiftColumns);
  return step(withLog(model, { shift: Math.min(shift, limits.shiftMost) }));
}

/** Removes one of the chips above the log; -1: the last one. */
export function removeChip(model: Model, index: number): Step {
  const chip = chipsOf(model).at(index);
  return step(chip === undefined ? model : revealRow(revealSelected({ ...chip.remove(model), anchor: null })));
}

export function clearSearch(model: Model): Model {
  return withLog(model, { search: null });
}

export function jump(model: Model, to: JumpTarget): Step {
  return step(model, { type: "jump", to });
}

/** The lines that are there now are no longer shown; the last chip brings them back. */
export function clear(model: Model): Step {
  return step({ ...model, anchor: null }, { type: "clear" });
}

/** The lines that were there then are no longer shown: all, or those of one process. */
export function takeCleared(model: Model, { horizon, of }: Extract<Message, { type: "cleared" }>): Model {
  if (of === undefined) return withLog(model, { horizon, cleared: [] });
  const others = model.log.cleared.filter(({ source }) => source !== of.source);
  return withLog(model, { cleared: [...others, { ...of, before: horizon }] });
}

/** Marks the line at hand (the hit, or the lowest that is shown), or takes its mark away. */
export function toggleMark(model: Model, sequence: number): Model {
  const { marks } = model.log;
  if (marks.includes(sequence)) return withLog(model, { marks: marks.filter((mark) => mark !== sequence) });
  return withLog(model, { marks: [...marks, sequence].sort((a, b) => a - b).slice(-limits.marks) });
}

/** Copies what is selected, and is done with selecting. */
export function copyLines(model: Model): Step {
  const { selecting } = model.log;
  if (selecting === null) return step(model);
  const [from, to] = [Math.min(selecting.from, selecting.to), Math.max(selecting.from, selecting.to)];
  return step(stopSelecting(model), { type: "copy-lines", from, to });
}

export function stopSelecting(model: Model): Model {
  return withLog(model, { selecting: null });
}

/** Takes the selected process among those whose log is shown together, or out of them. */
export function toggleChosen(model: Model): Step {
  const name = listVisible(model) ? targetEntry(model)?.name : undefined;
  if (name === undefined) return step(model);
  const others = model.chosen.filter((one) => one !== name);
  const chosen = others.length < model.chosen.length ? others : [...model.chosen, name];
  return step({ ...model, chosen, scope: "all", anchor: null });
}
