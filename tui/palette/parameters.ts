/** What can stand behind a command's word: which values there are, and what is meant without one. Pure. */

import { uniqBy } from "es-toolkit";
import { levelNames } from "../../core/index.ts";
import { originOf } from "../../src/proxy/index.ts";
import { groupsOf, membersText, runningMembers } from "../groups.ts";
import { chipsOf } from "../log/chips.ts";
import { isRunning, type Model, runningEntries } from "../model.ts";
import type { PromptKind } from "../prompt/prompt.ts";
import { processesOf } from "../web/web.ts";

export interface Value {
  readonly text: string;
  /** What it is; empty where its text says so. */
  readonly detail: string;
  /** Whether it is so already. */
  readonly isNow?: boolean;
}

export interface Parameter {
  /** As the usage shows it: `NAME`, `[all|NAME]`. */
  readonly label: string;
  /** What one is called in a sentence. */
  readonly noun: string;
  /** What is meant without one; empty: the command alone does something; null: one is needed. */
  readonly missing: string | null;
  /** Whether it is one of the values, or may be anything. */
  readonly isClosed: boolean;
  /** Whether each of them is worth a row among all commands. */
  readonly isListed: boolean;
  readonly values: (model: Model) => readonly Value[];
}

/** One of some words that are always the same; without one the command goes round. */
function oneOf(noun: string, words: Readonly<Record<string, string>>, now: (model: Model) => string): Parameter {
  const values = (model: Model) =>
    Object.entries(words).map(([text, detail]) => ({ text, detail, isNow: now(model) === text }));
  return {
    label: `[${Object.keys(words).join("|")}]`,
    noun,
    missing: "",
    isClosed: true,
    isListed: true,
    values,
  };
}

/** `on` or `off`. */
function onOrOff(option: "wrap" | "names" | "collapse", on: string, off: string): Parameter {
  return oneOf("switch", { on, off }, ({ log }) => (log[option] ? "on" : "off"));
}

/** Anything; offered is what was entered before in the line of that kind, and `others`. */
function anything(label: string, kind: PromptKind, others: readonly string[]): Parameter {
  const values = ({ history }: Model) =>
    [...new Set([...history[kind], ...others])].map((text) => ({ text, detail: "" }));
  return { label, noun: kind, missing: "", isClosed: false, isListed: false, values };
}

/** What one looks for most often in a log, as the predecessor offered it. */
const levels = ["error", "warn", "info", "debug"];

export const searchText = anything("TEXT", "search", levels);
export const showPattern = anything("REGEX", "show", levels);
export const hidePattern = anything("REGEX", "hide", levels);
export const moment = anything("TIME", "time", ["1m", "5m", "1h"]);

export const levelName = oneOf(
  "level",
  Object.fromEntries(
    levelNames.map((name) => [name, name === "trace" ? "All lines." : `Lines of level ${name} and above.`]),
  ),
  ({ log }) => levelNames[log.minLevel] ?? "",
);
export const wrapping = onOrOff("wrap", "Long lines in several rows.", "Long lines in one row.");
export const naming = onOrOff("names", "The process before each line.", "Lines without their processes.");
export const collapsing = onOrOff("collapse", "Equal lines in a row as one.", "Each line by itself.");
export const timeColumn = oneOf(
  "form of times",
  { clock: "Times of day before the lines.", delta: "Times since the line before.", off: "No times." },
  ({ log }) => log.times,
);

/** A script or command that does not run. */
export const idleName: Parameter = {
  label: "NAME",
  noun: "script to start",
  missing: null,
  isClosed: true,
  isListed: true,
  values: (model) => [
    ...model.entries.filter((entry) => !isRunning(entry)).map(({ name, command }) => ({ text: name, detail: command })),
    ...groupsOf(model)
      .filter(({ members }) => !members.every(isRunning))
      .map(({ name, members }) => ({ text: name, detail: `The group: ${membersText(members)}.` })),
  ],
};

/** A process that runs, or all of them. */
export const runningName: Parameter = {
  label: "[all|NAME]",
  noun: "process that runs",
  missing: "all",
  isClosed: true,
  isListed: true,
  values: (model) => {
    const running = runningEntries(model).map(({ name, command }) => ({ text: name, detail: command }));
    const together = groupsOf(model)
      .filter((group) => runningMembers(group).length > 0)
      .map((group) => ({ text: group.name, detail: `The group: ${membersText(runningMembers(group))}.` }));
    return running.length === 0 ? [] : [...running, ...together, { text: "all", detail: "Everything that runs." }];
  },
};

/** An address that a process has told; services before links. */
export const address: Parameter = {
  label: "URL",
  noun: "address",
  missing: null,
  isClosed: false,
  isListed: true,
  values: ({ urls }) => {
    const services = urls.list.filter(({ kind }) => kind === "service");
    const links = urls.list.filter(({ kind }) => kind !== "service");
    const all = [...services, ...links].map(({ url, label, process }) => {
      return { text: url, detail: label === process ? process : `${label} of ${process}` };
    });
    // Two processes may tell the same one.
    return uniqBy(all, ({ text }) => text);
  },
};

/** A server that has no port of the proxy yet. */
export const server: Parameter = {
  label: "URL",
  noun: "server",
  missing: null,
  isClosed: false,
  isListed: false,
  values: ({ web, urls }) => {
    const mapped = web.proxy.is === "on" ? web.proxy.state.mappings.map(({ target }) => target) : [];
    const told = urls.list.filter(({ kind }) => kind === "service").map(({ url }) => originOf(url));
    const others = uniqBy(told, (target) => target).filter((target) => target !== undefined);
    return others.filter((target) => !mapped.includes(target)).map((target) => ({ text: target, detail: "" }));
  },
};

export const proxyMode = oneOf(
  "mode",
  { reverse: "A port for each server that is announced.", full: "One proxy that clients are told to use." },
  ({ web }) => (web.proxy.is === "on" ? web.proxy.state.mode : ""),
);

/** A part of what has been collected. */
export const clearable: Parameter = {
  label: "[all|logs|errors|requests|NAME]",
  noun: "thing to clear",
  missing: "all",
  isClosed: true,
  isListed: true,
  values: ({ entries, web }) => [
    { text: "all", detail: "The log, the errors and the requests." },
    { text: "logs", detail: "The log; x brings it back." },
    { text: "errors", detail: "The errors found so far." },
    { text: "requests", detail: "The requests recorded so far." },
    ...processesOf(web).map((name) => ({ text: `requests ${name}`, detail: "The requests to it." })),
    ...entries.flatMap(({ name, process }) =>
      process === null ? [] : [{ text: name, detail: "Its lines in the log." }],
    ),
  ],
};

/** One of the filters above the log, by its place in the line. */
export const chipNumber: Parameter = {
  label: "[N]",
  noun: "filter",
  missing: "",
  isClosed: true,
  isListed: true,
  values: (model) => chipsOf(model).map(({ text }, index) => ({ text: String(index + 1), detail: text })),
};
