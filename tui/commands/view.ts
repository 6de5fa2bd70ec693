/** What is shown: views, zoom, which log, help, and leaving. */

import { layoutOf } from "../layout.ts";
import { type Step, step } from "../messages.ts";
import { listVisible, type Model, runningEntries, type ViewName } from "../model.ts";
import { lastHelpTop } from "../views/help.ts";

/** Brings the selected entry into the rows of the list. */
export function revealSelected(model: Model): Model {
  const height = layoutOf(model).list?.height ?? 1;
  const last = Math.max(0, model.entries.length - height);
  let top = Math.min(model.listTop, model.selected);
  if (model.selected >= top + height) top = model.selected - height + 1;
  return { ...model, listTop: Math.max(0, Math.min(top, last)) };
}

/** Selects an entry by its index, within the list; the log of another one starts at its end. */
export function selectEntry(model: Model, index: number): Model {
  const selected = Math.max(0, Math.min(index, model.entries.length - 1));
  if (selected === model.selected) return model;
  const anchor = model.scope === "selected" ? null : model.anchor;
  return revealSelected({ ...model, selected, anchor });
}

export function show(model: Model, view: ViewName): Step {
  if (model.view === view) return step(model);
  return step(revealSelected({ ...model, view, zoom: false, anchor: null }));
}

export function nextView(model: Model): Step {
  return show(model, model.view === "procs" ? "logs" : "procs");
}

export function toggleAll(model: Model): Step {
  return step({ ...model, scope: model.scope === "all" ? "selected" : "all", anchor: null });
}

export function toggleZoom(model: Model): Step {
  return step(revealSelected({ ...model, zoom: !model.zoom }));
}

/** One step back: help, zoom, scrolled log, other view. */
export function back(model: Model): Step {
  if (model.help !== null) return step({ ...model, help: null });
  if (model.zoom) return toggleZoom(model);
  if (model.view !== "procs") return show(model, "procs");
  if (model.anchor !== null) return step({ ...model, anchor: null });
  return step(model);
}

export function toggleHelp(model: Model): Step {
  return step({ ...model, help: model.help === null ? 0 : null });
}

export function up(model: Model): Step {
  if (listVisible(model) && model.help === null) return step(selectEntry(model, model.selected - 1));
  return scrollRows(model, -1);
}

export function down(model: Model): Step {
  if (listVisible(model) && model.help === null) return step(selectEntry(model, model.selected + 1));
  return scrollRows(model, 1);
}

/** Scrolls the help when it is open , else the log. */
export function scrollRows(model: Model, by: number): Step {
  if (model.help !== null) return step({ ...model, help: Math.max(0, Math.min(model.help + by, lastHelpTop(model))) });
  return step(model, { type: "scroll", scroll: { unit: "rows", by } });
}

export function scrollPage(model: Model, by: -1 | 1): Step {
  if (model.help !== null) return scrollRows(model, by * Math.max(1, layoutOf(model).content.height - 1));
  return step(model, { type: "scroll", scroll: { unit: "pages", by } });
}

export function toStart(model: Model): Step {
  if (model.help !== null) return step({ ...model, help: 0 });
  return step(model, { type: "scroll", scroll: { unit: "start" } });
}

/** The end of the log, and following from there on. */
export function follow(model: Model): Step {
  return step({ ...model, anchor: null });
}

/** Quits; asks first while something runs. */
export function quit(model: Model): Step {
  return runningEntries(model).length === 0 ? quitNow(model) : step({ ...model, asking: true, help: null });
}

export function quitNow(model: Model): Step {
  return step({ ...model, asking: false }, { type: "quit" });
}

export function kill(model: Model): Step {
  return step(model, { type: "kill" });
}

export function keepRunning(model: Model): Step {
  return step({ ...model, asking: false });
}
