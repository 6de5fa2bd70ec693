/** The errors that belong to a build or a run of tests. Pure. */

import type { ErrorGroup } from "../../src/errors/index.ts";
import type { Outcome } from "./outcomes.ts";

/** Milliseconds after an outcome in which errors still belong to it: some tools name them below it. */
const AFTER_MS = 1_000;

/** Those that its process printed since it began, in the order in which they first came. */
export function errorsOf(errors: readonly ErrorGroup[], { told, from }: Outcome): ErrorGroup[] {
  return (
    errors
      .filter(
        ({ processes, lastSeen }) =>
          processes.includes(told.process) && lastSeen >= (from ?? 0) && lastSeen <= told.time + AFTER_MS,
      )
      // Of those that came in the same moment the newest stands first.
      .toReversed()
      .toSorted((a, b) => a.firstSeen - b.firstSeen)
  );
}
