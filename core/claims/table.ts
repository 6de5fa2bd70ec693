/** The table of claims: where each of the last `limits.ringClaims` claims ends, whose it is, and whether it is done. */

import { door, type Words } from "../memory/index.ts";
import { join } from "./halves.ts";
import { claimEntry, claimWord, control } from "./layout.ts";

/** Where a claim starts, or where the claims counted so far end. */
export interface Place {
  /** The number of the claim (wraps at 2^32). */
  readonly ticket: number;
  /** Records since the ring was made: 53 bits. */
  readonly sequence: number;
  /** Bytes since the ring was made: 53 bits. */
  readonly position: number;
}

/** Makes slots readable as nothing, with positions that do not fall: `count` of them from `start` on, where a claim lay. */
export type Blank = (start: Place, count: number) => void;

/** Where the claim before `ticket` ends; right only if the entry was not given away before the last of these loads. */
export function endBefore(table: Words, ticket: number): Place {
  const entry = claimEntry(ticket - 1);
  // Ordered, as another claim may be taking the entry over: the caller finds out by its second look.
  const sequenceLow = door.load(table, entry + claimWord.sequenceLow);
  const sequenceHigh = door.load(table, entry + claimWord.sequenceHigh);
  const positionLow = door.load(table, entry + claimWord.positionLow);
  const positionHigh = door.load(table, entry + claimWord.positionHigh);
  return { ticket, sequence: join(sequenceLow, sequenceHigh), position: join(positionLow, positionHigh) };
}

/** Orders after the caller's plain copies: whoever sees the mark may publish them. */
export function markDone(table: Words, ticket: number): void {
  door.store(table, claimEntry(ticket) + claimWord.done, (ticket + 1) | 0);
}

/** Orders before the caller's publishing: the claim's copies are complete. */
function isDone(table: Words, ticket: number): boolean {
  return door.load(table, claimEntry(ticket) + claimWord.done) === ((ticket + 1) | 0);
}

/** Under the claims' mutex: blanks what thread `id` left open and marks it as done; returns how many claims it was. */
export function abandon(words: Words, table: Words, byteCount: number, id: number, blank: Blank): number {
  let abandoned = 0;
  // Orders with the writes of the counter (see Claims.commit); what is committed needs no look.
  let last = endBefore(table, door.load(words, control.committed));
  // Plain, as the owner below: written under the mutex only.
  while (last.ticket !== door.get(words, control.claimed)) {
    const { ticket, sequence } = last;
    const end = endBefore(table, (ticket + 1) | 0);
    if (door.get(table, claimEntry(ticket) + claimWord.owner) === id && !isDone(table, ticket)) {
      // A claim's bytes are contiguous: they start in the lap in which they end.
      const lap = Math.floor((end.position - 1) / byteCount) * byteCount;
      blank({ ticket, sequence, position: Math.max(last.position, lap) }, end.sequence - sequence);
      markDone(table, ticket);
      abandoned++;
    }
    last = end;
  }
  return abandoned;
}
