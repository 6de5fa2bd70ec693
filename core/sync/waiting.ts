/**
 * The loop around an event count, for blocked threads and for event loops. What an attempt throws goes to the caller, who
 * waits no more then.
 */

import type { Deadline } from "./deadline.ts";
import type { EventCount } from "./event-count.ts";

/**
 * Blocks until `attempt` returns something other than undefined, and returns that; undefined: it still did not when the
 * time was over. Whatever lets the attempt succeed must be written before `count` is notified.
 */
export function waitUntil<R>(count: EventCount, attempt: () => R | undefined, deadline: Deadline): R | undefined {
  for (;;) {
    const ticket = count.prepare();
    const result = tryOnce(count, attempt);
    if (result === undefined && !deadline.isOver) {
      count.wait(ticket, deadline);
    } else {
      count.cancel();
      return result;
    }
  }
}

/** As {@link waitUntil} without blocking. */
export async function waitUntilAsync<R>(
  count: EventCount,
  attempt: () => R | undefined,
  deadline: Deadline,
): Promise<R | undefined> {
  for (;;) {
    const ticket = count.prepare();
    const result = tryOnce(count, attempt);
    if (result === undefined && !deadline.isOver) {
      await count.waitAsync(ticket, deadline);
    } else {
      count.cancel();
      return result;
    }
  }
}

/** Leaves the count where the attempt throws: its notifiers would look for this waiter for ever. */
function tryOnce<R>(count: EventCount, attempt: () => R | undefined): R | undefined {
  try {
    return attempt();
  } catch (error) {
    count.cancel();
    throw error;
  }
}
