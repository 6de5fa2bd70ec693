/** Processes on Linux: everything is in /proc (proc(5)). */

import { readdirSync, readFileSync } from "node:fs";
import type { ProcessEntry, ProcessSource } from "./types.ts";

/** Fields of /proc/PID/stat, counted from the one behind the command's name in brackets. */
const field = { state: 0, parent: 1, group: 2, session: 3, started: 19 } as const;

/** The process's entry; undefined when it has ended meanwhile. */
function readStat(pid: number | string): ProcessEntry | undefined {
  const fields = statFields(pid);
  if (fields === undefined) return undefined;
  const number = (index: number) => Number(fields[index]);
  const state = fields[field.state];
  return {
    pid: Number(pid),
    parent: number(field.parent),
    group: number(field.group),
    session: number(field.session),
    started: number(field.started),
    isZombie: state === "Z" || state === "X",
  };
}

/** The fields behind the command's name, which may itself hold spaces and brackets. */
export function statFields(pid: number | string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

export const linuxSource: ProcessSource = {
  list() {
    const entries: ProcessEntry[] = [];
    for (const name of readdirSync("/proc")) {
      const first = name.charCodeAt(0);
      if (first < 0x31 || first > 0x39) continue;
      const entry = readStat(name);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  },
  variable(pid, name) {
    try {
      const all = readFileSync(`/proc/${pid}/environ`, "latin1");
      const start = all.startsWith(`${name}=`) ? 0 : all.indexOf(`\0${name}=`) + 1;
      if (start === 0 && !all.startsWith(`${name}=`)) return undefined;
      const end = all.indexOf("\0", start);
      return all.slice(start + name.length + 1, end < 0 ? undefined : end);
    } catch {
      // Another user's, or it has ended.
      return undefined;
    }
  },
};
