/** How a log ring and its error ring lie in shared memory: the arena's regions. */

import { Claims, type ClaimsParts } from "../claims/index.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Arena, type SharedBytes, type SharedFloats, type Words } from "../memory/index.ts";
import { COUNTER_BYTES } from "./counters.ts";
import { GATES_BYTES } from "./gates.ts";
import { SLOT_BYTES } from "./record.ts";

/** "RING" in ASCII. */
const RING_KIND = 0x52494e47;

/** Regions of the arena, in order; four of each ring, the first of which is named. */
const region = { main: 0, errors: 4, origins: 8, gates: 9, counters: 10 } as const;

/** Name and rank of the locks that claims are made under. Nothing is locked below them, and no two are held at once. */
const mainLock = { name: "log ring", rank: 900 } as const;
const errorLock = { name: "error ring", rank: 910 } as const;

/** How much a ring keeps: powers of two. */
export interface RingSize {
  readonly slots: number;
  readonly bytes: number;
}

/** The views of one ring in one thread. */
export class RingLayout {
  readonly buffer: SharedArrayBuffer;
  readonly claims: ClaimsParts;
  /** The slot table. */
  readonly slots: SharedBytes;
  readonly text: SharedBytes;
  /** The same as words and floats. */
  readonly slotWords: Words;
  readonly slotFloats: SharedFloats;
  readonly textWords: Words;
  readonly slotCount: number;
  readonly gates: Words;
  /** Of both rings. */
  readonly counters: Words;
  /** In an error ring: each slot's sequence in the main ring, once more as bytes. */
  readonly origins: SharedFloats;
  readonly originBytes: SharedBytes;

  private constructor(arena: Arena, first: number, lock: { name: string; rank: number }) {
    this.buffer = arena.buffer;
    this.slots = arena.bytes(first + 2);
    this.slotWords = arena.words(first + 2);
    this.slotFloats = arena.floats(first + 2);
    this.text = arena.bytes(first + 3);
    this.textWords = arena.words(first + 3);
    this.slotCount = this.slots.length / SLOT_BYTES;
    this.claims = {
      control: arena.words(first),
      table: arena.words(first + 1),
      slotCount: this.slotCount,
      byteCount: this.text.length,
      ...lock,
    };
    this.origins = arena.floats(region.origins);
    this.originBytes = arena.bytes(region.origins);
    this.gates = arena.words(region.gates);
    this.counters = arena.words(region.counters);
  }

  /** Makes the buffer of a ring of `slots` and `bytes` and its error ring, by default as large as `limits` say, at most as the ring. */
  static create(slots: number, bytes: number, errors: Partial<RingSize> = {}): RingLayout {
    checkSize("log ring", { slots, bytes }, limits.ringMinBytes);
    const errorSize = {
      slots: errors.slots ?? Math.min(slots, limits.errorSlots),
      bytes: errors.bytes ?? Math.min(bytes, limits.errorBytes),
    };
    checkSize("error ring", errorSize, Math.min(bytes, limits.errorMinBytes));
    const arena = Arena.create({
      kind: RING_KIND,
      regions: [
        ...ringRegions({ slots, bytes }),
        ...ringRegions(errorSize),
        errorSize.slots * Float64Array.BYTES_PER_ELEMENT,
        GATES_BYTES,
        COUNTER_BYTES,
      ],
    });
    return new RingLayout(arena, region.main, mainLock);
  }

  static attach(buffer: SharedArrayBuffer): RingLayout {
    return new RingLayout(Arena.attach(buffer, RING_KIND), region.main, mainLock);
  }

  /** The error ring in a ring's buffer. */
  static attachErrors(buffer: SharedArrayBuffer): RingLayout {
    return new RingLayout(Arena.attach(buffer, RING_KIND), region.errors, errorLock);
  }
}

function ringRegions({ slots, bytes }: RingSize): number[] {
  return [Claims.CONTROL_BYTES, Claims.TABLE_BYTES, slots * SLOT_BYTES, bytes];
}

function checkSize(what: string, { slots, bytes }: RingSize, minBytes: number): void {
  check(what, "slots", slots, limits.ringMinSlots, limits.ringMaxSlots);
  check(what, "bytes", bytes, minBytes, limits.ringMaxBytes);
}

function check(what: string, name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max && (value & (value - 1)) === 0) return;
  throw new CoreError("ring.size", `a ${what} of ${value} ${name} cannot be: a power of two from ${min} to ${max}`);
}
