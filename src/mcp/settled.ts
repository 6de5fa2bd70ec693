/** Which records of a ring are found by the same searches for ever. */

import { flag, type LogReader, limits } from "../../core/index.ts";

/** Pieces of lines are followed so far; only lines of many pieces, between those of others, need more. */
const MOST_STEPS = 4;

/**
 * The sequence before which no search for a text finds more, whatever comes after `latest`, where the log ends. A text is
 * found too where it begins in one record and ends in a later one of the same line: a line may still go on for which a search
 * would wait, `limits.continuationReach` records from piece to piece. 0 where it cannot be told.
 */
export function settledBefore(reader: LogReader, latest: number): number {
  let high = latest;
  // All pieces from `looked` on are known; what those before it lack stands before `reached`, or has come.
  let looked = latest;
  let reached = latest;
  for (let step = 0; step < MOST_STEPS; step++) {
    const from = Math.max(0, reached - limits.continuationReach);
    const open = piecesOf(reader, flag.continued, from, looked);
    high = open[0] ?? high;
    const later = new Set(piecesOf(reader, flag.continuation, from, looked));
    // Only one that goes on itself makes those before it wait.
    const between = open.find((sequence) => later.has(sequence));
    if (between === undefined) return high;
    looked = from;
    reached = between;
  }
  return 0;
}

/** Sequences, rising. */
function piecesOf(reader: LogReader, anyFlags: number, from: number, to: number): number[] {
  return reader.select({ anyFlags }, from, 1, limits.continuationReach, to);
}
