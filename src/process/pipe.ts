/** Reading a child's pipe into the log. */

import { setImmediate as turn } from "node:timers/promises";

/** Takes in what a stream brings. A promise: nothing more may come before it has settled. */
export interface StreamIntake {
  push(chunk: Uint8Array, time: number): Promise<void> | void;
  end(time: number): Promise<void> | void;
}

/** Milliseconds of reading one pipe after which everything else in the thread gets its turn. */
const TURN_MS = 4;

/**
 * Reads a pipe to its end, no faster than it is taken in; never rejects. A pipe that breaks has ended: nothing more can come
 * from it. `report`: a part could not be taken in, and what follows is still read.
 */
export async function readPipe(
  pipe: ReadableStream<Uint8Array>,
  intake: StreamIntake,
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
    const taken = attempt(() => intake.push(value, Date.now()), report);
    // Not for every chunk: a turn of the promises that nobody needs.
    if (taken instanceof Promise) await taken.catch(report);
  }
  const ended = attempt(() => intake.end(Date.now()), report);
  if (ended instanceof Promise) await ended.catch(report);
}

/** Does it, or says what went wrong. */
export function attempt<T>(take: () => T, report: (error: unknown) => void): T | undefined {
  try {
    return take();
  } catch (error) {
    report(error);
    return undefined;
  }
}
