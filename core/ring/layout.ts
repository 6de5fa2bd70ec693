/** How a log ring lies in shared memory: the arena's regions and the words of its control lines. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Arena, LINE_BYTES, type SharedBytes, type Words } from "../memory/index.ts";
import { SLOT_BYTES } from "./record.ts";

/** "RING" in ASCII. */
const RING_KIND = 0x52494e47;
const LINE_WORDS = LINE_BYTES / 4;

/** Regions of the arena, in order. */
const region = { control: 0, claims: 1, slots: 2, text: 3 } as const;

/** Words of the control region, each on a line of its own: they have different writers. */
export const control = {
  /** The mutex that claims are made under. */
  mutex: 0,
  /** How many claims were made (wraps at 2^32). Written under the mutex. */
  claimed: LINE_WORDS,
  /** How many claims are committed (wraps at 2^32). Written by compareExchange by whoever finds the next one done. */
  committed: 2 * LINE_WORDS,
  /** Event count of readers that wait for records. */
  arrival: 3 * LINE_WORDS,
  /** Event count of producers that wait for others to commit. */
  room: 4 * LINE_WORDS,
} as const;
const CONTROL_BYTES = 5 * LINE_BYTES;

/**
 * Words of an entry in the table of claims, a line each; claim n has entry n mod `limits.ringClaims`. All but `done` are
 * written under the mutex before the claim is counted; `done` by the claim's owner when its copy is complete.
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

/** The index of the first word of claim `ticket`'s entry. */
export function claimEntry(ticket: number): number {
  return (ticket & (limits.ringClaims - 1)) * LINE_WORDS;
}

/** The views of one ring in one thread. */
export class RingLayout {
  readonly buffer: SharedArrayBuffer;
  readonly control: Words;
  readonly claims: Words;
  /** The slot table. */
  readonly slots: SharedBytes;
  readonly text: SharedBytes;
  /** The same as words. */
  readonly slotWords: Words;
  readonly textWords: Words;
  readonly slotCount: number;

  private constructor(arena: Arena) {
    this.buffer = arena.buffer;
    this.control = arena.words(region.control);
    this.claims = arena.words(region.claims);
    this.slots = arena.bytes(region.slots);
    this.text = arena.bytes(region.text);
    this.slotWords = arena.words(region.slots);
    this.textWords = arena.words(region.text);
    this.slotCount = this.slots.length / SLOT_BYTES;
  }

  static create(slots: number, bytes: number): RingLayout {
    checkSize("slots", slots, limits.ringMinSlots, limits.ringMaxSlots);
    checkSize("bytes", bytes, limits.ringMinBytes, limits.ringMaxBytes);
    return new RingLayout(
      Arena.create({
        kind: RING_KIND,
        regions: [CONTROL_BYTES, limits.ringClaims * LINE_BYTES, slots * SLOT_BYTES, bytes],
      }),
    );
  }

  static attach(buffer: SharedArrayBuffer): RingLayout {
    return new RingLayout(Arena.attach(buffer, RING_KIND));
  }
}

function checkSize(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max && (value & (value - 1)) === 0) return;
  throw new CoreError("ring.size", `a log ring of ${value} ${name} cannot be: a power of two from ${min} to ${max}`);
}
