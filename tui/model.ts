/** What the screen knows. Plain data: `update.ts` alone makes a new one, the views turn it into lines. */

import type { Script } from "../src/detect/index.ts";
import type { Tail } from "../src/logs/index.ts";
import { isAlive, type Launch, type ProcessSnapshot } from "../src/process/index.ts";

/** One row of the list: a script of the project, or a command that was started. */
export interface Entry {
  readonly name: string;
  /** Its text as the author wrote it. */
  readonly command: string;
  readonly script: Script | null;
  /** Its newest run, if it ever ran. */
  readonly process: ProcessSnapshot | null;
}

export type ViewName = "procs" | "logs";

/** Row `row` of the record `sequence` is the lowest one that the log pane shows. */
export interface Anchor {
  readonly sequence: number;
  readonly row: number;
}

export interface ShownNotice {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
  /** Milliseconds since 1970 at which it goes. */
  readonly until: number;
}

/** `none`: attributes only; `16`: the terminal's own palette; `256`: that and more. */
export type Colors = "none" | "16" | "256";

export interface Model {
  readonly title: string;
  readonly version: string;
  readonly columns: number;
  readonly rows: number;
  readonly unicode: boolean;
  readonly colors: Colors;
  /** Scripts in the order of the file, then commands in the order of their first start. */
  readonly entries: readonly Entry[];
  /** Index into `entries`; 0 when there are none. */
  readonly selected: number;
  /** First entry that the list shows. */
  readonly listTop: number;
  readonly view: ViewName;
  /** The log pane takes the whole screen. */
  readonly zoom: boolean;
  /** What the log pane of the Procs view shows. */
  readonly scope: "selected" | "all";
  /** Null: the log follows. */
  readonly anchor: Anchor | null;
  /** Name of the process that gets what is typed, all keys but the one that ends that; null: keys are the screen's. */
  readonly typing: string | null;
  /** First row of the help that is shown, null while it is closed. */
  readonly help: number | null;
  /** Asking whether to stop everything and quit. */
  readonly asking: boolean;
  /** The program is stopping its children. */
  readonly stopping: boolean;
  readonly notice: ShownNotice | null;
  /** Lines that have not ended, at most one for each stream of a process, the newest last. */
  readonly tails: readonly Tail[];
  readonly mcpPort: number | null;
  /** Milliseconds since 1970, as of the last message. */
  readonly now: number;
}

export interface Start {
  readonly name: string;
  readonly version: string;
  readonly scripts: readonly Script[];
  /** What is being started with the program: shown from the first frame on. */
  readonly starting: readonly Launch[];
  readonly columns: number;
  readonly rows: number;
  readonly unicode: boolean;
  readonly colors: Colors;
  readonly now: number;
}

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
    columns: start.columns,
    rows: start.rows,
    unicode: start.unicode,
    colors: start.colors,
    entries,
    selected: Math.max(0, first),
    listTop: 0,
    view: "procs",
    zoom: false,
    scope: start.starting.length > 1 ? "all" : "selected",
    anchor: null,
    typing: null,
    help: null,
    asking: false,
    stopping: false,
    notice: null,
    tails: [],
    mcpPort: null,
    now: start.now,
  };
}

function selectedEntry(model: Model): Entry | undefined {
  return model.entries[model.selected];
}

export function isRunning(entry: Entry | undefined): boolean {
  return entry?.process != null && isAlive(entry.process.status);
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

/** Whose lines the log pane shows: every process, or one entry (undefined when there is none). */
export type Shown = { readonly all: true } | { readonly all: false; readonly entry: Entry | undefined };

export function shownLog(model: Model): Shown {
  if (model.view === "logs" || model.scope === "all") return { all: true };
  return { all: false, entry: selectedEntry(model) };
}

/** The entry that `s` and `r` act on: one that can be seen, else nothing. */
export function targetEntry(model: Model): Entry | undefined {
  if (listVisible(model)) return selectedEntry(model);
  const shown = shownLog(model);
  return shown.all ? undefined : shown.entry;
}
