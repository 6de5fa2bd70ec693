/** Reads the configuration: `.brum.toml` from the project directory upwards and in the home directory, then environment. */

import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Collection, ConfigurationError, type Origin } from "./collection.ts";
import { OverrideTables } from "./environment/overrides.ts";
import { KeyMapTables, type KeySetting } from "./key-map.ts";
import { allKeys, isTableName, mcpKeys, topicTable, variableOf } from "./keys.ts";
import { parseDecimal, shown } from "./kinds.ts";
import { isLoopback } from "./kinds-net.ts";
import { type FileRole, ProcessTables } from "./processes/read.ts";
import type { ConfiguredProcess } from "./processes/types.ts";
import { type EnvironmentSettings, type Settings, settingsFrom } from "./settings.ts";
import { isTable, type Table, TomlFile, TomlFileError } from "./toml-file.ts";
import { isOurs, unknownKey, unknownVariable } from "./unknown.ts";

/** The name of the file, in every directory. */
export const FILE_NAME = ".brum.toml";

/** Nearest first; the home directory's file last. */
function filesFor(directory: string, home: string): { readonly path: string; readonly role: FileRole }[] {
  const files: { path: string; role: FileRole }[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    // In the home directory itself, or below it, its file is met on the way.
    const role = folder === home ? "home" : "above";
    files.push({ path: join(folder, FILE_NAME), role: folder === directory ? "own" : role });
    if (dirname(folder) === folder) break;
  }
  const path = join(home, FILE_NAME);
  return files.some((file) => file.path === path) ? files : [...files, { path, role: "home" }];
}

/** A value that the command line gives. */
export interface OptionValue {
  /** The key's name: `mcp_port`. */
  readonly key: string;
  readonly value: unknown;
  /** As it was given: `--port`. */
  readonly option: string;
}

/** What counts beside the files. */
export interface LoadOptions {
  readonly options?: readonly OptionValue[];
  /** Absolute. */
  readonly home?: string;
}

/** What the program runs with. */
export interface Configuration extends Omit<Settings, "environment"> {
  readonly environment: EnvironmentSettings;
  /** Every `[processes.NAME]` of the files; see `launchesOf`. */
  readonly processes: readonly ConfiguredProcess[];
  /** `[keys]`: keys of the screen's commands. */
  readonly keyMap: readonly KeySetting[];
  /** Where each value that is set comes from, by its key; `environment.overrides.NAME.VARIABLE` too. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Keys and variables that have no effect, each a sentence with its place. */
  readonly warnings: readonly string[];
}

/** Reads the sources one after the other, the one that counts most first. */
class Loader {
  readonly collection = new Collection();
  readonly processes = new ProcessTables(this.collection);
  readonly overrides = new OverrideTables(this.collection);
  readonly keyMap = new KeyMapTables(this.collection);

  /** A missing file is no file, one that cannot be read is a warning, and one that is no TOML a mistake. */
  readFile(path: string, role: FileRole): void {
    let file: TomlFile | undefined;
    try {
      file = TomlFile.read(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof TomlFileError) this.collection.mistakes.push(why);
      else this.collection.warnings.push(`${path} cannot be read (${why}); it does not count.`);
    }
    if (file !== undefined) this.#readTable(file, file.table, [], role);
  }

  /** `path`: the names of the tables that `table` stands in. */
  #readTable(file: TomlFile, table: Table, path: readonly string[], role: FileRole): void {
    const { collection } = this;
    const tableName = path.join(".");
    const isInTopics = `${tableName}.`.startsWith(`${topicTable}.`);
    for (const [last, value] of Object.entries(table)) {
      const here = [...path, last];
      const name = here.join(".");
      const place = () => `${file.path}:${file.line(here)}: `;
      const key = allKeys.find((candidate) => candidate.name === name);
      if (key !== undefined) {
        const source = { kind: "file", name: file.path, line: file.line(here) } as const;
        collection.add(key, { value, shown: shown(value), source, subject: () => place() + name });
      } else if (name === "processes") {
        this.processes.add(file, value, role);
      } else if (name === "environment.overrides") {
        this.overrides.add(file, value);
      } else if (name === "keys") {
        this.keyMap.add(file, value);
      } else if (isTable(value) && (isTableName(name) || isInTopics)) {
        // Any table among the topics is part of a name with dots.
        this.#readTable(file, value, here, role);
      } else if (isTableName(name) && !isInTopics) {
        collection.mistakes.push(`${place()}${name} must be a table ([${name}]), not ${shown(value)}.`);
      } else {
        collection.warnings.push(place() + unknownKey(name, isInTopics ? topicTable : tableName));
      }
    }
  }

  /** An empty variable is none: so a script can unset one for what it starts. */
  readVariables(env: Readonly<Record<string, string | undefined>>): void {
    const keys = new Map(allKeys.map((key) => [variableOf(key.name), key]));
    for (const [variable, text = ""] of Object.entries(env)) {
      if (text === "" || !isOurs(variable)) continue;
      const key = keys.get(variable);
      if (key === undefined) {
        this.collection.warnings.push(unknownVariable(variable));
        continue;
      }
      const value = key.kind.fromText?.(text) ?? plain(text);
      const source = { kind: "variable", name: variable } as const;
      this.collection.add(key, { value, shown: JSON.stringify(text), source, subject: () => variable });
    }
  }

  readOptions(options: readonly OptionValue[]): void {
    for (const { key: name, value, option } of options) {
      const key = allKeys.find((candidate) => candidate.name === name);
      if (key === undefined) throw new Error(`${option} sets "${name}", which is no key of the configuration.`);
      const source = { kind: "option", name: option } as const;
      this.collection.add(key, { value, shown: shown(value), source, subject: () => option });
    }
  }
}

/** The text of a variable as a file would have it. */
function plain(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return parseDecimal(text) ?? text;
}

/**
 * Reads every source for the project in `directory` (absolute). Throws {@link ConfigurationError} with all mistakes: files that
 * cannot be parsed, and values that are not allowed, also where a stronger source makes them count for nothing. Whether
 * processes have what they wait for is known only with what was detected: `launchesOf` says it.
 */
export function loadConfiguration(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  { options = [], home = homedir() }: LoadOptions = {},
): Configuration {
  const loader = new Loader();
  const { collection } = loader;
  loader.readOptions(options);
  loader.readVariables(env);
  for (const { path, role } of filesFor(directory, home)) loader.readFile(path, role);
  if (collection.mistakes.length > 0) throw new ConfigurationError(collection.mistakes);
  const settings = settingsFrom((key) => collection.value(key));
  const { mcp, mcpAccess } = settings;
  if (mcp && mcpAccess.token === undefined && !isLoopback(mcpAccess.host)) {
    const place = collection.subjectOf(mcpKeys.host) ?? mcpKeys.host.name;
    const why = "other machines reach this address, and whoever asks there can run programs here";
    const what = "Set [mcp] token (or BRUMMER_MCP_TOKEN), or leave host at 127.0.0.1";
    throw new ConfigurationError([`${place} needs a token: ${why} (${mcpAccess.host}). ${what}.`]);
  }
  return {
    ...settings,
    environment: { ...settings.environment, overrides: loader.overrides.all() },
    processes: loader.processes.all(directory),
    keyMap: loader.keyMap.all(),
    origins: { ...collection.origins(), ...loader.overrides.origins(), ...loader.keyMap.origins() },
    warnings: collection.warnings,
  };
}
