/** Of several clients that start `brum mcp` for a directory at the same moment one starts a Brummer, and the others join it. */

import { createHash } from "node:crypto";
import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePrivate, runtimeFolder } from "../control/index.ts";

/** The right to start one. */
export interface StartTurn {
  /** Gives it back: the next one may start a Brummer. */
  release(): void;
}

/** Undefined: a process that lives has it, and its Brummer is to be waited for. Where nothing can be written everybody has it. */
export function takeStartTurn(directory: string): StartTurn | undefined {
  let file: string;
  try {
    const folder = join(runtimeFolder(), "starts");
    makePrivate(folder);
    file = join(folder, createHash("sha256").update(realpathSync(directory)).digest("hex").slice(0, 16));
  } catch {
    return { release: () => {} };
  }
  for (const isLast of [false, true]) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch {
      if (isLast || isHeld(file)) return undefined;
      // Its process was ended by force.
      rmSync(file, { force: true });
    }
  }
  return undefined;
}

function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    // Just made, and not written yet.
    if (!Number.isInteger(pid) || pid <= 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
