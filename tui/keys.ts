/**
 * The key table: what each key does, when, and in which words. Input, hint line, help and `docs/keys.md` are all made from it.
 * A key stands once in each mode and place, so one press does one thing.
 */

import process from "node:process";
import type { CommandName } from "./commands/names.ts";
import { layoutOf } from "./layout.ts";
import { listed } from "./list/listed.ts";
import { chipsOf } from "./log/chips.ts";
import {
  describedEntry,
  hasLog,
  hasTerminal,
  isRunning,
  listHasKeys,
  listVisible,
  type Model,
  shownLog,
  shownPage,
  shownTerminal,
  targetEntry,
  type ViewName,
  viewNames,
} from "./model.ts";
import { startChoices } from "./start/list.ts";
import { pages, targetOf } from "./views/pages/index.ts";
import { listedExchanges } from "./web/web.ts";

/**
 * `stopping`: everything is being ended. `ask`: the question before quitting is open. `question`: another one is. `help`: the
 * help is. `typing`: a process gets what is typed. `prompt`: something is asked for at the bottom. `palette`, `start`, `notices`:
 * the overlay of that kind is open. `main`: none.
 */
export type Mode =
  | "main"
  | "help"
  | "ask"
  | "question"
  | "typing"
  | "prompt"
  | "palette"
  | "start"
  | "notices"
  | "stopping";

export interface Binding {
  /** In blessed's names. */
  readonly keys: readonly string[];
  readonly modes: readonly Mode[];
  readonly command: CommandName;
  /** Sentence for the help. */
  readonly help: string;
  /** Word for the hint line; null: not worth a place there now. */
  readonly hint: (model: Model) => string | null;
  /** Whether it does something here and now. */
  readonly applies: (model: Model) => boolean;
  /** Which hints stay when there is little room: the higher ones. */
  readonly weight: number;
}

interface Extras {
  readonly modes?: readonly Mode[];
  readonly hint?: string | ((model: Model) => string | null);
  readonly applies?: (model: Model) => boolean;
  readonly weight?: number;
}

function bind(keys: string, command: CommandName, help: string, extras: Extras = {}): Binding {
  const { modes = ["main"], hint = null, applies = () => true, weight = 0 } = extras;
  return {
    keys: keys.split(" "),
    modes,
    command,
    help,
    hint: typeof hint === "function" ? hint : () => hint,
    applies,
    weight,
  };
}

const inPage = (model: Model) => shownPage(model) !== null;
/** Whether a log can be seen: neither a page, a terminal nor the description of a process stands in its place. */
const inLog = (model: Model) =>
  shownPage(model) === null && shownTerminal(model) === undefined && describedEntry(model) === undefined;

function target(model: Model) {
  const page = shownPage(model);
  return page === null ? {} : targetOf(model, page);
}

function openApplies(model: Model): boolean {
  if (inPage(model)) return true;
  const entry = targetEntry(model);
  return entry !== undefined && (hasTerminal(entry) || !(model.zoom && isRunning(entry)));
}

function canGoBack(model: Model): boolean {
  if (inLog(model) && (model.log.selecting !== null || model.log.search !== null || model.anchor !== null)) return true;
  if (listVisible(model) && (model.listKeys || model.listFilter !== null)) return true;
  return model.zoom || model.view !== "procs" || describedEntry(model) !== undefined;
}

/** Whether a process whose log is shown has told errors. */
function hasErrors(model: Model): boolean {
  const shown = shownLog(model);
  if (shown.all) return model.errors.length > 0;
  return model.errors.some(({ processes }) => shown.entries.some(({ name }) => processes.includes(name)));
}

/** Whether the list of exchanges has one that is selected. */
const hasExchange = (model: Model) => model.view === "web" && listedExchanges(model.web).length > 0;
const inWeb = (model: Model) => model.view === "web";
/** Whether anything has been recorded: else there is nothing to be narrowed. */
const hasWeb = (model: Model) => inWeb(model) && model.web.list.length > 0;

const asksForText = (model: Model) => model.prompt !== null && model.prompt.kind !== "time";
const searches = (model: Model) => inLog(model) && model.log.search !== null;
const shifts = (model: Model) => inLog(model) && !model.log.wrap;
function isMixed(model: Model): boolean {
  const shown = shownLog(model);
  return shown.all || !shown.one;
}

