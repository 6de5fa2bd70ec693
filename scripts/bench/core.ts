/** The core's figures: log ring, search, locks, and what the memory door costs. */

import { setLockOrderChecks } from "../../core/index.ts";
import { doorRows, targets as doorTargets } from "./core/door.ts";
import { producerRows, targets as producerTargets } from "./core/producers.ts";
import { ringRows, targets as ringTargets } from "./core/ring.ts";
import { searchRows, targets as searchTargets } from "./core/search.ts";
import { syncRows, targets as syncTargets } from "./core/sync.ts";
import type { BenchRow, Targets } from "./row.ts";

export const targets: Targets = {
  ...ringTargets,
  ...producerTargets,
  ...searchTargets,
  ...syncTargets,
  ...doorTargets,
};

export async function suite(): Promise<BenchRow[]> {
  // As it costs without the check of the order of locks, which is for development.
  setLockOrderChecks(false);
  const rows: BenchRow[] = [];
  for (const part of [ringRows, producerRows, searchRows, syncRows, doorRows]) {
    rows.push(...(await part()));
    // Each part has rings of its own, larger than all else.
    Bun.gc(true);
  }
  return rows;
}
