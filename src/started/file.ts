/** The file of what was started: one for each project, in the state folder of the user. */

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectKey } from "../history/index.ts";
import { stateFolder } from "../logs/index.ts";
import { parseStarted, type Started } from "./list.ts";

/** Bytes of a file that are read: several times what is ever written. */
const MAX_BYTES = 256 * 1024;

/** Where it lies for a directory, however that is written. */
export function startedFile(directory: string, folder: string = stateFolder()): string {
  return join(folder, "started", `${projectKey(directory)}.json`);
}

/** Nothing where there is no such file, or none that can be read. */
export function loadStarted(file: string): readonly Started[] {
  try {
    return statSync(file).size > MAX_BYTES ? [] : parseStarted(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

/** Replaces the file as a whole, for the user alone. One that cannot be written is left: all that is lost is an order. */
export function saveStarted(file: string, started: readonly Started[]): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(started)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // Nothing depends on it.
  }
}
