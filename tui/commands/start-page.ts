/** The start page: marking and starting what is chosen. */

import { listed } from "../list/listed.ts";
import { type Effect, type Step, step } from "../messages.ts";
import { type Entry, isRunning, type Model } from "../model.ts";
import { emptyStartPage } from "../overlay.ts";
import { type Startable, startableWith } from "../start/list.ts";
import { chosenRow, moveChoice, withError } from "./chooser.ts";
import { revealSelected } from "./list.ts";

export function openStartPage(model: Model): Step {
  return step({ ...model, overlay: emptyStartPage });
}

/** Takes the chosen row among those that are started together, or out of them, and goes on to the next. */
export function markChoice(model: Model): Step {
  const { overlay } = model;
  const id = chosenRow(model)?.id ?? null;
  if (overlay?.kind !== "start" || id === null) return step(model);
  if (startableWith(model, id)?.kind !== "entry") {
    return step(withError(model, "A command that is typed starts alone: press enter."));
  }
  const others = overlay.marked.filter((other) => other !== id);
  const marked = others.length < overlay.marked.length ? others : [...overlay.marked, id];
  return moveChoice({ ...model, overlay: { ...overlay, marked } }, 1);
}

/** Starts what is marked, else what is chosen. */
export function startChoice(model: Model): Step {
  const { overlay } = model;
  if (overlay?.kind !== "start") return step(model);
  const id = chosenRow(model)?.id ?? null;
  const chosen = overlay.marked.length > 0 ? markedEntries(model, overlay.marked) : [];
  if (chosen.length > 0) return startAll(model, chosen);
  const one: Startable | undefined = id === null ? undefined : startableWith(model, id);
  if (one === undefined) return step(withError(model, "Type a command, or choose a script."));
  // It stays open until it is known whether that can be started.
  if (one.kind === "words") return step(model, { type: "start-words", text: one.text });
  return startAll(model, [one.entry]);
}

function markedEntries(model: Model, names: readonly string[]): Entry[] {
  return names.flatMap((name) => model.entries.filter((entry) => entry.name === name));
}

/** What runs already is only shown. */
function startAll(model: Model, entries: readonly Entry[]): Step {
  const effects = entries.filter((entry) => !isRunning(entry)).map((entry): Effect => ({ type: "start", entry }));
  return step(
    showStarted(
      model,
      entries.map(({ name }) => name),
    ),
    ...effects,
  );
}

/** The list with the first of these selected; of several, all logs are shown. */
export function showStarted(model: Model, names: readonly string[]): Model {
  const index = model.entries.findIndex(({ name }) => name === names[0]);
  const scope = names.length > 1 ? "all" : "selected";
  const selected = index === -1 ? model.selected : index;
  const shown = { ...model, overlay: null, zoom: false, anchor: null, listKeys: false } as const;
  const filtered = listed(model).includes(selected) ? shown : { ...shown, listFilter: null };
  return revealSelected({ ...filtered, view: "procs", scope, selected });
}
