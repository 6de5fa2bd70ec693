/** How this program is started once more. */

import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrumCommand } from "../install/index.ts";
import type { SelfCommand } from "../process/index.ts";
import { runtime } from "../runtime/index.ts";
import { GUARD_WORD } from "./guard-word.ts";

/** As a guard: the executable, or the runtime with what it was told to run. */
export function guardCommand(): SelfCommand {
  const { program, arguments: before } = selfCommand();
  return { program, arguments: [...before, GUARD_WORD] };
}

/** For other programs, which start it by the name `brum` where PATH leads to this one. */
export function brumCommand(env: Readonly<Record<string, string | undefined>>): BrumCommand {
  const self = selfCommand();
  // From source, scripts/brum is what people link to.
  const own = runtime.isCompiled() ? self.program : fileURLToPath(new URL("../../scripts/brum", import.meta.url));
  const found = onPath(env);
  return { ...self, onPath: found !== undefined && isSameFile(found, own) ? found : null };
}

function selfCommand(): SelfCommand {
  if (runtime.isCompiled()) return { program: process.execPath, arguments: [] };
  const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
  const run = runtime.name === "deno" ? ["run", "-A"] : [];
  return { program: process.execPath, arguments: [...run, entry] };
}

/** Where PATH leads to, at first; folders that depend on the working directory do not count. */
function onPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = process.platform === "win32" ? "brum.exe" : "brum";
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isSameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
