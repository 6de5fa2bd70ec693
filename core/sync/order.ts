/**
 * Lock order: every lock has a rank, and a thread takes locks by rising rank only, so that no cycle of waiting threads can
 * form. The check is a list of this thread's held locks; nothing of it is shared.
 */

import { CoreError } from "../errors.ts";

/** What the check knows of a lock. */
export interface Ranked {
  readonly name: string;
  readonly rank: number;
}

const held: Ranked[] = [];
let checking = true;

/**
 * Switches the check in this thread; it is on at first. It costs a push and a pop per lock (a few ns) and a comparison
 * for each lock already held. Switch it while the thread holds no lock: locks taken before are forgotten.
 */
export function setLockOrderChecks(on: boolean): void {
  checking = on;
  held.length = 0;
}

/** Throws `lock.order` when this thread holds a lock of the same or a higher rank: call it before waiting for `lock`. */
export function checkOrder(lock: Ranked): void {
  for (const other of held) {
    if (other.rank >= lock.rank) throw violation(lock, other);
  }
}

/** Notes that this thread took `lock`. */
export function noteHeld(lock: Ranked): void {
  if (checking) held.push(lock);
}

/** Notes that this thread released `lock`; locks may be released in any order. */
export function noteReleased(lock: Ranked): void {
  const last = held.length - 1;
  // Not held[-1] for an empty list: engines are slow there.
  if (last < 0) return;
  if (held[last] === lock) held.pop();
  else forget(lock);
}

function forget(lock: Ranked): void {
  const index = held.lastIndexOf(lock);
  if (index >= 0) held.splice(index, 1);
}

function violation(lock: Ranked, other: Ranked): CoreError {
  return new CoreError(
    "lock.order",
    `cannot take lock "${lock.name}" (rank ${lock.rank}) while holding "${other.name}" (rank ${other.rank}): ` +
      "locks are taken by rising rank; take this one first, or release the other before",
  );
}
