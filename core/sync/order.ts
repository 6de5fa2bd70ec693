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

/** Where a lock is taken: an error for the sake of its stack, which is made into text only when somebody reads it. */
export type Place = Error;

/** Any function: here only to be recognised in a stack. */
type StackMark = (...args: never[]) => unknown;

/** An extension of V8 that JavaScriptCore has as well: leaves out the frames down to that of `mark`. */
declare global {
  interface ErrorConstructor {
    captureStackTrace(target: object, mark?: StackMark): void;
  }
}

const held: { readonly lock: Ranked; readonly place: Place }[] = [];

/** Whether this thread checks; locks read it first, and call nothing of this file while it is off. */
export let isChecking = false;

/**
 * Switches the check in this thread; it is off at first, for development and tests to switch on. It costs some µs per
 * lock, as it remembers where each was taken. Switch it while the thread holds no lock: locks taken before are forgotten.
 */
export function setLockOrderChecks(on: boolean): void {
  isChecking = on;
  held.length = 0;
}

/**
 * The place that called `method`, which is still in the stack: JavaScriptCore takes functions out of it that end with a
 * call (tail calls), so that of `return lock.lock()` not that place is found, but the one that called its function.
 */
export function placeOfCaller(method: StackMark): Place {
  const place = new Error("taken");
  Error.captureStackTrace(place, method);
  return place;
}

/**
 * Throws `lock.order` when this thread holds a lock of the same or a higher rank: call it before waiting for `lock` in
 * `method`. Returns the place that called `method`. `except`: a lock that may be held, by another task of this thread.
 */
export function checkOrder(lock: Ranked, method: StackMark, except?: Ranked): Place {
  const place = placeOfCaller(method);
  for (const other of held) {
    if (other.lock !== except && other.lock.rank >= lock.rank) throw violation(lock, place, other.lock, other.place);
  }
  return place;
}

/** Notes that this thread took `lock`. */
export function noteHeld(lock: Ranked, place: Place): void {
  held.push({ lock, place });
}

/** Notes that this thread released `lock`; locks may be released in any order. */
export function noteReleased(lock: Ranked): void {
  const index = held.findLastIndex((entry) => entry.lock === lock);
  if (index >= 0) held.splice(index, 1);
}

function violation(lock: Ranked, place: Place, other: Ranked, otherPlace: Place): CoreError {
  return new CoreError(
    "lock.order",
    `cannot take lock "${lock.name}" (rank ${lock.rank}) at ${where(place)} while holding "${other.name}" ` +
      `(rank ${other.rank}), taken at ${where(otherPlace)}: locks are taken by rising rank; take this one first, ` +
      "or release the other before",
  );
}

/** The first frame of a stack as `file:line:column`: V8 writes `at name (place)`, JavaScriptCore `name@place`. */
export function where(place: Place): string {
  const frame = place.stack?.split("\n").find((line) => /:\d+\)?$/.test(line));
  return frame?.match(/([^\s(@]+:\d+)\)?$/)?.[1] ?? "an unknown place";
}
