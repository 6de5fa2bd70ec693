/** The publishing side of one priority's ring: claim, copy outside the lock, commit, wake the readers. */

import type { Blank, Claims, Place } from "../claims/index.ts";
import { door } from "../memory/index.ts";
import { threadId } from "../sync/index.ts";
import type { BatchPart } from "./batch-part.ts";
import type { Gate } from "./gate.ts";
import { gateFloat, padded, type RingViews, SLOT_FLOATS, SLOT_WORDS, slotFloat, slotWord, VOID } from "./layout.ts";
import { payloadTooLarge } from "./payload.ts";
import type { Seat } from "./seats.ts";
import type { Topic } from "./topic.ts";

export class Channel {
  readonly claims: Claims;
  readonly gate: Gate;
  readonly #ring: RingViews;
  readonly #wake = (seat: Seat): void => seat.arrival.notifyAll();

  constructor(ring: RingViews, claims: Claims, gate: Gate) {
    this.#ring = ring;
    this.claims = claims;
    this.gate = gate;
  }

  /** Events, and bytes, that one claim may take: a quarter of the ring. */
  get mostEvents(): number {
    return this.#ring.slotCount / 4;
  }
  get mostBytes(): number {
    return this.#ring.bytes.length / 4;
  }

  /**
   * Publishes one event and returns its sequence. Undefined: there is no room; `gate.holder` says whose events are in the
   * way, and where it does not, other publishers have half of the ring claimed. Throws `bus.payload-too-large` for more than
   * a quarter of the ring.
   */
  write(topic: Topic, bytes: Uint8Array, time: number): number | undefined {
    const size = padded(bytes.length);
    if (size > this.mostBytes) throw payloadTooLarge(topic.name, this.mostBytes);
    const place = this.claims.tryClaim(1, size, this.gate.admit);
    if (place === undefined) return undefined;
    // Plain copies into room that is this claim's alone; commit() orders them before any reader that counts the claim, and
    // the claims' mutex after the readers' copies of what was there before (see Seat.moveCursor).
    door.copyIn(this.#ring.bytes, place.position & (this.#ring.bytes.length - 1), bytes);
    this.#putSlot(place.sequence, topic.index, bytes.length, place.position, time);
    this.#commit(place);
    return place.sequence;
  }

  /**
   * Publishes as many events of a batch from number `first` on as one claim takes, all with one `time`, and returns how
   * many; 0: there is no room, as for {@link write}.
   */
  writeMany(part: BatchPart, first: number, time: number): number {
    const count = part.fitting(first, this.mostEvents, this.mostBytes);
    const start = part.start(first);
    const end = part.start(first + count);
    const place = this.claims.tryClaim(count, end - start, this.gate.admit);
    if (place === undefined) return 0;
    // Plain copies, as in write().
    door.copyIn(this.#ring.bytes, place.position & (this.#ring.bytes.length - 1), part.bytes.subarray(start, end));
    const shift = place.position - start;
    for (let index = 0; index < count; index++) {
      const at = first + index;
      this.#putSlot(place.sequence + index, part.topic(at), part.length(at), part.start(at) + shift, time);
    }
    this.#commit(place);
    return count;
  }

  /** Cleans up after a thread that died, see `Claims.threadDied`; returns how many claims were abandoned. */
  abandon(id: number, release?: () => void): number {
    const { floats } = this.#ring;
    const blank: Blank = ({ sequence, position }, count) => {
      for (let index = 0; index < count; index++) this.#putSlot(sequence + index, VOID, 0, position, 0);
      // Under the mutex, as all of these counters.
      door.putFloat(floats, gateFloat.abandoned, door.getFloat(floats, gateFloat.abandoned) + 1);
    };
    const abandoned = this.claims.threadDied(id, blank, release);
    this.gate.forEachReader(this.#wake);
    return abandoned;
  }

  #putSlot(sequence: number, topic: number, length: number, position: number, time: number): void {
    const { slots, slotFloats, slotCount } = this.#ring;
    const slot = sequence & (slotCount - 1);
    door.put(slots, slot * SLOT_WORDS + slotWord.topic, topic);
    door.put(slots, slot * SLOT_WORDS + slotWord.publisher, threadId);
    door.put(slots, slot * SLOT_WORDS + slotWord.length, length);
    door.putFloat(slotFloats, slot * SLOT_FLOATS + slotFloat.position, position);
    door.putFloat(slotFloats, slot * SLOT_FLOATS + slotFloat.time, time);
  }

  #commit(place: Place): void {
    this.claims.commit(place.ticket);
    this.gate.forEachReader(this.#wake);
  }
}
