/** Where a project's history lies. */

import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { stateFolder } from "../logs/index.ts";

/** Characters of a directory's name in the file's name. */
const NAME_CHARACTERS = 40;

/** The database of a directory, in the state folder of the user. */
export function historyFile(directory: string, folder: string = stateFolder()): string {
  return join(folder, "history", `${projectKey(directory)}.db`);
}

/** What a project's files in the state folder are called: the same however the directory is written. */
export function projectKey(directory: string): string {
  const real = realOf(directory);
  const name =
    basename(real)
      .replace(/[^\w.-]/g, "_")
      .slice(0, NAME_CHARACTERS) || "root";
  const sum = createHash("sha256").update(real).digest("hex").slice(0, 12);
  return `${name}-${sum}`;
}

/** Makes the folder, for the user alone. Throws where it cannot be. */
export function prepareFolder(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // What processes print is nobody else's business, also where the folder was there before.
  chmodSync(dirname(file), 0o700);
}

function realOf(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return resolve(directory);
  }
}
