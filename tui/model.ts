/** What the screen knows. Plain data: `update.ts` alone makes a new one, the views turn it into lines. */

import type { Script } from "../src/detect/index.ts";
import type { ErrorGroup } from "../src/errors/index.ts";
import type { Tail } from "../src/logs/index.ts";
import { isAlive, type Launch, type ProcessSnapshot, type ProcessUsage } from "../src/process/index.ts";
import type { Started } from "../src/started/index.ts";
import { type Agents, noAgents } from "./agents/agents.ts";
import type { Work } from "./found/outcomes.ts";
import type { ReachedPlaces } from "./found/reached.ts";
import { type FoundUrls, noUrls } from "./found/urls.ts";
import { listed } from "./list/listed.ts";
import { initialLog, type LogOptions, type TextQuery } from "./log/options.ts";
import { type News, type NoticeLog, noNotices } from "./notices/notices.ts";
import { emptyStartPage, type Overlay } from "./overlay.ts";
import { emptyHistory, type Prompt, type PromptHistory } from "./prompt/prompt.ts";
import type { Question } from "./question.ts";
import { noInfo, noSurroundings, type ProgramInfo, type Surroundings } from "./settings/info.ts";
import { newWeb, type Web } from "./web/web.ts";

/** A script as the project offers it. */
export interface OfferedScript extends Script {
  /** One line: what its author says of it, else what is run. */
  readonly description?: string;
  /** What it is listed under: its package, or the tool that it is one of. */
  readonly group?: string;
  /** Names under which it is started and stopped together with others. */
  readonly groups?: readonly string[];
  /** Names of what is started before it. */
  readonly dependsOn?: readonly string[];
}

/** For commands whose keys the user has chosen: these, in blessed's names. */
export type KeyMap = Readonly<Record<string, readonly string[]>>;

const noKeys: KeyMap = {};

/** One row of the list: a script of the project, or a command that was started. */
export interface Entry {
  readonly name: string;
  /** Its text as the author wrote it. */
  readonly command: string;
  readonly script: OfferedScript | null;
  /** Its newest run, if it ever ran. */
  readonly process: ProcessSnapshot | null;
}

/** Views that are a list with what is selected of it beside it: `views/pages/`. In the order of their tabs. */
export const pageNames = ["errors", "urls", "web", "tests", "settings", "mcp"] as const;
export type PageName = (typeof pageNames)[number];
/** In the order of their tabs. */
export const viewNames = ["procs", "logs", ...pageNames] as const;
export type ViewName = (typeof viewNames)[number];

/** Where a page's list and detail stand. */
export interface PageState {
  /** Id of the selected row; null: the first row, or in a page that follows the last one. */
  readonly selected: string | null;
  /** First row that the list shows. */
  readonly top: number;
  /** First line that the detail shows. */
  readonly detailTop: number;
}

/** Row `row` of the record `sequence` is the lowest one that the log pane shows. */
export interface Anchor {
  readonly sequence: number;
  readonly row: number;
}

export interface ShownNotice extends News {
  /** Milliseconds since 1970 at which it goes. */
  readonly until: number;
}

/** `none`: attributes only; `16`: the terminal's own palette; `256`: that and more. */
export type Colors = "none" | "16" | "256";

