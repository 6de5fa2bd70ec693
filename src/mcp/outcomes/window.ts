/** The errors that one process has printed in a stretch of time. */

import type { Overview } from "../../analysis/index.ts";
import type { ErrorGroup } from "../../errors/index.ts";
import type { Journal } from "../journal.ts";

/** Whose errors, and of when: milliseconds since 1970, both included. */
export interface ErrorWindow {
  readonly source: number;
  readonly process: string;
  readonly from: number;
  readonly to: number;
}

/** In the order in which they were seen, each once, without warnings. */
export function errorsIn(
  { source, process, from, to }: ErrorWindow,
  overview: Overview,
  journal: Journal,
): ErrorGroup[] {
  const { groups } = overview.errors();
  const { entries, forgotten } = journal.since(0);
  const isBad = ({ last }: ErrorGroup) => last.severity !== "warning";
  // Exchanges are kept by themselves, some of them for longer.
  const oldest = entries.find(({ what }) => what.kind !== "exchange");
  if (forgotten > 0 && (oldest?.time ?? 0) > from) {
    // Who has seen them just then is not known any more: those that were seen before or then, and then or later.
    return groups
      .filter(
        (group) => isBad(group) && group.processes.includes(process) && group.lastSeen >= from && group.firstSeen <= to,
      )
      .reverse();
  }
  const ids = new Set<string>();
  for (const { what } of entries) {
    if (what.kind !== "error" || what.error.source !== source) continue;
    if (what.error.time >= from && what.error.time <= to) ids.add(what.error.fingerprint);
  }
  const byId = new Map(groups.map((group) => [group.fingerprint, group]));
  return [...ids].flatMap((id) => byId.get(id) ?? []).filter(isBad);
}
