/** From what the ecosystems found to one list: sorted, every name unique, dependencies by their final names. */

import type { Dependency } from "../process/index.ts";
import type { Draft } from "./draft.ts";
import type { Candidate } from "./types.ts";
import { uniqueName } from "./words.ts";

/** Order by Unicode code units, which is the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fullName(draft: Draft): string {
  return draft.name.startsWith(`${draft.prefix}:`) ? draft.name : `${draft.prefix}:${draft.name}`;
}

/** A key of a draft among those of its own file, which its neighbours call it by. */
function local(draft: Draft, name: string): string {
  return `${draft.file}\n${draft.prefix}\n${name}`;
}

/**
 * Candidates by priority (highest first), then name. Of several with one name the first in that order (then in the order
 * of the table) keeps it, the others are told apart by their prefix, in the end by a number.
 */
export function collect(drafts: readonly Draft[]): Candidate[] {
  const ordered = drafts.toSorted((a, b) => b.priority - a.priority || byText(a.name, b.name));
  const taken = new Set<string>();
  const finalNames = new Map<string, string>();
  const named = ordered.map((draft) => {
    const plain = taken.has(draft.name) ? fullName(draft) : draft.name;
    const name = uniqueName(plain, taken);
    taken.add(name);
    finalNames.set(local(draft, draft.name), name);
    return { draft, name };
  });
  const claimed = new Set(taken);
  const candidates = named.map(({ draft, name }): Candidate => {
    const aliases: string[] = [];
    for (const alias of [...(draft.aliases ?? []), fullName(draft)]) {
      if (claimed.has(alias)) continue;
      claimed.add(alias);
      aliases.push(alias);
    }
    const { dependsOn, ...rest } = draft.launch;
    // One that was left out cannot be waited for; its ecosystem has said so.
    const finalDependencies = dependsOn?.flatMap((dependency): Dependency[] => {
      const final = finalNames.get(local(draft, dependency.name));
      return final === undefined ? [] : [{ ...dependency, name: final }];
    });
    const waits = finalDependencies !== undefined && finalDependencies.length > 0;
    const launch = { ...rest, name, ...(waits ? { dependsOn: finalDependencies } : {}) };
    const { category, description, priority, file } = draft;
    return { name, aliases, launch, category, description, priority, file };
  });
  return candidates.sort((a, b) => b.priority - a.priority || byText(a.name, b.name));
}
