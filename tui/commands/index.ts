/** Everything that a key or the mouse can ask for, by name. Pure: what has to be done outside comes back as effects. */

import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { closeOverlay, moveChoice } from "./chooser.ts";
import { nextError } from "./errors.ts";
import { toggleListKeys } from "./list.ts";
import { clear, copyLines, jump, shiftLines, toggle, toggleChosen, turnLevel, turnTimes } from "./log.ts";
import {
  clearNamed,
  enterText,
  inLog,
  removeFilter,
  removeLastFilter,
  setLevel,
  setSwitch,
  setTimes,
} from "./log-words.ts";
import type { CommandName } from "./names.ts";
import { openNotices } from "./notice.ts";
import { copyTarget, offeredBy, openTarget, showInLog } from "./pages.ts";
import { complete, newerChoice, olderChoice, openPalette, runChoice } from "./palette.ts";
import { openAddress, restartNamed, runNamed, stopNamed } from "./process-words.ts";
import {
  open,
  restart,
  restartAll,
  startInTerminal,
  startOrStop,
  stopTyping,
  toggleTerminal,
  type,
} from "./processes.ts";
import { accept, ask, cancel, recallEntry, toggleCase, toggleRegex } from "./prompt.ts";
import { answerNo, answerYes } from "./question.ts";
import { markChoice, openStartPage, startChoice } from "./start-page.ts";
import {
  back,
  follow,
  keepRunning,
  kill,
  move,
  quit,
  quitNow,
  scrollPage,
  show,
  toggleAll,
  toggleHelp,
  toggleZoom,
  toStart,
  turnView,
} from "./view.ts";
import {
  addToProxy,
  clearExchanges,
  replay,
  switchProxy,
  toggleFailed,
  togglePause,
  turnKind,
  turnProcess,
  turnStatus,
} from "./web.ts";

export { chooseRow, revealChoice, typeChoice, withError } from "./chooser.ts";
export { revealSelected, selectEntry } from "./list.ts";
export { removeChip, takeCleared, toggleMark } from "./log.ts";
export { noticesAt, withNews, withNotice, withoutAnswer } from "./notice.ts";
export { wheelOverlay } from "./overlay.ts";
export { revealRow, scrollListBy, selectRow } from "./pages.ts";
export { typeKey } from "./prompt.ts";
export { showStarted } from "./start-page.ts";
export { scrollRows } from "./view.ts";
export { takeAllExchanges, takeExchanges, takeReplayed, takeRequestsAt } from "./web.ts";

/** `argument`: what stands behind its word; without one it acts on what is selected, turns to the next, or asks. */
export type Command = (model: Model, argument?: string) => Step;

/** With an argument as one types it, else as a key calls it. */
function either(withArgument: (model: Model, argument: string) => Step, alone: (model: Model) => Step): Command {
  return (model, argument) => (argument === undefined ? alone(model) : withArgument(model, argument));
}