/** Whether another exchange than the newest is looked at. */
function isBehind(model: Model): boolean {
  return hasExchange(model) && !model.zoom && (model.pages.web.selected !== null || model.web.frozen !== null);
}

/** Whether the list has more rows than it shows. */
function isListLong(model: Model): boolean {
  return listed(model).length > (layoutOf(model).list?.height ?? 1);
}

/** Lines are selected upwards from the lowest one. */
function selectHint(model: Model): string | null {
  return inLog(model) && model.help === null && model.overlay === null && model.log.selecting !== null ? "more" : null;
}

function pageHint(model: Model): string | null {
  if (!listVisible(model)) return null;
  if (model.help !== null || model.overlay !== null || !listHasKeys(model)) return "scroll";
  return isListLong(model) ? "page" : null;
}

function openHint(model: Model): string | null {
  if (inPage(model)) return target(model).enter?.hint ?? (model.zoom ? "list" : "detail");
  if (hasTerminal(targetEntry(model))) return "type";
  return isRunning(targetEntry(model)) ? "logs" : "start";
}

/** Where the arrow keys and their like are not needed for a line of text. */
const reading: readonly Mode[] = ["main", "help", "notices"];

/** In the order in which the hint line and the help show them. */
export const bindings: readonly Binding[] = [
  bind("y", "quit-now", "Stop everything and quit.", { modes: ["ask"], hint: "stop and quit", weight: 10 }),
  bind("n escape", "keep-running", "Go on.", { modes: ["ask"], hint: "go on", weight: 9 }),
  bind("y", "answer-yes", "Do what is asked.", { modes: ["question"], hint: "yes", weight: 10 }),
  bind("n escape", "answer-no", "Leave it.", { modes: ["question"], hint: "no", weight: 9 }),
  bind("enter", "accept", "Do what was entered.", { modes: ["prompt"], hint: "ok", weight: 10 }),
  bind("escape C-c", "cancel", "Close the line and do nothing.", { modes: ["prompt"], hint: "cancel", weight: 9 }),
  bind("up C-p", "older-entry", "What was entered before.", { modes: ["prompt"], hint: "earlier", weight: 5 }),
  bind("down C-n", "newer-entry", "What was entered after that.", { modes: ["prompt"] }),
  bind("M-r C-r", "toggle-regex", "Read it as a regular expression, or as it stands.", {
    modes: ["prompt"],
    hint: (model) => (model.prompt?.regex === true ? "plain text" : "regex"),
    applies: asksForText,
    weight: 8,
  }),
  bind("M-c C-t", "toggle-case", "Whether upper and lower case differ; by default where there is a capital.", {
    modes: ["prompt"],
    hint: "case",
    applies: asksForText,
    weight: 7,
  }),
  bind("enter", "run-choice", "Do what is chosen.", { modes: ["palette"], hint: "run", weight: 10 }),
  bind("tab", "complete", "Put what is chosen into the line.", { modes: ["palette"], hint: "complete", weight: 8 }),
  bind("up C-p", "older-choice", "Choose the one above; from an empty line, what was entered before.", {
    modes: ["palette"],
    hint: (model) => (model.entered.length > 0 ? "earlier" : null),
    weight: 5,
  }),
  bind("down C-n", "newer-choice", "Choose the one below.", { modes: ["palette"], hint: "choose", weight: 6 }),
  bind("enter", "start-choice", "Start what is marked, else what is chosen.", {
    modes: ["start"],
    hint: (model) => (startChoices(model).rows.length > 0 ? "start" : null),
    weight: 10,
  }),
  bind("tab", "mark-choice", "Mark it, to start several together.", {
    modes: ["start"],
    hint: (model) => (startChoices(model).rows.length > 0 ? "mark" : null),
    weight: 8,
  }),
  bind("up C-p", "previous-choice", "Choose the one above.", { modes: ["start"] }),
  bind("down C-n", "next-choice", "Choose the one below.", {
    modes: ["start"],
    hint: (model) => (startChoices(model).rows.length > 1 ? "choose" : null),
    weight: 6,
  }),
  bind("pageup", "page-up", "Back by a page of the list.", { modes: ["palette", "start"] }),
  bind("pagedown", "page-down", "On by a page of the list.", { modes: ["palette", "start"] }),
  bind("escape", "close-overlay", "Close it and do nothing.", {
    modes: ["palette", "start"],
    hint: "close",
    weight: 9,
  }),
  bind("escape !", "close-overlay", "Close the list.", { modes: ["notices"], hint: "close", weight: 9 }),
  bind("C-c", "close-overlay", "Close it and do nothing.", {
    modes: ["palette", "start"],
    applies: (model) => model.overlay?.kind !== "start" || model.entries.some(isRunning),
  }),
  bind("C-z", "suspend", "Back to the shell; fg brings the screen back.", {
    // Windows knows no such thing.
    applies: () => process.platform !== "win32",
  }),
  bind("C-c", "quit-now", "Quit, where nothing runs.", {
    modes: ["start"],
    applies: (model) => !model.entries.some(isRunning),
  }),
  bind("up k", "up", "Select the one above; where there is no list, scroll up by a line.", {
    modes: reading,
    hint: selectHint,
    weight: 9,
  }),
  bind("down j", "down", "Select the one below; where there is no list, scroll down by a line.", {
    modes: reading,
    hint: (model) => (selectHint(model) === null ? null : "fewer"),
    weight: 8,
  }),
  bind(
    "enter",
    "open",
    "Start the selected process, type into its terminal, or show its log on the whole screen; in a list: what is selected.",
    {
      hint: openHint,
      applies: openApplies,
      weight: 8,
    },
  ),
  bind("s", "start-stop", "Start the selected process, or stop it with all its children.", {
    hint: (model) => (isRunning(targetEntry(model)) ? "stop" : "start"),
    applies: (model) => targetEntry(model) !== undefined,
    weight: 9,
  }),
  bind("r", "restart", "Restart the selected process.", {
    hint: "restart",
    applies: (model) => targetEntry(model)?.process != null,
    weight: 7,
  }),
  bind("i", "type", "Type into the selected process, if it has a terminal; ctrl+] ends that.", {
    hint: "type",
    applies: (model) => hasTerminal(targetEntry(model)),
    weight: 9,
  }),
  bind("l", "toggle-terminal", "Show the log of a process that has a terminal, or its terminal.", {
    hint: (model) => (shownTerminal(model) === undefined ? "terminal" : "log"),
    applies: (model) => hasTerminal(targetEntry(model)),
    weight: 7,
  }),
  bind("C-]", "stop-typing", "Keys are the screen's again.", { modes: ["typing"], hint: "stop typing", weight: 10 }),
  bind("t", "start-in-terminal", "Start the selected process in a terminal of its own, to type into it.", {
    applies: (model) => targetEntry(model) !== undefined && !isRunning(targetEntry(model)),
  }),
  bind("C-r", "restart-all", "Restart everything that runs.", { applies: (model) => model.entries.some(isRunning) }),
  bind("o", "open-target", "Open what is selected: its place in the editor, its address in the browser.", {
    hint: (model) => (target(model).open?.type === "edit" ? "edit" : "open"),
    applies: (model) => target(model).open !== undefined,
    weight: 8,
  }),
  bind("l", "show-in-log", "Show where it stands in the log.", {
    hint: "in the log",
    applies: (model) => target(model).inLog !== undefined,
    weight: 7,
  }),
  bind("S-o", "open-direct", "Open the address itself, without the proxy.", {
    hint: (model) => (inWeb(model) ? null : "open direct"),
    weight: 4,
    applies: (model) => target(model).openDirect !== undefined,
  }),
  bind("r", "replay", "Send the request again and show what is different; asks first where it may change something.", {
    hint: "send again",
    applies: (model) => target(model).canReplay === true,
    weight: 6,
  }),
  bind("f", "kind", "Show only pages, only api, only images, only others, or all.", {
    hint: (model) => (model.web.filter.kind === null ? "kinds" : "next kind"),
    applies: hasWeb,
    weight: 5,
  }),
  bind("S-e", "only-failed", "Show only what went wrong: a status of 400 and above, or no answer; or all.", {
    hint: (model) => (model.web.filter.status === "error" ? "all" : "failed"),
    applies: hasWeb,
    weight: 5,
  }),
  bind("S-l", "status", "Show only a status of 2xx, 3xx, 4xx, 5xx, only what is not over, or all.", {
    applies: hasWeb,
  }),
  bind("S-p", "of-process", "Show only the requests to one process after the other, or all.", { applies: hasWeb }),
  bind("/", "filter-web", "Show only requests with a text in method, address or status.", {
    hint: "filter",
    applies: hasWeb,
    weight: 7,
  }),
  bind("p space", "pause", "Keep new requests back, or show them again.", {
    hint: (model) => (model.web.frozen === null ? "pause" : "go on"),
    applies: (model) => hasWeb(model) || (inWeb(model) && model.web.frozen !== null),
    weight: 6,
  }),
  bind("S-y", "copy-other", "Copy it in the other form: a request as a command for curl, a server's own address.", {
    hint: (model) => (inWeb(model) ? "curl" : "copy direct"),
    applies: (model) => target(model).copyOther !== undefined,
    weight: 4,
  }),
  bind("b", "copy-body", "Copy the body of the answer.", {
    hint: "copy body",
    applies: (model) => target(model).copyBody !== undefined,
    weight: 3,
  }),
  bind("y", "copy", "Copy what is selected.", {
    hint: "copy",
    applies: (model) => target(model).copy !== undefined,
    weight: 6,
  }),
  bind("a", "toggle-all", "Show the log of all processes, or of the selected one.", {
    hint: (model) => (shownLog(model).all ? "selected log" : "all logs"),
    applies: (model) => model.view === "procs" && model.entries.length > 0 && describedEntry(model) === undefined,
    weight: 6,
  }),
  bind("z", "toggle-zoom", "Log or detail on the whole screen, and back.", {
    hint: (model) => (model.zoom ? "smaller" : "zoom"),
    applies: (model) => model.view !== "logs",
    weight: 3,
  }),
  bind("d", "details", "Describe the selected process in place of its log: state, ports, memory, what it depends on.", {
    hint: (model) => (model.details ? "log" : "details"),
    applies: (model) => listVisible(model) && targetEntry(model) !== undefined,
    weight: 4,
  }),
  bind("space", "choose", "Show the log of the selected process together with others that are chosen so.", {
    applies: (model) => listVisible(model) && targetEntry(model) !== undefined && describedEntry(model) === undefined,
  }),
  bind(
    "h",
    "list-keys",
    "Page keys, home, end and / are the list's, or the log's again. Without a log they are the list's.",
    {
      hint: (model) => (model.listKeys ? "log keys" : isListLong(model) ? "list keys" : null),
      applies: (model) => listVisible(model) && (model.listKeys || (hasLog(model) && !listHasKeys(model))),
      weight: 3,
    },
  ),
  bind("/", "filter-list", "Show only processes of a name or group, while the list has that key (h).", {
    hint: "filter",
    applies: listHasKeys,
    weight: 7,
  }),
  bind("/", "search", "Look for a text in the log.", {
    hint: "search",
    applies: (model) => shownPage(model) === null && describedEntry(model) === undefined && !listHasKeys(model),
    weight: 7,
  }),
  bind(": C-p", "palette", "All commands, to be found by their words.", { hint: "commands", weight: 6 }),
  bind("n", "start-page", "Start scripts, found by their names, or any command.", {
    hint: "new",
    applies: (model) => !searches(model),
    weight: 3,
  }),
  bind("!", "notices", "What has been told in the line above the keys."),
  bind("n", "next-hit", "To the next line with what is looked for.", { hint: "next", applies: searches, weight: 9 }),
  bind("S-n", "previous-hit", "To the one before.", { hint: "previous", applies: searches, weight: 8 }),
  bind("e", "next-error", "To the next error in the log; while one is told above the keys, to that one.", {
    hint: (model) => (inLog(model) && hasErrors(model) ? "next error" : null),
    applies: (model) => inLog(model) || model.notice?.error !== undefined,
    weight: 4,
  }),
  bind("S-e", "previous-error", "To the error before.", { applies: inLog }),
  bind("f", "show-filter", "Show only lines in which a pattern is found.", { applies: inLog }),
  bind("S-f", "hide-filter", "Hide lines in which a pattern is found.", { applies: inLog }),
  bind("S-l", "level", "Show lines from level info on, from warn on, from error on, or all.", { applies: inLog }),
  bind(
    "x",
    "remove-filter",
    "Remove the last of the filters above the log or the requests; a click on one removes that.",
    {
      hint: "unfilter",
      applies: (model) => (inLog(model) || inWeb(model)) && chipsOf(model).length > 0,
      weight: 5,
    },
  ),
  bind("@", "go-to-time", "To a time: 10:42, 5m ago.", { applies: inLog }),
  bind("m", "mark", "Mark the hit, or else the lowest line that is shown; or take its mark away.", { applies: inLog }),
  bind("'", "next-mark", "To the next marked line.", {
    applies: (model) => inLog(model) && model.log.marks.length > 0,
  }),
  bind(
    "v",
    "select-lines",
    "Select lines: then more with the arrow and page keys; or by drawing the mouse over them.",
    {
      applies: (model) => inLog(model) && model.log.selecting === null,
    },
  ),
  bind("y", "copy-lines", "Copy the selected lines, without time, name and colour.", {
    hint: "copy",
    applies: (model) => inLog(model) && model.log.selecting !== null,
    weight: 10,
  }),
  bind("p", "pager", "Open what the log shows in the pager.", { applies: inLog }),
  bind("S-w", "show-requests", "Show the requests that were under way when the line was printed.", {
    applies: (model) => inLog(model) && model.web.list.length > 0,
  }),
  bind("w", "wrap", "Long lines in several rows, or in one.", { applies: inLog }),
  bind("left", "shift-left", "Without that: to the left part of long lines.", { applies: shifts }),
  bind("right", "shift-right", "And to the right part.", { applies: shifts }),
  bind("S-t", "times", "Times of day, times since the line before, or none.", { applies: inLog }),
  bind("S-s", "names", "Name the process of each line, or not.", {
    applies: (model) => inLog(model) && isMixed(model),
  }),
  bind("u", "collapse", "Equal lines in a row as one with their number, or each.", { applies: inLog }),
  bind("c", "clear", "Clear the log away; x brings it back.", { applies: inLog }),
  bind("c", "clear", "Forget the requests that are over: of the process that is shown, else all.", {
    hint: "clear",
    applies: hasWeb,
    weight: 2,
  }),
  bind("pageup C-b", "page-up", "Scroll back by a page.", {
    modes: reading,
    hint: pageHint,
    weight: 4,
  }),
  bind("pagedown C-f", "page-down", "Scroll on by a page.", { modes: reading }),
  bind("C-u", "half-page-up", "Scroll back by half a page.", { modes: reading }),
  bind("C-d", "half-page-down", "Scroll on by half a page.", { modes: reading }),
  bind("home g", "to-start", "To the oldest line that is kept; in a list: to the first row.", { modes: reading }),
  bind("end S-g", "follow", "To the oldest notice.", { modes: ["notices"] }),
  bind("end S-g", "follow", "To the newest line, and follow; in a list: to the last row.", {
    hint: (model) => (isBehind(model) || (inLog(model) && !listHasKeys(model)) ? "follow" : null),
    applies: (model) =>
      inPage(model) || shownTerminal(model) !== undefined || model.anchor !== null || listHasKeys(model),
    weight: 9,
  }),
  ...viewNames.map((view, index) => bind(String(index + 1), `view-${view}`, viewHelp(view))),
  bind("tab", "next-view", "Next view.", { hint: "view", weight: 2 }),
  bind("right", "next-view", "Next view.", { applies: (model) => !shifts(model) }),
  bind("S-tab", "previous-view", "Previous view."),
  bind("left", "previous-view", "Previous view.", { applies: (model) => !shifts(model) }),
  bind("escape", "back", "One step back.", {
    modes: ["main", "help"],
    hint: (model) => (model.help === null ? "back" : "close"),
    applies: (model) => model.help !== null || canGoBack(model),
    weight: 5,
  }),
  bind("?", "help", "This help.", {
    modes: ["main", "help"],
    hint: (model) => (model.help === null ? "help" : null),
    weight: 8,
  }),
  bind("q", "quit", "Quit; asks while something runs.", { modes: reading, hint: "quit", weight: 6 }),
  bind("C-c", "quit-now", "Stop everything and quit at once.", { modes: [...reading, "ask", "question"] }),
  bind("C-c", "kill", "While everything is being stopped: end it by force.", {
    modes: ["stopping"],
    hint: "end by force",
    weight: 10,
  }),
];

function viewHelp(view: ViewName): string {
  if (view === "procs") return "Processes.";
  return view === "logs" ? "Logs of all processes." : `${pages[view].label}.`;
}
