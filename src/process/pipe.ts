/** Reading a child's pipe into the log. */

import { setImmediate as turn } from "node:timers/promises";
import type { LogIntake } from "../logs/index.ts";

/** Milliseconds of reading one pipe after which everything else in the thread gets its turn. */
const TURN_MS = 4;

/**
 * Reads a pipe to its end; never rejects. A pipe that breaks has ended: nothing more can come from it. `report`: a part could not
 * be taken in, and what follows is still read.
 */
export async function readPipe(
  pipe: ReadableStream<Uint8Array>,
  intake: LogIntake,
  report: (error: unknown) => void,
): Promise<void> {
  const reader = pipe.getReader();
  let turnAt = performance.now() + TURN_MS;
  for (;;) {
    // A pipe that is never empty gives its chunks without a turn of the event loop: commands and timers would starve.
    if (performance.now() > turnAt) {
      await turn();
      turnAt = performance.now() + TURN_MS;
    }
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) break;
    attempt(() => intake.push(value, Date.now()), report);
  }
  attempt(() => intake.end(Date.now()), report);
}

/** Does it, or says what went wrong. */
export function attempt(take: () => void, report: (error: unknown) => void): void {
  try {
    take();
  } catch (error) {
    report(error);
  }
}
