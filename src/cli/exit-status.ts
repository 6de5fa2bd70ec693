/** How a process ended, as one number: what a shell would say of it. */

import { constants } from "node:os";

/** What of a process's end is looked at. */
interface Ended {
  readonly exitCode: number | null;
  /** Name of the signal that ended it. */
  readonly signal: string | null;
}

/**
 * Exit code for one that failed: its own; 128 and the signal's number where a signal ended it (POSIX, Shell Command Language,
 * 2.8.2 Exit Status for Commands); 1 where it never ran.
 */
export function failureStatus({ exitCode, signal }: Ended): number {
  if (exitCode !== null && exitCode !== 0) return exitCode;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? 1 : 128 + number;
}
