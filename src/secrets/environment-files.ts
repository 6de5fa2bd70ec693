/** The `.env` files of a folder, with their variables. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type DotenvEntry, parseDotenv, readEnvironmentFile } from "../config/index.ts";

/** A file that could be read. */
export interface EnvironmentFile {
  readonly path: string;
  readonly text: string;
  readonly entries: readonly DotenvEntry[];
}

/** `.env`, `.env.local`, `.env.production`; those that show what is wanted hold no secrets. */
const fileName = /^\.env(?!.*\.(?:example|sample|template|dist|defaults?|schema)$)(?:\..+)?$/;

/** Paths; none where the folder cannot be read. */
export function environmentFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => fileName.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Undefined: there is none, or it cannot be read; then no process has its values either. */
export function readEnvironment(path: string): EnvironmentFile | undefined {
  try {
    const text = readEnvironmentFile(path);
    return text === undefined ? undefined : { path, text, entries: parseDotenv(text, path).entries };
  } catch {
    return undefined;
  }
}
