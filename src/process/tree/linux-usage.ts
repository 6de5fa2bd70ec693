/** What one process has used, on Linux (proc(5)); 0 where the system does not tell. */

import { readFileSync } from "node:fs";
import { statFields } from "./linux.ts";

/** Fields of /proc/PID/stat, counted from the one behind the command's name. */
const field = { user: 11, system: 12 } as const;
/** Bytes of a page on x86-64, and on most ARM systems. */
const PAGE_BYTES = 4096;

/** Processor time in hundredths of a second (USER_HZ is 100 on every Linux that people use). */
export function clockTicks(pid: number): number {
  const fields = statFields(pid);
  return fields === undefined ? 0 : Number(fields[field.user]) + Number(fields[field.system]);
}

/** Bytes: the proportional share of what is shared, where the system tells it cheaply, else all that is resident. */
export function memoryOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const pss = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
    if (pss !== undefined) return Number(pss) * 1024;
  } catch {
    // Another user's, or it has ended.
  }
  try {
    const resident = readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1];
    return Number(resident) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
