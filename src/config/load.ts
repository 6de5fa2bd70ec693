/** Reads the configuration: `.brum.toml` from the project directory upwards and in the home directory, then environment. */

import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { minBy } from "es-toolkit";
import { distance } from "fastest-levenshtein";
import { didYouMean, nearestNames } from "../detect/index.ts";
import { topics } from "../topics.ts";
import { allKeys, type Key, topicTable, variableOf } from "./keys.ts";
import { shown } from "./kinds.ts";
import { type Settings, settingsFrom } from "./settings.ts";
import { isTable, type Table, TomlFile, TomlFileError } from "./toml-file.ts";

const FILE_NAME = ".brum.toml";
/** How the variables of keys in a table begin. */
const tableVariables = ["core", "event_bus"].map((table) => `${variableOf(table)}_`);

/** What the program runs with. */
export interface Configuration extends Settings {
  /** Keys that have no effect, each a sentence with its place. */
  readonly warnings: readonly string[];
}

/** A configuration that cannot be used: the program says so and does not start on a guess. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** A value that somebody set. */
interface Given {
  readonly value: unknown;
  /** As it was written. */
  readonly shown: string;
  /** Begins the sentence that says what is wrong with it: place and key. */
  subject(): string;
}

/** What the sources say, the one that counts most first, and what they say in vain. */
class Collection {
  readonly given = new Map<string, Given[]>();
  readonly warnings: string[] = [];

  add(key: Key, given: Given): void {
    const known = this.given.get(key.name);
    if (known === undefined) this.given.set(key.name, [given]);
    else known.push(given);
  }

  /** Warns of a key or variable that is none of ours; what begins like it, with `prefix`, may have been meant. */
  unknown(place: string, name: string, prefix: string, known: readonly string[]): void {
    const rests = known.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
    const word = name.slice(prefix.length);
    const near = minBy(nearestNames(word, rests), (rest) => distance(word, rest));
    const hint = near === undefined ? "" : ` Did you mean ${prefix}${near}?`;
    this.warnings.push(`${place}${name} has no effect in this version.${hint}`);
  }
}

/** Nearest first; the home directory's file last. */
function filesFor(directory: string): string[] {
  const files: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    files.push(join(folder, FILE_NAME));
    if (dirname(folder) === folder) break;
  }
  const home = join(homedir(), FILE_NAME);
  return files.includes(home) ? files : [...files, home];
}

/** A missing file is no file, and one that cannot be read is a warning. */
function readFile(path: string, collection: Collection): void {
  let file: TomlFile | undefined;
  try {
    file = TomlFile.read(path);
  } catch (error) {
    if (error instanceof TomlFileError) throw new ConfigurationError(error.message);
    const why = error instanceof Error ? error.message : String(error);
    collection.warnings.push(`${path} cannot be read (${why}); it does not count.`);
  }
  if (file !== undefined) readTable(file, file.table, [], collection);
}

/** `path`: the names of the tables that `table` stands in. */
function readTable(file: TomlFile, table: Table, path: readonly string[], collection: Collection): void {
  for (const [last, value] of Object.entries(table)) {
    const here = [...path, last];
    const name = here.join(".");
    const place = () => `${file.path}:${file.line(here)}: `;
    const key = allKeys.find((candidate) => candidate.name === name);
    if (key !== undefined) {
      collection.add(key, { value, shown: shown(value), subject: () => place() + name });
    } else if (isTable(value) && isTableName(name)) {
      readTable(file, value, here, collection);
    } else if (name.startsWith(`${topicTable}.`)) {
      throw new ConfigurationError(place() + unknownTopic(name.slice(topicTable.length + 1)));
    } else if (isTableName(name)) {
      throw new ConfigurationError(`${place()}${name} must be a table ([${name}]), not ${shown(value)}.`);
    } else {
      const known = allKeys.map((candidate) => candidate.name);
      collection.unknown(place(), name, name.slice(0, -last.length), known);
    }
  }
}

function isTableName(name: string): boolean {
  return allKeys.some((key) => key.name.startsWith(`${name}.`));
}

function unknownTopic(topic: string): string {
  const known = Object.keys(topics);
  return `there is no topic "${topic}". ${didYouMean(topic, known) || `Topics: ${known.join(", ")}.`}`;
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>, collection: Collection): void {
  const variables = new Map(allKeys.map((key) => [variableOf(key.name), key]));
  for (const [variable, key] of variables) {
    const text = env[variable];
    if (text === undefined || text === "") continue;
    collection.add(key, { value: plain(text), shown: JSON.stringify(text), subject: () => variable });
  }
  for (const variable of Object.keys(env)) {
    // Variables outside of our tables may be for something else that was named after us.
    const prefix = tableVariables.find((start) => variable.startsWith(start));
    if (prefix === undefined || variables.has(variable)) continue;
    collection.unknown("", variable, prefix, [...variables.keys()]);
  }
}

/** The text of a variable as a file would have it. */
function plain(text: string): unknown {
  if (/^-?\d[\d_]*(\.\d+)?$/.test(text)) return Number(text.replaceAll("_", ""));
  if (text === "true" || text === "false") return text === "true";
  return text;
}

/** Throws {@link ConfigurationError} with the place, what was given and what is allowed. */
function accept<T>(key: Key<T>, given: Given): T {
  const value = key.kind.read(given.value);
  if (value !== undefined) return value;
  const nearest = key.kind.nearest?.(given.value) ?? [];
  const hint = nearest.length === 0 ? "" : ` Nearest: ${nearest.join(" or ")}.`;
  throw new ConfigurationError(`${given.subject()} must be ${key.kind.allowed}, not ${given.shown}.${hint}`);
}

/**
 * Reads every source. Throws {@link ConfigurationError} for a file that cannot be parsed and for a value that is not
 * allowed, also where a stronger source makes it count for nothing.
 */
export function loadConfiguration(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const collection = new Collection();
  readEnvironment(env, collection);
  for (const file of filesFor(directory)) readFile(file, collection);
  for (const key of allKeys) for (const given of collection.given.get(key.name) ?? []) accept(key, given);
  const settings = settingsFrom((key) => {
    const strongest = collection.given.get(key.name)?.[0];
    return strongest === undefined ? key.initial : accept(key, strongest);
  });
  return { ...settings, warnings: collection.warnings };
}
