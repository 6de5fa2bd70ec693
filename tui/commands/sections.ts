/** What belongs together in the help and in `docs/keys.md`. */

import type { Binding, Mode } from "../keys.ts";
import type { Model } from "../model.ts";
import { shownPage, viewNames } from "../model.ts";
import type { CommandName } from "./names.ts";

/** In the order in which they are shown; the first six by place, the others by what is open. */
export const sectionTitles = {
  processes: "Processes",
  log: "The log",
  columns: "How lines are shown",
  web: "Requests",
  lists: "Lists: errors, addresses, tests and the like",
  moving: "Moving",
  views: "Views",
  program: "Brummer",
  typing: "While keys go to a process",
  prompt: "While something is asked for in the line at the bottom",
  overlay: "In the command palette, the start page and the list of notices",
  question: "While there is a question",
} as const;

export type Section = keyof typeof sectionTitles;

const members: readonly (readonly [Section, readonly CommandName[]])[] = [
  [
    "processes",
    [
      "open",
      "start-stop",
      "restart",
      "restart-all",
      "type",
      "toggle-terminal",
      "start-in-terminal",
      "details",
      "choose",
      "list-keys",
      "filter-list",
      "toggle-all",
    ],
  ],
  [
    "log",
    [
      "search",
      "next-hit",
      "previous-hit",
      "next-error",
      "previous-error",
      "show-filter",
      "hide-filter",
      "level",
      "remove-filter",
      "go-to-time",
      "mark",
      "next-mark",
      "select-lines",
      "copy-lines",
      "pager",
      "show-requests",
      "clear",
    ],
  ],
  ["columns", ["wrap", "shift-left", "shift-right", "times", "names", "collapse"]],
  ["web", ["kind", "status", "only-failed", "of-process", "filter-web", "pause", "replay", "copy-body"]],
  ["lists", ["open-target", "open-direct", "show-in-log", "copy", "copy-other"]],
  ["moving", ["up", "down", "page-up", "page-down", "half-page-up", "half-page-down", "to-start", "follow"]],
  [
    "views",
    [...viewNames.map((view): CommandName => `view-${view}`), "next-view", "previous-view", "toggle-zoom", "back"],
  ],
];

const sectionsByMode: Readonly<Partial<Record<Mode, Section>>> = {
  typing: "typing",
  prompt: "prompt",
  palette: "overlay",
  start: "overlay",
  notices: "overlay",
  ask: "question",
  question: "question",
};

/** Where a binding is listed. */
export function sectionOf({ command, modes }: Pick<Binding, "command" | "modes">): Section {
  if (modes.includes("main")) {
    return members.find(([, commands]) => commands.includes(command))?.[0] ?? "program";
  }
  return modes.map((mode) => sectionsByMode[mode]).find((section) => section !== undefined) ?? "program";
}

/** What the help shows for the view at hand. */
export function sectionsFor(model: Model): readonly Section[] {
  if (model.view === "web") return ["web", "lists", "moving", "views", "program"];
  if (shownPage(model) !== null) return ["lists", "moving", "views", "program"];
  if (model.view === "logs") return ["log", "columns", "moving", "views", "program"];
  return ["processes", "log", "columns", "moving", "views", "program"];
}
