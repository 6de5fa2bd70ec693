/** Keys that were pressed for the program that had the terminal before us, and that it has not read. */

import { closeSync, constants, openSync, readSync } from "node:fs";

/** Reads at most: more than a terminal keeps of unread input (4096 bytes on Linux). */
const MOST_READS = 4;

/**
 * Drops them: a second ctrl+c that should have ended an editor would quit us. The terminal must be in raw mode, and no read of it be
 * going on. Does nothing where there is no `/dev/tty`.
 */
export function dropTypedAhead(): void {
  let tty: number | undefined;
  try {
    // A description of its own: the flag does not change standard input.
    tty = openSync("/dev/tty", constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const buffer = new Uint8Array(4096);
    for (let reads = 0; reads < MOST_READS; reads += 1) if (readSync(tty, buffer) === 0) break;
  } catch {
    // EAGAIN: nothing is left.
  } finally {
    if (tty !== undefined) closeSync(tty);
  }
}
