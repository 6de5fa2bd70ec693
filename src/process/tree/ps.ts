/** Processes on macOS and the BSDs: `ps` tells who belongs to whom, and not reliably what stands in an environment. */

import { execFileSync } from "node:child_process";
import type { ProcessEntry, ProcessSource } from "./types.ts";

/** Milliseconds for `ps`. */
const PS_MS = 2000;
const MAX_OUTPUT = 16 * 1024 * 1024;

/** Lines of `ps -o pid=,ppid=,pgid=,state=,lstart=`. The session is an address on macOS: a process's group stands for it. */
export function parsePs(output: string): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of output.split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line);
    if (match === null) continue;
    const [, pid, parent, group, state = "", start = ""] = match;
    entries.push({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      started: Date.parse(start) || 0,
      isZombie: state.startsWith("Z"),
    });
  }
  return entries;
}

export const psSource: ProcessSource = {
  list() {
    const options = {
      encoding: "utf8",
      timeout: PS_MS,
      maxBuffer: MAX_OUTPUT,
      env: { ...process.env, LC_ALL: "C" },
    } as const;
    return parsePs(execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,state=,lstart="], options));
  },
  variable: () => undefined,
};
