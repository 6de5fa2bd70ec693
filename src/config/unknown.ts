/** What to say of a key or a variable that there is none of: it has no effect, and another one may have been meant. */

import { minBy } from "es-toolkit";
import { distance } from "fastest-levenshtein";
import { nearestNames } from "../detect/index.ts";
import { topics } from "../topics.ts";
import { allKeys, isTableName, openTables, tableNames, topicTable, variableOf } from "./keys.ts";

/** How the names of topics begin that every bus has and that no configuration changes. */
const ownTopics = "bus.";
const names = allKeys.map(({ name }) => name);
const variables = names.map(variableOf);
/** What all variables begin with, and how those of each table do, the longest first. */
const variablePrefixes = [variableOf(""), ...tableNames.map((table) => `${variableOf(table)}_`)].sort(
  (a, b) => b.length - a.length,
);

/** True for every variable that must be one of ours: all with our prefix are. */
export function isOurs(variable: string): boolean {
  return variable.startsWith(variableOf(""));
}

/** A sentence on a key; `table`: the one that it stands in, "" outside of all. */
export function unknownKey(name: string, table: string): string {
  const prefix = table === "" ? "" : `${table}.`;
  if (table === topicTable) return unknownTopic(name, prefix, names, ownTopics);
  const word = name.slice(prefix.length);
  const beside = new Set(
    [...names, ...openTables]
      .filter((one) => one.startsWith(prefix))
      .map((one) => one.slice(prefix.length).split(".")[0] ?? ""),
  );
  const near = nearest(word, beside);
  return sentence(name, near === undefined ? elsewhere(word) : prefix + near);
}

/** A sentence on a variable. */
export function unknownVariable(variable: string): string {
  const open = openTables.find((table) => variable.startsWith(`${variableOf(table)}_`));
  if (open !== undefined) return `${variable} has no effect: [${open}] has no variables, only files have it.`;
  const prefix = variablePrefixes.find((start) => variable.startsWith(start)) ?? "";
  if (prefix === `${variableOf(topicTable)}_`)
    return unknownTopic(variable, prefix, variables, ownTopics.toUpperCase().replace(".", "_"));
  return sentence(variable, nearestBehind(variable, prefix, variables));
}

/** `own`: how the names of the bus's own topics begin behind `prefix`. */
function unknownTopic(name: string, prefix: string, known: readonly string[], own: string): string {
  if (name.startsWith(own, prefix.length)) {
    return `${name} has no effect: topics that begin with "${ownTopics}" are the bus's own, and their priority is fixed.`;
  }
  const near = nearestBehind(name, prefix, known);
  return near === undefined ? `${sentence(name)} Topics: ${Object.keys(topics).join(", ")}.` : sentence(name, near);
}

/** The known name that is nearest in what stands behind `prefix`. */
function nearestBehind(name: string, prefix: string, known: readonly string[]): string | undefined {
  const rests = known.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const near = nearest(name.slice(prefix.length), rests);
  return near === undefined ? undefined : prefix + near;
}

function nearest(word: string, known: Iterable<string>): string | undefined {
  return minBy(nearestNames(word, known), (one) => distance(word, one));
}

/** The one key of this name in another table. */
function elsewhere(word: string): string | undefined {
  const found = names.filter((name) => name.endsWith(`.${word}`));
  return found.length === 1 ? found[0] : undefined;
}

function sentence(name: string, near?: string): string {
  if (near === undefined) return `${name} has no effect in this version.`;
  return `${name} has no effect in this version. Did you mean ${isTableName(near) || near === "processes" || near === "environment.overrides" ? `[${near}]` : near}?`;
}
