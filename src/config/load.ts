/** Reads the configuration: `.brum.toml` from the project directory upwards and in the home directory, then environment. */

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { PackageManager } from "../detect/index.ts";
import { keys, type Values } from "./keys.ts";

const FILE_NAME = ".brum.toml";
const ENVIRONMENT_PREFIX = "BRUMMER_";

/** What the program runs with. */
export interface Configuration {
  readonly preferredPackageManager: PackageManager | undefined;
  readonly mcpPort: number;
  readonly mcp: boolean;
  /** Keys that have no effect, each a sentence with file and line. */
  readonly warnings: readonly string[];
}

/** A configuration that cannot be used: the program says so and does not start on a guess. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
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

function lineOf(text: string, key: string): number {
  const index = text.split("\n").findIndex((line) => line.trimStart().startsWith(key));
  return index + 1;
}

/** Reads one file into `values` where nothing nearer has set the key; a missing file is no file. */
function readFile(file: string, values: Values, warnings: string[]): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return;
    warnings.push(
      `${file} cannot be read (${error instanceof Error ? error.message : String(error)}); it does not count.`,
    );
    return;
  }
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "");
    throw new ConfigurationError(`${file}:${error.line}:${error.column}: ${what}`);
  }
  for (const [key, value] of Object.entries(table)) {
    const known = keys.find((candidate) => candidate.name === key);
    const place = `${file}:${lineOf(text, key)}`;
    if (known === undefined) warnings.push(`${place}: ${key} has no effect in this version.`);
    else if (!known.read(value, values)) {
      throw new ConfigurationError(`${place}: ${key} must be ${known.allowed}, not ${JSON.stringify(value)}.`);
    }
  }
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>, values: Values): void {
  for (const key of keys) {
    const variable = ENVIRONMENT_PREFIX + key.name.toUpperCase();
    const text = env[variable];
    if (text === undefined || text === "") continue;
    const plain: unknown = /^\d+$/.test(text) ? Number(text) : text === "true" ? true : text === "false" ? false : text;
    if (!key.read(plain, values)) {
      throw new ConfigurationError(`${variable} must be ${key.allowed}, not ${JSON.stringify(text)}.`);
    }
  }
}

/** Throws {@link ConfigurationError} for a file that cannot be parsed and for a value that is not allowed. */
export function loadConfiguration(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const values: Values = {};
  const warnings: string[] = [];
  // Each source only fills what a stronger one has left open.
  readEnvironment(env, values);
  for (const file of filesFor(directory)) readFile(file, values, warnings);
  return {
    preferredPackageManager: values.preferredPackageManager,
    mcpPort: values.mcpPort ?? 7777,
    mcp: !(values.noMcp ?? false),
    warnings,
  };
}
