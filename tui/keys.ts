/**
 * The key table: what each key does, when, and in which words. Input, hint line and help are all made from it.
 * A key stands once in each mode, so one press does one thing.
 */

import type { CommandName } from "./commands/names.ts";
import { hasTerminal, isRunning, listVisible, type Model, shownLog, targetEntry } from "./model.ts";

/**
 * `stopping`: everything is being ended. `ask`: the question before quitting is open. `help`: the help is. `typing`: a process
 * gets what is typed. `main`: none.
 */
export type Mode = "main" | "help" | "ask" | "typing" | "stopping";

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

const always = () => true;
const never = () => null;
const hasEntries = (model: Model) => model.entries.length > 0;

/** In the order in which the hint line and the help show them. */
export const bindings: readonly Binding[] = [
  {
    keys: ["y"],
    modes: ["ask"],
    command: "quit-now",
    help: "Stop everything and quit.",
    hint: () => "stop and quit",
    applies: always,
    weight: 10,
  },
  {
    keys: ["n", "escape"],
    modes: ["ask"],
    command: "keep-running",
    help: "Go on.",
    hint: () => "go on",
    applies: always,
    weight: 9,
  },
  {
    keys: ["up", "k"],
    modes: ["main", "help"],
    command: "up",
    help: "Select the one above; where there is no list, scroll up by a line.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["down", "j"],
    modes: ["main", "help"],
    command: "down",
    help: "Select the one below; where there is no list, scroll down by a line.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["enter"],
    modes: ["main"],
    command: "open",
    help: "Start the selected process; when it runs, show its log on the whole screen.",
    hint: (model) => (isRunning(targetEntry(model)) ? "logs" : "start"),
    applies: (model) => targetEntry(model) !== undefined && !(model.zoom && isRunning(targetEntry(model))),
    weight: 8,
  },
  {
    keys: ["s"],
    modes: ["main"],
    command: "start-stop",
    help: "Start the selected process, or stop it with all its children.",
    hint: (model) => (isRunning(targetEntry(model)) ? "stop" : "start"),
    applies: (model) => targetEntry(model) !== undefined,
    weight: 9,
  },
  {
    keys: ["r"],
    modes: ["main"],
    command: "restart",
    help: "Restart the selected process.",
    hint: () => "restart",
    applies: (model) => targetEntry(model)?.process != null,
    weight: 7,
  },
  {
    keys: ["i"],
    modes: ["main"],
    command: "type",
    help: "Type into the selected process, if it has a terminal; ctrl+] ends that.",
    hint: () => "type",
    applies: (model) => hasTerminal(targetEntry(model)),
    weight: 9,
  },
  {
    keys: ["C-]"],
    modes: ["typing"],
    command: "stop-typing",
    help: "Keys are the screen's again.",
    hint: () => "stop typing",
    applies: always,
    weight: 10,
  },
  {
    keys: ["t"],
    modes: ["main"],
    command: "start-in-terminal",
    help: "Start the selected process in a terminal of its own, to type into it.",
    hint: never,
    applies: (model) => targetEntry(model) !== undefined && !isRunning(targetEntry(model)),
    weight: 0,
  },
  {
    keys: ["C-r"],
    modes: ["main"],
    command: "restart-all",
    help: "Restart everything that runs.",
    hint: never,
    applies: (model) => model.entries.some(isRunning),
    weight: 0,
  },
  {
    keys: ["a"],
    modes: ["main"],
    command: "toggle-all",
    help: "Show the log of all processes, or of the selected one.",
    hint: (model) => (shownLog(model).all ? "selected log" : "all logs"),
    applies: (model) => model.view === "procs" && hasEntries(model),
    weight: 6,
  },
  {
    keys: ["z"],
    modes: ["main"],
    command: "toggle-zoom",
    help: "Log on the whole screen, and back.",
    hint: (model) => (model.zoom ? "smaller" : "zoom"),
    applies: (model) => model.view === "procs",
    weight: 3,
  },
  {
    keys: ["pageup"],
    modes: ["main", "help"],
    command: "page-up",
    help: "Scroll back by a page.",
    hint: (model) => (listVisible(model) ? "scroll" : null),
    applies: always,
    weight: 4,
  },
  {
    keys: ["pagedown"],
    modes: ["main", "help"],
    command: "page-down",
    help: "Scroll on by a page.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["home"],
    modes: ["main", "help"],
    command: "to-start",
    help: "To the oldest line that is kept.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["end"],
    modes: ["main"],
    command: "follow",
    help: "To the newest line, and follow.",
    hint: () => "follow",
    applies: (model) => model.anchor !== null,
    weight: 9,
  },
  {
    keys: ["1"],
    modes: ["main"],
    command: "view-procs",
    help: "Processes.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["2"],
    modes: ["main"],
    command: "view-logs",
    help: "Logs of all processes.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["tab"],
    modes: ["main"],
    command: "next-view",
    help: "Next view.",
    hint: () => "view",
    applies: always,
    weight: 2,
  },
  {
    keys: ["escape"],
    modes: ["main", "help"],
    command: "back",
    help: "One step back.",
    hint: (model) => (model.help === null ? "back" : "close"),
    applies: (model) => model.help !== null || model.zoom || model.view !== "procs" || model.anchor !== null,
    weight: 5,
  },
  {
    keys: ["?"],
    modes: ["main", "help"],
    command: "help",
    help: "This help.",
    hint: (model) => (model.help === null ? "help" : null),
    applies: always,
    weight: 8,
  },
  {
    keys: ["q"],
    modes: ["main", "help"],
    command: "quit",
    help: "Quit; asks while something runs.",
    hint: () => "quit",
    applies: always,
    weight: 6,
  },
  {
    keys: ["C-c"],
    modes: ["main", "help", "ask"],
    command: "quit-now",
    help: "Stop everything and quit at once.",
    hint: never,
    applies: always,
    weight: 0,
  },
  {
    keys: ["C-c"],
    modes: ["stopping"],
    command: "kill",
    help: "While everything is being stopped: end it by force.",
    hint: () => "end by force",
    applies: always,
    weight: 10,
  },
];

function modeOf(model: Model): Mode {
  if (model.stopping) return "stopping";
  if (model.asking) return "ask";
  if (model.typing !== null) return "typing";
  return model.help === null ? "main" : "help";
}

/** The bindings that do something here and now. */
export function activeBindings(model: Model): Binding[] {
  const mode = modeOf(model);
  return bindings.filter((binding) => binding.modes.includes(mode) && binding.applies(model));
}

/** The command that a key calls now. */
export function commandFor(model: Model, key: string): CommandName | undefined {
  return activeBindings(model).find((binding) => binding.keys.includes(key))?.command;
}

const labels: Readonly<Record<string, readonly [unicode: string, ascii: string]>> = {
  enter: ["⏎", "enter"],
  up: ["↑", "up"],
  down: ["↓", "down"],
  pageup: ["pgup", "pgup"],
  pagedown: ["pgdn", "pgdn"],
  escape: ["esc", "esc"],
};

/** What the terminal sends for the key that ends typing, ctrl+]: as with telnet, no program waits for it. */
export const STOP_TYPING = "\x1d";

/** How a key is written on the screen. */
export function keyLabel(key: string, unicode: boolean): string {
  const label = labels[key];
  if (label !== undefined) return unicode ? label[0] : label[1];
  return key.startsWith("C-") ? `ctrl+${key.slice(2)}` : key;
}
