/** Looking at the processes of this machine (Linux). */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Command lines of living processes whose working directory is `directory` or below it. */
export function processesIn(directory: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`);
      const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.[0];
      if ((cwd === directory || cwd.startsWith(`${directory}/`)) && state !== "Z") {
        found.push(`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()}`);
      }
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
