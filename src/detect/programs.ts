/** Looking programs up the way the operating system does. */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** Whether a file, or a link to one, is there. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isProgram(path: string): boolean {
  try {
    if (!isFile(path)) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Suffixes of programs: on Windows those of `PATHEXT`, elsewhere none. */
function suffixes(env: Readonly<Record<string, string | undefined>>): string[] {
  if (process.platform !== "win32") return [""];
  return ["", ...(env["PATHEXT"] ?? ".EXE;.CMD;.BAT;.COM").split(";")];
}

/**
 * Absolute path of a program: a name is looked for on `PATH`, a path (with a separator in it) from `directory` on.
 * `undefined` when there is none that may be executed.
 */
export function findProgram(
  word: string,
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (word === "") return undefined;
  const isPath = word.includes("/") || (process.platform === "win32" && word.includes("\\"));
  const folders = isPath ? [""] : (env["PATH"] ?? "").split(delimiter);
  for (const folder of folders) {
    for (const suffix of suffixes(env)) {
      const path = isPath ? resolve(directory, word + suffix) : resolve(directory, join(folder || ".", word + suffix));
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}
