/** What is shown: views, zoom, which log, help, and leaving. */

import { layoutOf } from "../layout.ts";
import { type Step, step } from "../messages.ts";
import {
  describedEntry,
  listHasKeys,
  listVisible,
  type Model,
  runningEntries,
  shownPage,
  shownTerminal,
  type ViewName,
  viewNames,
} from "../model.ts";
import { lastHelpTop } from "../views/help.ts";
import { moveInList, pageInList, revealSelected, toListEdge, withListFilter } from "./list.ts";
import { clearSearch, stopSelecting } from "./log.ts";
import { scrollOverlay } from "./overlay.ts";
import { moveInPage, pinned, revealRow, scrollPageBy } from "./pages.ts";
import { followExchanges } from "./web.ts";

export function show(model: Model, view: ViewName): Step {
  if (model.view === view) return step(model);
  return step(revealRow(revealSelected({ ...stopSelecting(model), view, zoom: false, anchor: null })));
}

/** The view beside the one that is shown; after the last comes the first. */
export function turnView(model: Model, by: -1 | 1): Step {
  const index = viewNames.indexOf(model.view) + by;
  return show(model, viewNames.at(index % viewNames.length) ?? "procs");
}

export function toggleAll(model: Model): Step {
  return step({ ...model, scope: model.scope === "all" ? "selected" : "all", anchor: null, listKeys: false });
}

export function toggleZoom(model: Model): Step {
  const page = shownPage(model);
  const kept = page === null ? model : pinned(model, page);
  return step(revealRow(revealSelected({ ...kept, zoom: !model.zoom })));
}

/** One step back: help, description, selected lines, the list's filter and keys, search, zoom, other view, scrolled log. */
export function back(model: Model): Step {
  if (model.help !== null) return step(revealSelected({ ...model, help: null }));
  if (describedEntry(model) !== undefined) return model.zoom ? toggleZoom(model) : step({ ...model, details: false });
  if (model.log.selecting !== null) return step(stopSelecting(model));
  if (listVisible(model) && model.listFilter !== null) return step(withListFilter(model, null));
  if (listVisible(model) && model.listKeys) return step({ ...model, listKeys: false });
  if (model.log.search !== null && shownPage(model) === null) return step(clearSearch(model));
  if (model.zoom) return toggleZoom(model);
  if (model.view !== "procs") return show(model, "procs");
  if (model.anchor !== null) return step({ ...model, anchor: null });
  return step(model);
}

export function toggleHelp(model: Model): Step {
  return step(revealSelected({ ...model, help: model.help === null ? 0 : null }));
}

/** Moves the selection where there is a list, else scrolls. */
export function move(model: Model, by: -1 | 1): Step {
  if (model.overlay !== null) return scrollOverlay(model, by);
  if (model.help !== null) return scrollRows(model, by);
  if (model.log.selecting !== null) return step(model, { type: "select", by });
  const page = shownPage(model);
  if (page !== null) return step(model.zoom ? scrollPageBy(model, page, by) : moveInPage(model, page, by));
  return listVisible(model) ? step(moveInList(model, by)) : scrollRows(model, by);
}

/** Scrolls the help when it is open, else the detail of a page, else the terminal, else the log. */
export function scrollRows(model: Model, by: number): Step {
  if (model.overlay !== null) return scrollOverlay(model, by);
  if (model.help !== null) return step({ ...model, help: Math.max(0, Math.min(model.help + by, lastHelpTop(model))) });
  const page = shownPage(model);
  if (page !== null) return step(scrollPageBy(model, page, by));
  if (shownTerminal(model) !== undefined) return step(model, { type: "scroll-terminal", to: by });
  return step(model, { type: "scroll", scroll: { unit: "rows", by } });
}

/** `by`: in pages, also half ones. */
export function scrollPage(model: Model, by: number): Step {
  const rows = Math.trunc(by * Math.max(1, layoutOf(model).content.height - 1));
  if (model.overlay !== null) return scrollOverlay(model, rows);
  if (model.log.selecting !== null && model.help === null) return step(model, { type: "select", by: rows });
  if (model.help === null && listHasKeys(model)) return step(pageInList(model, by));
  return scrollRows(model, rows);
}

export function toStart(model: Model): Step {
  if (model.overlay !== null) return scrollOverlay(model, -Number.MAX_SAFE_INTEGER);
  if (model.help !== null) return step({ ...model, help: 0 });
  if (shownPage(model) !== null) return toEdge(model, -1);
  if (listHasKeys(model)) return step(toListEdge(model, -1));
  if (shownTerminal(model) !== undefined) return step(model, { type: "scroll-terminal", to: "start" });
  return step(model, { type: "scroll", scroll: { unit: "start" } });
}

/** The first or last row of a page's list; the edge of its detail, when that has the screen. */
function toEdge(model: Model, direction: -1 | 1): Step {
  const page = shownPage(model);
  const far = direction * Number.MAX_SAFE_INTEGER;
  if (page === null) return step(model);
  return step(model.zoom ? scrollPageBy(model, page, far) : moveInPage(model, page, far));
}

/** The end of the log, and following from there on; the end of a page's list. */
export function follow(model: Model): Step {
  if (model.overlay !== null) return scrollOverlay(model, Number.MAX_SAFE_INTEGER);
  if (shownPage(model) !== null) {
    return shownPage(model) === "web" && !model.zoom ? step(followExchanges(model)) : toEdge(model, 1);
  }
  if (listHasKeys(model)) return step(toListEdge(model, 1));
  if (shownTerminal(model) !== undefined) return step(model, { type: "scroll-terminal", to: "end" });
  return step({ ...model, anchor: null });
}

/** Quits; asks first while something runs. */
export function quit(model: Model): Step {
  return runningEntries(model).length === 0
    ? quitNow(model)
    : step({ ...model, asking: true, help: null, overlay: null });
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
