/** What can be typed in the palette, as data: the word, what stands behind it, and the command that it calls. */

import type { CommandName } from "../commands/names.ts";
import {
  address,
  chipNumber,
  clearable,
  collapsing,
  hidePattern,
  idleName,
  levelName,
  moment,
  naming,
  type Parameter,
  proxyMode,
  runningName,
  searchText,
  server,
  showPattern,
  timeColumn,
  wrapping,
} from "./parameters.ts";

export interface WordCommand {
  /** As one types it, in small letters; with a blank in it where it is two words. */
  readonly word: string;
  /** Further words for the same. */
  readonly aliases: readonly string[];
  readonly command: CommandName;
  /** Null: nothing stands behind it. */
  readonly parameter: Parameter | null;
  readonly help: string;
}

function word(words: string, command: CommandName, parameter: Parameter | null, help: string): WordCommand {
  const [first = "", ...aliases] = words.split(", ");
  return { word: first, aliases, command, parameter, help };
}

/** In the order in which the list shows them. Those of the predecessor are among them, with its meanings. */
export const wordCommands: readonly WordCommand[] = [
  word("run, start", "run", idleName, "Start a script."),
  word("restart", "restart", runningName, "Restart a process."),
  word("stop", "stop", runningName, "Stop a process with all its children."),
  word("open", "open-url", address, "Open an address in the browser."),
  word("search", "search", searchText, "Look for a text in the log."),
  word("show", "show-filter", showPattern, "Show only lines in which a pattern is found."),
  word("hide", "hide-filter", hidePattern, "Hide lines in which a pattern is found."),
  word("filter remove", "remove-filter", chipNumber, "Remove a filter of the log; alone: the last one."),
  word("level", "level", levelName, "Show lines of this level and above; alone: of the next one."),
  word("time", "go-to-time", moment, "To a time in the log: 10:42, 5m ago."),
  word("wrap", "wrap", wrapping, "Long lines in several rows, or in one."),
  word("times", "times", timeColumn, "Times of day, times since the line before, or none."),
  word("names", "names", naming, "Name the process of each line, or not."),
  word("collapse", "collapse", collapsing, "Equal lines in a row as one with their number, or each."),
  word("proxy", "proxy-add", server, "Record what a server is asked, at a port of the proxy."),
  word(
    "proxy mode, toggle-proxy",
    "proxy-mode",
    proxyMode,
    "A port for each server, or one proxy for all; alone: the other one.",
  ),
  word("clear", "clear", clearable, "Clear away what has been collected."),
  word("help", "help", null, "All keys."),
];

/** Commands of the predecessor that there are none of, and what to say to them. */
export const missingCommands: ReadonlyMap<string, string> = new Map([
  ["ai", "Sessions of AI agents are not part of Brummer yet; agents reach it through MCP."],
  ["term", "A terminal of its own is not part of Brummer yet; t starts a script in one."],
]);

/** The words as one types them: `stop [all|NAME]`. */
export function usageOf({ word: text, parameter }: WordCommand): string {
  return parameter === null ? text : `${text} ${parameter.label}`;
}
