/** What an empty log says: never nothing, and what to do. */

import { keyFor } from "../active-keys.ts";
import { logChips } from "../log/chips.ts";
import { isRunning, type Model, runningEntries, shownLog } from "../model.ts";
import type { Line } from "../text/style.ts";
import { sentences } from "./page-list.ts";

function narrows(model: Model): boolean {
  const shown = shownLog(model);
  const chips = logChips(model).length;
  return chips > (shown.all || shown.one ? 0 : 1);
}

function textsOf(model: Model): string[] {
  const shown = shownLog(model);
  if (narrows(model)) return ["No line is left by the filters above. Press x to remove the last of them."];
  if (model.entries.length === 0) {
    const key = keyFor(model, "start-page");
    const how = key === "" ? "Start it so: brum 'node server.js'" : `Press ${key} and type a command: node server.js`;
    return ["Nothing was found here that could be started.", how];
  }
  if (shown.all) {
    if (runningEntries(model).length > 0) return ["Nothing has been printed yet."];
    return model.view === "procs"
      ? ["Nothing runs yet. Select a script and press s or enter to start it."]
      : ["Nothing runs yet. Press 1, select a script and press s or enter to start it."];
  }
  const [entry] = shown.entries;
  if (entry === undefined) return model.listFilter === null ? [] : ["No process fits the filter of the list."];
  if (entry.process === null) {
    const nothing = model.entries.every((other) => other.process === null);
    return nothing
      ? ["Nothing runs yet. Select a script and press s or enter to start it."]
      : [`${entry.name} has not run yet. Press s or enter to start it.`];
  }
  if (entry.process.error !== null) return [`${entry.name} could not be started: ${entry.process.error}`];
  return [isRunning(entry) ? `${entry.name} runs and has printed nothing yet.` : `${entry.name} has printed nothing.`];
}

export function emptyView(model: Model, width: number): Line[] {
  return sentences(model, textsOf(model), width);
}
