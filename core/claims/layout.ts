/** How claims lie in shared memory: the words of their control lines and of the table's entries. */

import { limits } from "../limits.ts";
import { LINE_BYTES } from "../memory/index.ts";

const LINE_WORDS = LINE_BYTES / 4;

/** Words of the control region, each on a line of its own: they have different writers. */
export const control = {
  /** The mutex that claims are made under. */
  mutex: 0,
  /** How many claims were made (wraps at 2^32). Written under the mutex. */
  claimed: LINE_WORDS,
  /**
   * How many claims are committed (wraps at 2^32). Written by the producer whose claim comes next, and by compareExchange
   * by whoever finds the next one done.
   */
  committed: 2 * LINE_WORDS,
  /** Event count of readers that wait for records. */
  arrival: 3 * LINE_WORDS,
  /** Event count of producers that wait for room. */
  room: 4 * LINE_WORDS,
} as const;
export const CONTROL_BYTES = 5 * LINE_BYTES;

/**
 * Words of an entry in the table of claims, a line each; claim n has entry n mod `limits.ringClaims`. All but `done` are
 * written under the mutex before the claim is counted; `done` by the claim's owner when its copy is complete and claims
 * before it are not committed yet, or for an owner that died.
 */
export const claimWord = {
  /** The sequence after the claim's last record, in two halves. */
  sequenceLow: 0,
  sequenceHigh: 1,
  /** The byte position after the claim's last byte, in two halves. */
  positionLow: 2,
  positionHigh: 3,
  /** The thread that claimed (see `threadId`): whose claim it is when that thread dies. */
  owner: 4,
  /** The claim's number plus 1 once it is done. */
  done: 5,
} as const;
export const TABLE_BYTES = limits.ringClaims * LINE_BYTES;

/** The index of the first word of claim `ticket`'s entry. */
export function claimEntry(ticket: number): number {
  return (ticket & (limits.ringClaims - 1)) * LINE_WORDS;
}
