/** Starting, stopping and restarting from the screen. */

import { type Step, step } from "../messages.ts";
import {
  type Entry,
  hasTerminal,
  isRunning,
  type Model,
  runningEntries,
  shownPage,
  shownTerminal,
  targetEntry,
} from "../model.ts";
import { withNotice } from "./notice.ts";
import { enterRow } from "./pages.ts";

export function startOrStop(model: Model): Step {
  const entry = targetEntry(model);
  if (entry === undefined) return step(model);
  if (entry.process === null || !isRunning(entry)) return started(model, entry);
  if (entry.process.status === "stopping") return step(withNotice(model, "info", `${entry.name} is stopping already.`));
  return step(model, { type: "stop", name: entry.name });
}

/** Its log is what one looks at now: the keys are the log's. */
function started(model: Model, entry: Entry): Step {
  return step({ ...model, listKeys: false }, { type: "start", entry });
}

export function startInTerminal(model: Model): Step {
  const entry = targetEntry(model);
  if (entry === undefined || isRunning(entry)) return step(model);
  return step({ ...model, listKeys: false }, { type: "start", entry, inTerminal: true });
}

/** From now on what is typed goes to the process; its terminal is shown, or its log, which follows. */
export function type(model: Model): Step {
  const entry = targetEntry(model);
  if (entry === undefined || !hasTerminal(entry)) return step(model);
  return step({ ...model, typing: entry.name, scope: "selected", details: false, anchor: null });
}

/** The log of a process that has a terminal, or its terminal. */
export function toggleTerminal(model: Model): Step {
  if (!hasTerminal(targetEntry(model))) return step(model);
  const terminals = shownTerminal(model) === undefined;
  return step({ ...model, terminals, scope: "selected", details: false, anchor: null });
}

export function stopTyping(model: Model): Step {
  return step({ ...model, typing: null });
}

export function restart(model: Model): Step {
  const entry = targetEntry(model);
  return entry?.process == null ? step(model) : step(model, { type: "restart", name: entry.name });
}

export function restartAll(model: Model): Step {
  const running = runningEntries(model);
  if (running.length === 0) return step(model);
  const names = running.map((entry) => entry.name).join(", ");
  return step(
    withNotice(model, "info", `Restarting ${names}.`),
    ...running.map((entry) => ({ type: "restart", name: entry.name }) as const),
  );
}

/** Starts the selected entry; of one that runs, types into its terminal, or shows its log on the whole screen. */
export function open(model: Model): Step {
  const page = shownPage(model);
  if (page !== null) return enterRow(model, page);
  const entry = targetEntry(model);
  if (entry === undefined) return step(model);
  if (!isRunning(entry)) return started(model, entry);
  if (hasTerminal(entry)) return type(model);
  return step({ ...model, zoom: true, scope: "selected" });
}