export interface Model {
  readonly title: string;
  readonly version: string;
  /** The user's own keys. */
  readonly keyMap: KeyMap;
  readonly columns: number;
  readonly rows: number;
  readonly unicode: boolean;
  readonly colors: Colors;
  /** What the living processes use, as of the last measurement. */
  readonly usage: readonly ProcessUsage[];
  /** The selected process is described in place of its log. */
  readonly details: boolean;
  /** Of a process that has a terminal that is shown, in place of its log. */
  readonly terminals: boolean;
  /** Scripts in the order of the file, then commands in the order of their first start. */
  readonly entries: readonly Entry[];
  /** Index into `entries`; 0 when there are none. */
  readonly selected: number;
  /** First row that the list shows, of those that fit its filter. */
  readonly listTop: number;
  /** What the list is filtered by; null: it shows all. */
  readonly listFilter: TextQuery | null;
  /** The page keys and their like are the list's, not the log's. */
  readonly listKeys: boolean;
  readonly view: ViewName;
  readonly pages: Readonly<Record<PageName, PageState>>;
  /** The most recently seen first. */
  readonly errors: readonly ErrorGroup[];
  /** Errors that were seen last before this moment are cleared away; milliseconds since 1970. */
  readonly errorsCleared: number;
  /** Addresses that processes have told. */
  readonly urls: FoundUrls;
  /** Whether something listens there, as far as that has been looked at. */
  readonly reached: ReachedPlaces;
  /** What the proxy has recorded. */
  readonly web: Web;
  /** Builds and tests of processes, in the order in which they first came. */
  readonly works: readonly Work[];
  /** The log pane, or the detail of a page, takes the whole screen. */
  readonly zoom: boolean;
  /** What the log pane of the Procs view shows. */
  readonly scope: "selected" | "all";
  /** Names of processes that are chosen: the log of "all" is theirs. Empty: of all. */
  readonly chosen: readonly string[];
  readonly log: LogOptions;
  /** Null: the log follows. */
  readonly anchor: Anchor | null;
  /** Name of the process that gets what is typed, all keys but the one that ends that; null: keys are the screen's. */
  readonly typing: string | null;
  /** What is asked for at the bottom; null: nothing. */
  readonly prompt: Prompt | null;
  /** What was entered there before. */
  readonly history: PromptHistory;
  /** What lies over the content and has the keys; null: nothing. */
  readonly overlay: Overlay | null;
  /** What was entered in the palette, the newest first, as one types it. */
  readonly entered: readonly string[];
  /** What was started, the newest first. */
  readonly started: readonly Started[];
  /** First row of the help that is shown, null while it is closed. */
  readonly help: number | null;
  /** Asking whether to stop everything and quit. */
  readonly asking: boolean;
  /** What is done only after a yes; null: nothing is asked. */
  readonly question: Question | null;
  /** The program is stopping its children. */
  readonly stopping: boolean;
  readonly notice: ShownNotice | null;
  readonly notices: NoticeLog;
  /** Lines that have not ended, at most one for each stream of a process, the newest last. */
  readonly tails: readonly Tail[];
  readonly mcpPort: number | null;
  /** The MCP server and who talks to it. */
  readonly agents: Agents;
  /** What this program runs with. */
  readonly info: ProgramInfo;
  /** What was found around it for the Settings view. */
  readonly found: Surroundings;
  /** Milliseconds since 1970, as of the last message. */
  readonly now: number;
}

export interface Start {
  readonly keyMap?: KeyMap;
  readonly name: string;
  readonly version: string;
  readonly scripts: readonly OfferedScript[];
  /** What is being started with the program: shown from the first frame on. */
  readonly starting: readonly Launch[];
  /** Whether the start page is shown where nothing is being started; false by default. */
  readonly startPage?: boolean;
  /** What was started in earlier runs, the newest first. */
  readonly started?: readonly Started[];
  /** What it runs with; nothing by default. */
  readonly info?: ProgramInfo;
  readonly columns: number;
  readonly rows: number;
  readonly unicode: boolean;
  readonly colors: Colors;
  readonly now: number;
}

const atTop: PageState = { selected: null, top: 0, detailTop: 0 };

/** The model before anything has happened. One process being started is selected; of several, all logs are shown. */
export function initialModel(start: Start): Model {
  const scripts: Entry[] = start.scripts.map((script) => {
    return { name: script.name, command: script.command, script, process: null };
  });
  const commands: Entry[] = start.starting
    .filter((launch) => !start.scripts.some((script) => script.name === launch.name))
    .map((launch) => ({ name: launch.name, command: launch.command, script: null, process: null }));
  const entries = [...scripts, ...commands];
  const first = entries.findIndex((entry) => entry.name === start.starting[0]?.name);
  return {
    title: start.name,
    version: start.version,
    keyMap: start.keyMap ?? noKeys,
    columns: start.columns,
    rows: start.rows,
    unicode: start.unicode,
    colors: start.colors,
    usage: [],
    details: false,
    terminals: true,
    entries,
    selected: Math.max(0, first),
    listTop: 0,
    listFilter: null,
    listKeys: false,
    view: "procs",
    pages: { errors: atTop, urls: atTop, web: atTop, tests: atTop, settings: atTop, mcp: atTop },
    errors: [],
    errorsCleared: 0,
    urls: noUrls,
    reached: {},
    web: newWeb((start.info ?? noInfo).withoutProxy, (start.info ?? noInfo).exchanges),
    works: [],
    zoom: false,
    scope: start.starting.length > 1 ? "all" : "selected",
    chosen: [],
    log: initialLog,
    anchor: null,
    typing: null,
    prompt: null,
    history: emptyHistory,
    overlay: asksWhatToStart(start) ? emptyStartPage : null,
    entered: [],
    started: start.started ?? [],
    help: null,
    asking: false,
    question: null,
    stopping: false,
    notice: null,
    notices: noNotices,
    tails: [],
    mcpPort: null,
    agents: agentsOf(start.info),
    info: start.info ?? noInfo,
    found: noSurroundings,
    now: start.now,
  };
}

