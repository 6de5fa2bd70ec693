/** Starting, stopping and restarting by name, opening by address. What cannot be done is refused with a sentence. */

import { didYouMean } from "../../src/detect/index.ts";
import { findGroup, groupsOf, runningMembers } from "../groups.ts";
import { type Effect, refuse, type Step, step } from "../messages.ts";
import { type Entry, isRunning, type Model, runningEntries } from "../model.ts";
import { withNotice } from "./notice.ts";

function unknown(model: Model, name: string): Step {
  const names = [...model.entries, ...groupsOf(model)].map((one) => one.name);
  return refuse(model, [`There is no script "${name}".`, didYouMean(name, names)].join(" ").trimEnd());
}

function find(model: Model, name: string): Entry | undefined {
  return model.entries.find((entry) => entry.name === name);
}

/** Without a name: which one is said first. */
export function runNamed(model: Model, name: string | undefined): Step {
  if (name === undefined) return refuse(model, "Which one? Choose it below, or type its name.");
  const entry = find(model, name);
  if (entry === undefined) {
    return findGroup(model, name) === undefined
      ? unknown(model, name)
      : step(model, { type: "start-words", text: name });
  }
  return isRunning(entry) ? refuse(model, `${name} runs already.`) : step(model, { type: "start", entry });
}

/** `all`, or a name. */
export function stopNamed(model: Model, name = "all"): Step {
  if (name === "all") return toAll(model, "Stopping", "stop");
  const entry = find(model, name);
  if (entry === undefined) return toGroup(model, name, "Stopping", "stop");
  if (!isRunning(entry)) return refuse(model, `${name} does not run.`);
  if (entry.process?.status === "stopping") return refuse(model, `${name} is stopping already.`);
  return step(model, { type: "stop", name });
}

/** `all` that run, or a name of what runs or has run. */
export function restartNamed(model: Model, name: string): Step {
  if (name === "all") return toAll(model, "Restarting", "restart");
  const entry = find(model, name);
  if (entry === undefined) return toGroup(model, name, "Restarting", "restart");
  return entry.process === null ? refuse(model, `${name} has not run yet.`) : step(model, { type: "restart", name });
}

function toGroup(model: Model, name: string, doing: string, type: "stop" | "restart"): Step {
  const group = findGroup(model, name);
  if (group === undefined) return unknown(model, name);
  return toEach(model, runningMembers(group), doing, type, `Nothing of ${name} runs.`);
}

function toAll(model: Model, doing: string, type: "stop" | "restart"): Step {
  return toEach(model, runningEntries(model), doing, type, "Nothing runs.");
}

function toEach(model: Model, entries: readonly Entry[], doing: string, type: "stop" | "restart", none: string): Step {
  const names = entries.map(({ name }) => name);
  if (names.length === 0) return refuse(model, none);
  const effects = names.map((name): Effect => ({ type, name }));
  return step(withNotice(model, "info", `${doing} ${names.join(", ")}.`), ...effects);
}

/** Without an address: which one is said first. */
export function openAddress(model: Model, text: string | undefined): Step {
  if (text === undefined) return refuse(model, "Which one? Choose it below, or type an address.");
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return step(model, { type: "open-url", url: text });
  return refuse(model, "Write an address that begins with http:// or https://.");
}
