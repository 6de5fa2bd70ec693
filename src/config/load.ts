/** Reads the configuration: `.brum.toml` from the project directory upwards and in the home directory, then environment. */

import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Collection, ConfigurationError } from "./collection.ts";
import { allKeys, isTableName, topicTable, variableOf } from "./keys.ts";
import { parseDecimal, shown } from "./kinds.ts";
import { type Settings, settingsFrom } from "./settings.ts";
import { isTable, type Table, TomlFile, TomlFileError } from "./toml-file.ts";
import { isOurs, unknownKey, unknownVariable } from "./unknown.ts";

const FILE_NAME = ".brum.toml";

/** What the program runs with. */
export interface Configuration extends Settings {
  /** Keys and variables that have no effect, each a sentence with its place. */
  readonly warnings: readonly string[];
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

/** A missing file is no file, one that cannot be read is a warning, and one that is no TOML a mistake. */
function readFile(path: string, collection: Collection): void {
  let file: TomlFile | undefined;
  try {
    file = TomlFile.read(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof TomlFileError) collection.mistakes.push(why);
    else collection.warnings.push(`${path} cannot be read (${why}); it does not count.`);
  }
  if (file !== undefined) readTable(file, file.table, [], collection);
}

/** `path`: the names of the tables that `table` stands in. */
function readTable(file: TomlFile, table: Table, path: readonly string[], collection: Collection): void {
  const tableName = path.join(".");
  const isInTopics = `${tableName}.`.startsWith(`${topicTable}.`);
  for (const [last, value] of Object.entries(table)) {
    const here = [...path, last];
    const name = here.join(".");
    const place = () => `${file.path}:${file.line(here)}: `;
    const key = allKeys.find((candidate) => candidate.name === name);
    if (key !== undefined) {
      collection.add(key, { value, shown: shown(value), subject: () => place() + name });
    } else if (isTable(value) && (isTableName(name) || isInTopics)) {
      // Any table among the topics is part of a name with dots.
      readTable(file, value, here, collection);
    } else if (isTableName(name) && !isInTopics) {
      collection.mistakes.push(`${place()}${name} must be a table ([${name}]), not ${shown(value)}.`);
    } else {
      collection.warnings.push(place() + unknownKey(name, isInTopics ? topicTable : tableName));
    }
  }
}

/** An empty variable is none: so a script can unset one for what it starts. */
function readEnvironment(env: Readonly<Record<string, string | undefined>>, collection: Collection): void {
  const keys = new Map(allKeys.map((key) => [variableOf(key.name), key]));
  for (const [variable, text = ""] of Object.entries(env)) {
    if (text === "" || !isOurs(variable)) continue;
    const key = keys.get(variable);
    if (key === undefined) collection.warnings.push(unknownVariable(variable));
    else collection.add(key, { value: plain(text), shown: JSON.stringify(text), subject: () => variable });
  }
}

/** The text of a variable as a file would have it. */
function plain(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return parseDecimal(text) ?? text;
}

/**
 * Reads every source. Throws {@link ConfigurationError} with all mistakes: files that cannot be parsed, and values that are
 * not allowed, also where a stronger source makes them count for nothing.
 */
export function loadConfiguration(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const collection = new Collection();
  readEnvironment(env, collection);
  for (const file of filesFor(directory)) readFile(file, collection);
  if (collection.mistakes.length > 0) throw new ConfigurationError(collection.mistakes);
  const settings = settingsFrom((key) => collection.value(key));
  return { ...settings, warnings: collection.warnings };
}
