/** Processes that a Brummer has started and that outlived it (Linux: by the mark in their environment). */

import { readdirSync, readFileSync } from "node:fs";
import type { InstanceRecord } from "../control/index.ts";
import { type Finding, finding } from "./finding.ts";

/** Field of /proc/PID/stat behind the command's name in brackets (proc(5)). */
const PARENT = 1;
/** How many are named. */
const MOST = 10;

interface Marked {
  readonly pid: number;
  /** Which Brummer's: what its marks begin with. */
  readonly brummer: string;
  readonly command: string;
}

/**
 * A mark counts as a living Brummer's when any process that carries it descends from one of `instances`. Only what the user's
 * own processes tell is seen.
 */
export function leftovers(instances: readonly InstanceRecord[]): Finding {
  const name = "left over";
  if (process.platform !== "linux") {
    return finding(name, "ok", "Not looked for: only Linux tells what outlived a Brummer.");
  }
  const parents = new Map<number, number>();
  const marked: Marked[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(`/proc/${entry}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    parents.set(Number(entry), Number(fields[PARENT]));
    // The innermost Brummer is the one that has started it.
    const mark = /(?:^|\0)BRUM_RUN=([^\0]*)/
      .exec(read(`/proc/${entry}/environ`))?.[1]
      ?.split("/")
      .at(-1);
    if (mark === undefined || mark === "" || fields[0] === "Z") continue;
    const command = read(`/proc/${entry}/cmdline`).replaceAll("\0", " ").trim();
    marked.push({ pid: Number(entry), brummer: mark.split("-")[0] ?? mark, command });
  }
  const roots = new Set(instances.map((one) => one.process_info.pid));
  const living = new Set(marked.filter(({ pid }) => descends(pid, parents, roots)).map(({ brummer }) => brummer));
  const left = marked.filter(({ pid, brummer }) => !living.has(brummer) && !descendsFromUs(pid, parents));
  if (left.length === 0) return finding(name, "ok", "Nothing outlived a Brummer.");
  const list = left.slice(0, MOST).map(({ pid, command }) => `pid ${pid}: ${command}`);
  if (left.length > MOST) list.push(`and ${left.length - MOST} more`);
  const text = ["Started by a Brummer that does not run any more, or that cannot be found:", ...list].join("\n");
  return finding(
    name,
    "note",
    text,
    `If nobody needs them: kill ${left
      .slice(0, MOST)
      .map(({ pid }) => pid)
      .join(" ")}`,
  );
}

/** A doctor that is run by a Brummer itself, and whoever called it, is not left over. */
function descendsFromUs(pid: number, parents: ReadonlyMap<number, number>): boolean {
  return descends(process.pid, parents, new Set([pid]));
}

function descends(pid: number, parents: ReadonlyMap<number, number>, roots: ReadonlySet<number>): boolean {
  const seen = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && at > 0 && !seen.has(at); at = parents.get(at)) {
    if (roots.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
