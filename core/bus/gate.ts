/**
 * Who holds up a publisher: what a claim may overwrite, and who is overtaken for it. One per thread and priority; all of it
 * runs under the mutex of the ring's claims.
 */

import type { Claims, Place } from "../claims/index.ts";
import { limits } from "../limits.ts";
import { door } from "../memory/index.ts";
import {
  gateFloat,
  padded,
  READERS,
  type RingViews,
  SLOT_FLOATS,
  SLOT_WORDS,
  slotFloat,
  slotWord,
  VOID,
} from "./layout.ts";
import type { Seat, Seats } from "./seats.ts";
import { HIGH } from "./topic.ts";

const BITS = 32;

export class Gate {
  /** This end's own seat. */
  readonly self: Seat;
  /** Whether this end's own reader may be overtaken. */
  overtakeSelf = false;
  /** Whether lagging readers of high priority are declared stalled. */
  overtakeOthers = false;
  /** Who made {@link admit} say no the last time; this end's own seat before any other. */
  holder: Seat | undefined;
  /** For `Claims.tryClaim`. */
  readonly admit: (end: Place) => boolean;
  readonly #ring: RingViews;
  readonly #claims: Claims;
  readonly #seats: readonly Seat[];
  readonly #slotMask: number;
  /** What is overtaken at once, in events and in bytes. */
  readonly #stride: number;
  readonly #byteStride: number;

  constructor(ring: RingViews, claims: Claims, seats: Seats, self: Seat) {
    this.#ring = ring;
    this.#claims = claims;
    this.#seats = seats.all;
    this.self = self;
    this.#slotMask = ring.slotCount - 1;
    // A reader that copies a run needs it left alone for as long as that takes. One that is overtaken by a single event
    // at a time is overtaken again while it copies, for ever; a stretch at once leaves it the time of a stretch.
    this.#stride = ring.slotCount / limits.busStrides;
    this.#byteStride = ring.bytes.length / limits.busStrides;
    this.admit = (end) => {
      const sequence = end.sequence - ring.slotCount;
      const position = end.position - ring.bytes.length;
      const { floats } = ring;
      this.holder = undefined;
      // Plain: written and read under the mutex. Whoever wrote it had seen the readers' cursors at least there.
      if (sequence <= door.getFloat(floats, gateFloat.tailSequence)) {
        if (position <= door.getFloat(floats, gateFloat.tailPosition)) return true;
      }
      return this.#moveTail(sequence, position);
    };
  }

  /** Calls `visit` with each seat that reads this priority. Also without the mutex: for news, an ordered look. */
  forEachReader(visit: (seat: Seat) => void): void {
    const { lines } = this.#ring;
    for (let half = 0; half < limits.busThreads / BITS; half++) {
      // Orders with setReading(): a reader that a publisher does not see here sees what was committed before.
      for (let bits = door.load(lines, READERS + half); bits !== 0; bits &= bits - 1) {
        const seat = this.#seats[half * BITS + (BITS - 1 - Math.clz32(bits & -bits))];
        if (seat !== undefined) visit(seat);
      }
    }
  }

  /** Under the mutex: marks the seat as a reader, or as none. */
  setReading(seat: Seat, isReading: boolean): void {
    const index = READERS + (seat.index >>> 5);
    const bit = 1 << (seat.index & 31);
    const bits = door.load(this.#ring.lines, index);
    // Orders after the seat's cursor: who sees the mark sees where it starts.
    door.store(this.#ring.lines, index, isReading ? bits | bit : bits & ~bit);
  }

  /** Moves the shared tail to the slowest reader, or past it. False: `holder` has not taken what is to be overwritten. */
  #moveTail(needSequence: number, needPosition: number): boolean {
    // Orders before the plain reads of slots: those of committed events are complete.
    const committed = this.#claims.committed();
    let tail = committed;
    this.forEachReader((seat) => {
      const reached = this.#pass(seat, committed, needSequence, needPosition);
      if (reached !== undefined) tail = Math.min(tail, reached);
      else if (this.holder !== this.self) this.holder = seat;
    });
    if (this.holder !== undefined) return false;
    // Either is right without the other: should this thread die between the two, nothing is to be mended.
    door.putFloat(this.#ring.floats, gateFloat.tailSequence, tail);
    door.putFloat(this.#ring.floats, gateFloat.tailPosition, this.#position(tail, committed));
    return true;
  }

  /** How far the seat has come, having been overtaken where it must and may be; undefined: it may not. */
  #pass(seat: Seat, committed: number, needSequence: number, needPosition: number): number | undefined {
    const { priority } = this.#ring;
    for (;;) {
      const cursor = seat.cursor(priority);
      // The reader may have taken what was committed since.
      const reached = Math.min(committed, committed - ((committed - cursor) | 0));
      if (reached >= needSequence && this.#position(reached, committed) >= needPosition) return reached;
      if (!this.#mayOvertake(seat)) return undefined;
      const target = this.#target(reached, committed, needSequence, needPosition);
      if (!seat.moveCursor(priority, cursor, target | 0)) continue;
      this.#countMissed(seat, reached, target);
      return target;
    }
  }

  #mayOvertake(seat: Seat): boolean {
    // The publisher's own thread first: who waits for others holds up nobody, so no two wait for each other.
    if (seat === this.self) return this.overtakeSelf;
    return this.#ring.priority !== HIGH || this.overtakeOthers || seat.isStalled(HIGH);
  }

  /** Where a reader that stands at `from` goes on once it is overtaken: past what must go, and a stride at least. */
  #target(from: number, committed: number, needSequence: number, needPosition: number): number {
    const strideEnd = this.#position(from, committed) + this.#byteStride;
    let target = Math.min(committed, Math.max(needSequence, from + 1));
    while (target < committed && this.#position(target, committed) < needPosition) target++;
    while (target < Math.min(committed, from + this.#stride) && this.#position(target, committed) < strideEnd) target++;
    return target;
  }

  #countMissed(seat: Seat, from: number, to: number): void {
    const { slots, floats, priority } = this.#ring;
    if (priority === HIGH && !seat.isStalled(HIGH)) {
      seat.setStalled(HIGH, true);
      door.putFloat(floats, gateFloat.stalls, door.getFloat(floats, gateFloat.stalls) + 1);
    }
    let missed = 0;
    for (let sequence = from; sequence < to; sequence++) {
      // Plain: committed, and overwritten only after this admission.
      const topic = door.get(slots, (sequence & this.#slotMask) * SLOT_WORDS + slotWord.topic);
      if (topic === VOID) continue;
      seat.miss(topic, 1);
      missed++;
    }
    door.putFloat(floats, gateFloat.missed, door.getFloat(floats, gateFloat.missed) + missed);
  }

  /** The byte position that `sequence`, at most `committed`, starts at, or a lower one. */
  #position(sequence: number, committed: number): number {
    const { slots, slotFloats } = this.#ring;
    const slot = sequence & this.#slotMask;
    // Plain: see #countMissed().
    if (sequence < committed) return door.getFloat(slotFloats, slot * SLOT_FLOATS + slotFloat.position);
    // Nothing is there yet: it comes after the last event, which is no older than half a ring.
    const last = (sequence - 1) & this.#slotMask;
    return (
      door.getFloat(slotFloats, last * SLOT_FLOATS + slotFloat.position) +
      padded(door.get(slots, last * SLOT_WORDS + slotWord.length))
    );
  }
}
