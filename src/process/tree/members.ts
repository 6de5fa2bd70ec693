/** Which processes belong to a run: pure reasoning over what the system tells. */

import type { ProcessEntry } from "./types.ts";

/** What is known of a run's processes. */
export interface Kin {
  /** Leads a group and a session that were made for it. */
  readonly root: ProcessEntry | undefined;
  /** Processes known to be its own from an earlier look. */
  readonly known: readonly ProcessEntry[];
  /** Whether a process carries the run's mark in its environment. */
  readonly isMarked: (entry: ProcessEntry) => boolean;
  /** Never belong to it, nor does what they start: Brummer itself. */
  readonly strangers: ReadonlySet<number>;
}

/** True for one and the same process, not only one and the same number. */
function isSame(a: ProcessEntry, b: ProcessEntry): boolean {
  return a.pid === b.pid && a.started === b.started;
}

/**
 * The living members of a run: what was known and still is, what is in a group or session that a member leads or led, what
 * carries the mark, and all descendants of these.
 *
 * The number of a group or session stays its own while anything is in it. So a group counts as the run's where its leader is
 * a known one, or is gone and no stranger has the leader's number: who had it anew would be in the list with a later start.
 */
export function membersOf(all: readonly ProcessEntry[], kin: Kin): ProcessEntry[] {
  const byPid = new Map(all.map((entry) => [entry.pid, entry]));
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of all) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const members = new Map<number, ProcessEntry>();
  const add = (entry: ProcessEntry): void => {
    if (members.has(entry.pid) || kin.strangers.has(entry.pid) || entry.pid <= 1) return;
    members.set(entry.pid, entry);
    for (const child of children.get(entry.pid) ?? []) add(child);
  };
  const led = new Set<number>();
  for (const known of kin.root === undefined ? kin.known : [kin.root, ...kin.known]) {
    const now = byPid.get(known.pid);
    if (now !== undefined && !isSame(now, known)) continue;
    if (now !== undefined) add(now);
    if (known.pid === known.group) led.add(known.group);
    if (known.pid === known.session) led.add(known.session);
  }
  for (const entry of all) if (!members.has(entry.pid) && kin.isMarked(entry)) add(entry);
  // A member may lead a group or session of its own, whose members may be nobody's children any more, and so on.
  for (let size = -1; size !== members.size; ) {
    size = members.size;
    for (const member of members.values()) {
      if (member.pid === member.group) led.add(member.group);
      if (member.pid === member.session) led.add(member.session);
    }
    for (const entry of all) if (led.has(entry.group) || led.has(entry.session)) add(entry);
  }
  return [...members.values()].filter((entry) => !entry.isZombie);
}