function asksWhatToStart({ startPage, starting, scripts }: Start): boolean {
  return startPage === true && starting.length === 0 && scripts.length > 0;
}

function agentsOf(info: ProgramInfo | undefined): Agents {
  const why = info?.withoutMcp ?? null;
  return why === null ? noAgents : { ...noAgents, server: { is: "off", why } };
}

/** The page that is shown; null: it is a log. */
export function shownPage(model: Model): PageName | null {
  return model.view === "procs" || model.view === "logs" ? null : model.view;
}

/** What the list's filter leaves out is not selected. */
function selectedEntry(model: Model): Entry | undefined {
  return listed(model).includes(model.selected) ? model.entries[model.selected] : undefined;
}

export function isRunning(entry: Entry | undefined): boolean {
  return entry?.process != null && isAlive(entry.process.status);
}

/** What a process that runs uses, where that has been measured. */
export function usageOf({ usage }: Model, entry: Entry): ProcessUsage | undefined {
  return isRunning(entry) ? usage.find(({ name }) => name === entry.name) : undefined;
}

/** Whether it runs in a terminal of its own, which takes what is typed. */
export function hasTerminal(entry: Entry | undefined): boolean {
  return entry?.process?.launch.tty === true && entry.process.pid !== null;
}

export function runningEntries(model: Model): Entry[] {
  return model.entries.filter(isRunning);
}

/** Whether the list is on the screen and the arrow keys belong to it. */
export function listVisible(model: Model): boolean {
  return model.view === "procs" && !model.zoom;
}

/** Whether the page keys, the edges and `/` are the list's: they were made so, or there is no log that they could be for. */
export function listHasKeys(model: Model): boolean {
  if (!listVisible(model) || model.entries.length === 0) return false;
  return model.listKeys || describedEntry(model) !== undefined || !hasLog(model);
}

/** Whether something has run of which the log pane shows lines. */
export function hasLog(model: Model): boolean {
  const shown = shownLog(model);
  return (shown.all ? model.entries : shown.entries).some(({ process }) => process !== null);
}

/** The process whose description takes the place of the log; undefined: the log is shown. */
export function describedEntry(model: Model): Entry | undefined {
  return model.details && model.view === "procs" ? selectedEntry(model) : undefined;
}

/** The process whose terminal takes the place of its log; undefined: something else is shown. */
export function shownTerminal(model: Model): Entry | undefined {
  const { view, scope, details, terminals } = model;
  if (view !== "procs" || scope !== "selected" || details || !terminals) return undefined;
  const entry = selectedEntry(model);
  return hasTerminal(entry) ? entry : undefined;
}

/** Whose lines the log pane shows: every process, or some; `one`: these are what is selected in the list (none where it is empty). */
export type Shown =
  | { readonly all: true }
  | { readonly all: false; readonly one: boolean; readonly entries: readonly Entry[] };

export function shownLog(model: Model): Shown {
  if (model.view !== "logs" && model.scope === "selected") {
    const entry = selectedEntry(model);
    return { all: false, one: true, entries: entry === undefined ? [] : [entry] };
  }
  if (model.chosen.length === 0) return { all: true };
  return { all: false, one: false, entries: model.entries.filter(({ name }) => model.chosen.includes(name)) };
}

/** The entry that `s` and `r` act on: one that can be seen, else nothing. */
export function targetEntry(model: Model): Entry | undefined {
  if (shownPage(model) !== null) return undefined;
  if (listVisible(model)) return selectedEntry(model);
  const shown = shownLog(model);
  return shown.all || !shown.one ? undefined : shown.entries[0];
}
