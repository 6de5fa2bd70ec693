/** Ending by force all that a Brummer started, without the threads that know its processes: they are gone, or too slow. */

import { Census } from "./census.ts";
import { membersOf } from "./members.ts";
import type { ProcessEntry } from "./types.ts";

/** What is to end. */
export interface ForceTarget {
  /** The marks of its runs begin with this (see census.ts). */
  readonly mark: string;
  /** Numbers of its living children, each of which leads a group and a session. */
  readonly roots: readonly number[];
  /** What earlier looks have found: its parents may have gone since, and its environment may tell nothing. */
  readonly known?: readonly ProcessEntry[];
  /** Never touched, nor what they start; the caller is not, in any case. */
  readonly spare?: readonly number[];
}

/** All of them that live now; none where the system does not tell. */
export function findAll(target: ForceTarget, census: Census): readonly ProcessEntry[] {
  census.refresh();
  const all = census.entries();
  const marked = new Set<ProcessEntry>();
  for (const mark of census.marks()) {
    if (mark.startsWith(`${target.mark}-`)) for (const entry of census.marked(mark)) marked.add(entry);
  }
  const roots = new Set(target.roots);
  const led = all.filter(({ pid, group, session }) => roots.has(pid) || roots.has(group) || roots.has(session));
  return membersOf(all, {
    root: undefined,
    known: [...led, ...(target.known ?? [])],
    isMarked: (entry) => marked.has(entry),
    strangers: new Set([process.pid, ...(target.spare ?? [])]),
  });
}

/** Sends the signal to all of them as they are now; returns whom. Nobody as well where the system does not tell. */
export function signalAll(
  target: ForceTarget,
  signal: "SIGTERM" | "SIGKILL",
  census: Census = new Census(),
): readonly ProcessEntry[] {
  if (!census.canSee) {
    for (const pid of target.roots) send(pid, signal);
    return [];
  }
  const members = findAll(target, census);
  for (const { pid } of members) send(pid, signal);
  return members;
}

function send(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
