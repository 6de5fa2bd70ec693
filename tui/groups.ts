/** Groups of processes, as they are configured: started, stopped and restarted together. Pure. */

import { namesOfGroups } from "./list/listed.ts";
import { type Entry, isRunning, type Model } from "./model.ts";

export interface Group {
  readonly name: string;
  /** In the order of the list. */
  readonly members: readonly Entry[];
}

/** All of them, in the order in which the list names them first. A name that a process has too is the process's. */
export function groupsOf({ entries }: Model): Group[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const name of namesOfGroups(entry)) groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  for (const { name } of entries) groups.delete(name);
  return [...groups].map(([name, members]) => ({ name, members }));
}

export function findGroup(model: Model, name: string): Group | undefined {
  return groupsOf(model).find((group) => group.name === name);
}

export function runningMembers({ members }: Group): Entry[] {
  return members.filter(isRunning);
}

/** `web, api`: for a row or a sentence. */
export function membersText(members: readonly Entry[]): string {
  return members.map(({ name }) => name).join(", ");
}