export const commands: Readonly<Record<CommandName, Command>> = {
  up: (model) => move(model, -1),
  down: (model) => move(model, 1),
  open,
  "start-stop": startOrStop,
  "start-in-terminal": startInTerminal,
  type,
  "stop-typing": stopTyping,
  "toggle-terminal": toggleTerminal,
  "open-url": openAddress,
  run: runNamed,
  stop: stopNamed,
  restart: either(restartNamed, restart),
  "restart-all": restartAll,
  "toggle-all": toggleAll,
  "toggle-zoom": toggleZoom,
  "page-up": (model) => scrollPage(model, -1),
  "page-down": (model) => scrollPage(model, 1),
  "to-start": toStart,
  follow,
  "view-procs": (model) => show(model, "procs"),
  "view-logs": (model) => show(model, "logs"),
  "view-errors": (model) => show(model, "errors"),
  "view-urls": (model) => show(model, "urls"),
  "view-web": (model) => show(model, "web"),
  "view-tests": (model) => show(model, "tests"),
  "view-settings": (model) => show(model, "settings"),
  "view-mcp": (model) => show(model, "mcp"),
  "next-view": (model) => turnView(model, 1),
  "previous-view": (model) => turnView(model, -1),
  "open-target": openTarget,
  "show-in-log": showInLog,
  copy: copyTarget,
  "copy-other": (model) => offeredBy(model, "copyOther"),
  "copy-body": (model) => offeredBy(model, "copyBody"),
  "open-direct": (model) => offeredBy(model, "openDirect"),
  kind: turnKind,
  status: turnStatus,
  "only-failed": toggleFailed,
  "of-process": turnProcess,
  "filter-web": either(
    (model, text) => enterText(show(model, "web").model, "web", text),
    (model) => ask(model, "web"),
  ),
  pause: togglePause,
  replay,
  "show-requests": (model) => step(model, { type: "find-requests" }),
  "proxy-add": addToProxy,
  "proxy-mode": switchProxy,
  details: (model) => step({ ...model, details: !model.details }),
  "list-keys": toggleListKeys,
  "filter-list": either(
    (model, text) => enterText({ ...model, view: "procs", zoom: false }, "list", text),
    (model) => ask(model, "list"),
  ),
  search: either(
    (model, text) => enterText(model, "search", text),
    (model) => ask(inLog(model), "search"),
  ),
  "next-hit": (model) => jump(model, { kind: "hit", direction: 1 }),
  "previous-hit": (model) => jump(model, { kind: "hit", direction: -1 }),
  "show-filter": either(
    (model, text) => enterText(model, "show", text),
    (model) => ask(inLog(model), "show"),
  ),
  "hide-filter": either(
    (model, text) => enterText(model, "hide", text),
    (model) => ask(inLog(model), "hide"),
  ),
  "remove-filter": either(removeFilter, removeLastFilter),
  level: either(setLevel, (model) => turnLevel(inLog(model))),
  "next-error": nextError,
  "previous-error": (model) => jump(model, { kind: "error", direction: -1 }),
  "go-to-time": either(
    (model, text) => enterText(model, "time", text),
    (model) => ask(inLog(model), "time"),
  ),
  mark: (model) => step(model, { type: "mark" }),
  "next-mark": (model) => jump(model, { kind: "mark", direction: 1 }),
  "select-lines": (model) => step(model, { type: "select", by: 0 }),
  "copy-lines": copyLines,
  wrap: either(
    (model, text) => setSwitch(model, "wrap", text),
    (model) => toggle(inLog(model), "wrap"),
  ),
  times: either(setTimes, (model) => turnTimes(inLog(model))),
  names: either(
    (model, text) => setSwitch(model, "names", text),
    (model) => toggle(inLog(model), "names"),
  ),
  collapse: either(
    (model, text) => setSwitch(model, "collapse", text),
    (model) => toggle(inLog(model), "collapse"),
  ),
  "shift-left": (model) => shiftLines(model, -1),
  "shift-right": (model) => shiftLines(model, 1),
  clear: either(clearNamed, (model) => (model.view === "web" ? clearExchanges(model) : clear(model))),
  pager: (model) => step(model, { type: "page-log" }),
  choose: toggleChosen,
  "half-page-up": (model) => scrollPage(model, -0.5),
  "half-page-down": (model) => scrollPage(model, 0.5),
  accept,
  cancel,
  "older-entry": (model) => recallEntry(model, 1),
  "newer-entry": (model) => recallEntry(model, -1),
  "toggle-regex": toggleRegex,
  "toggle-case": toggleCase,
  palette: openPalette,
  "run-choice": (model) => runChoice(model, (next, { command, argument }) => commands[command](next, argument)),
  complete: (model) => step(complete(model)),
  "older-choice": olderChoice,
  "newer-choice": newerChoice,
  "start-page": openStartPage,
  "start-choice": startChoice,
  "mark-choice": markChoice,
  "previous-choice": (model) => moveChoice(model, -1),
  "next-choice": (model) => moveChoice(model, 1),
  "close-overlay": closeOverlay,
  notices: openNotices,
  back,
  help: toggleHelp,
  quit,
  suspend: (model) => step(model, { type: "suspend" }),
  "quit-now": quitNow,
  kill,
  "keep-running": keepRunning,
  "answer-yes": answerYes,
  "answer-no": answerNo,
};
