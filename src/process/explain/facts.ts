/** What the machine says about a process that failed. Reads files only, and only after a failure. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram } from "../../detect/index.ts";
import type { Launch } from "../launch.ts";
import { portOwner } from "../ports.ts";
import { type Census, MARK_VARIABLE } from "../tree/census.ts";
import type { Facts } from "./rules.ts";

/** Folders upwards in which a file is looked for. */
const MAX_UP = 8;

/** `memoryEnds`: what {@link outOfMemoryEnds} said when the process started. */
export function factsAbout(launch: Launch, census: Census, mark: string, memoryEnds: number | undefined): Facts {
  const has = (name: string) => foldersUp(launch.cwd).some((folder) => existsSync(join(folder, name)));
  return {
    has,
    portOwner(port) {
      const owner = portOwner(port);
      return owner && { pid: owner.pid, program: owner.name, name: nameOf(owner.pid, census, mark) };
    },
    packages: () => new Set(foldersUp(launch.cwd).flatMap(dependenciesOf)),
    canRun: (program) => findProgram(program, launch.cwd) !== undefined,
    ranOutOfMemory() {
      const now = outOfMemoryEnds();
      return now === undefined || memoryEnds === undefined ? undefined : now > memoryEnds;
    },
  };
}

/** How many processes this system has ended for want of memory; undefined where it does not tell. */
export function outOfMemoryEnds(): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "latin1"))?.[1];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined;
  }
}

/** The Brummer process that a process of this machine belongs to; null: it is not ours. */
function nameOf(pid: number, census: Census, mark: string): string | null {
  const marks = census.variable(pid, MARK_VARIABLE)?.split("/") ?? [];
  if (!marks.some((one) => one.startsWith(`${mark}-`))) return null;
  return census.variable(pid, "BRUM_PROCESS") ?? null;
}

function foldersUp(folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; folders.length < MAX_UP; at = dirname(at)) {
    folders.push(at);
    if (dirname(at) === at) break;
  }
  return folders;
}

function dependenciesOf(folder: string): string[] {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (typeof manifest !== "object" || manifest === null) return [];
    return ["dependencies", "devDependencies"].flatMap((key) => {
      const table: unknown = Reflect.get(manifest, key);
      return typeof table === "object" && table !== null ? Object.keys(table) : [];
    });
  } catch {
    return [];
  }
}
