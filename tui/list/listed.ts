/** Which processes the list shows, where it is filtered. Pure. */

import type { TextQuery } from "../log/options.ts";
import { compileText, fitsText } from "../log/text-test.ts";

interface Grouped {
  readonly groups?: readonly string[];
}

/** What a filter asks of a row of the list. */
interface Listed {
  readonly name: string;
  readonly script: Grouped | null;
  readonly process: { readonly launch: Grouped } | null;
}

interface FilteredList {
  readonly entries: readonly Listed[];
  readonly listFilter: TextQuery | null;
}

/** By the entries that they are among: a frame asks several times. */
const known = new WeakMap<readonly Listed[], { readonly filter: TextQuery | null; readonly rows: readonly number[] }>();

/** The groups that a process is in, as they are configured. */
export function namesOfGroups({ script, process }: Listed): readonly string[] {
  return script?.groups ?? process?.launch.groups ?? [];
}

/** Indexes into `entries` of those whose name, or a group of theirs, fits the filter: ascending. */
export function listed({ entries, listFilter: filter }: FilteredList): readonly number[] {
  const before = known.get(entries);
  if (before?.filter === filter) return before.rows;
  const test = filter === null ? null : compileText(filter);
  const rows = entries.flatMap((entry, index) => {
    const fits = test === null || [entry.name, ...namesOfGroups(entry)].some((name) => fitsText(test, name));
    return fits ? [index] : [];
  });
  known.set(entries, { filter, rows });
  return rows;
}
