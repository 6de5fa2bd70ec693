/**
 * The reading side of one priority's ring, without a lock: copy a run of events while publishers may be overwriting it, and
 * make sure by moving the cursor that none of them had been given the run. The lock is for what is rare: to begin, to
 * end, and to learn what was missed.
 */

import type { Claims } from "../claims/index.ts";
import { limits } from "../limits.ts";
import { door, type SharedBytes, type Words } from "../memory/index.ts";
import type { Gate } from "./gate.ts";
import { padded, type RingViews, SLOT_WORDS, slotWord, VOID } from "./layout.ts";
import type { Seat } from "./seats.ts";
import { Slab } from "./slab.ts";
import { HIGH } from "./topic.ts";

/** Words up to which copying one by one is faster than making the views that a block copy takes: one small event's. */
const FEW_WORDS = 32;

/** Told of events that were overtaken right before `next`: how many of each topic. */
export type OnMissed = (missed: ReadonlyMap<number, number>, next: number) => void;

export class RingReader {
  /** Sequence of the next event to take. */
  next = 0;
  isReading = false;
  /** Where the events taken last are: from number `first` on, which has sequence `firstSequence`. */
  slab = new Slab(0);
  first = 0;
  firstSequence = 0;
  readonly #ring: RingViews;
  readonly #claims: Claims;
  readonly #gate: Gate;
  readonly #seat: Seat;
  readonly #topics: readonly number[];
  readonly #onMissed: OnMissed;
  /** How many claims were committed when everything had been taken; what came since is news. */
  #seen = 0;
  #hasMore = false;

  /** `topics`: the numbers of all topics of this priority. */
  constructor(ring: RingViews, claims: Claims, gate: Gate, topics: readonly number[], onMissed: OnMissed) {
    this.#ring = ring;
    this.#claims = claims;
    this.#gate = gate;
    this.#seat = gate.self;
    this.#topics = topics;
    this.#onMissed = onMissed;
  }

  /** Takes events from now on. Returns the sequence of the first, or of the next for one that reads already. */
  open(): number {
    return this.#claims.exclusively(() => {
      const committed = this.#claims.committed();
      if (this.isReading) return committed;
      // What a former owner of the seat missed is not ours.
      this.#seat.takeMissed(this.#topics);
      this.#seat.start(this.#ring.priority, committed | 0);
      this.#gate.setReading(this.#seat, true);
      this.isReading = true;
      this.next = committed;
      this.#hasMore = true;
      return committed;
    });
  }

  /** Takes no more, and holds nobody up. */
  close(): void {
    if (!this.isReading) return;
    this.isReading = false;
    this.#claims.exclusively(() => this.#gate.setReading(this.#seat, false));
    this.#claims.room.notifyAll();
  }

  /** Whether there may be something to take: a load. */
  get hasNews(): boolean {
    return this.#hasMore || this.#claims.commits() !== this.#seen;
  }

  /** Events that wait in the ring, or have been overtaken since the last look. */
  backlog(): number {
    return this.isReading ? this.#claims.committed() - this.next : 0;
  }

  /** Takes up to `most` of the next events, `limits.busTake` at most, and returns how many. */
  take(most: number): number {
    const { priority } = this.#ring;
    for (;;) {
      // Before the look at the ring: what is committed after this load is news.
      const commits = this.#claims.commits();
      const cursor = this.#seat.cursor(priority);
      if (cursor !== (this.next | 0)) this.#learnMissed();
      else {
        const backlog = this.#claims.committed() - this.next;
        const count = backlog === 0 ? 0 : this.#copy(cursor, Math.min(most, backlog, limits.busTake));
        if (count !== undefined) {
          this.#hasMore = count < backlog;
          this.#seen = commits;
          return count;
        }
      }
    }
  }

  /** Calls `visit` with the topic and the sequence of each event that waits in the ring. */
  peek(visit: (topic: number, sequence: number) => void): void {
    const { slots, slotCount } = this.#ring;
    const end = this.#claims.committed();
    const topics: number[] = [];
    for (let sequence = end - this.#waiting(end); sequence < end; sequence++) {
      // Ordered: a publisher may be overwriting it.
      topics.push(door.loadRaced(slots, (sequence & (slotCount - 1)) * SLOT_WORDS + slotWord.topic));
    }
    // Whoever overwrites a slot moves the cursor before: what lies behind it was whole.
    const kept = Math.min(topics.length, this.#waiting(end));
    for (let sequence = end - kept; sequence < end; sequence++)
      visit(topics[topics.length - (end - sequence)] ?? VOID, sequence);
  }

  /** How far the cursor is behind `end`, a sequence up to which all is committed. */
  #waiting(end: number): number {
    // Never more than a ring, so the low halves tell it.
    return (end - this.#seat.cursor(this.#ring.priority)) | 0;
  }

  /** Copies up to `most` events and moves the cursor past them. Undefined: they were overtaken meanwhile. */
  #copy(cursor: number, most: number): number | undefined {
    const { priority, slots: ringSlots, slotBytes, slotCount, words, bytes } = this.#ring;
    if (this.slab.usedSlots === limits.busTake) this.slab = new Slab(0);
    const { slab } = this;
    const first = slab.usedSlots;
    const slot = cursor & (slotCount - 1);
    const slots = Math.min(most, slotCount - slot, limits.busTake - first);
    // The caller's committed() ordered it after the publishers' copies.
    fetchRaced(slab, first * SLOT_WORDS, ringSlots, slotBytes, slot * SLOT_WORDS, slots * SLOT_WORDS);
    // Confirms the slots, whose lengths are needed now: whoever overwrites one moves the cursor before.
    if (this.#seat.cursor(priority) !== cursor) return undefined;
    const base = slab.position(first);
    const offset = base & (bytes.length - 1);
    const room = slab.bytes.length - slab.end;
    if (padded(slab.length(first)) > room) {
      this.slab = new Slab(padded(slab.length(first)));
      return undefined;
    }
    const count = fitting(slab, slots, Math.min(room, bytes.length - offset));
    const last = first + count - 1;
    const length = slab.position(last) + padded(slab.length(last)) - base;
    fetchRaced(slab, slab.end / 4, words, bytes, offset / 4, length / 4);
    if (!this.#seat.moveCursor(priority, cursor, (cursor + count) | 0)) return undefined;
    slab.keep(count, length);
    this.first = first;
    this.firstSequence = this.next;
    this.next += count;
    if (priority === HIGH && this.#seat.isStalled(HIGH)) this.#seat.setStalled(HIGH, false);
    // Orders after the cursor has moved: a publisher that waits for it looks again.
    this.#claims.room.notifyAll();
    return count;
  }

  /** Publishers have moved the cursor: goes on from there. Under the mutex, so that all of what they count is there. */
  #learnMissed(): void {
    const missed = this.#claims.exclusively(() => {
      const committed = this.#claims.committed();
      this.next = committed - this.#waiting(committed);
      return this.#seat.takeMissed(this.#topics);
    });
    this.#onMissed(missed, this.next);
  }
}

/** How many of `slots` new copies have their payloads within `most` bytes: before the end of the lap, and of the slab. */
function fitting(slab: Slab, slots: number, most: number): number {
  const first = slab.usedSlots;
  const end = slab.position(first) + most;
  let count = slots;
  while (count > 1 && slab.position(first + count - 1) + padded(slab.length(first + count - 1)) > end) count--;
  return count;
}

/**
 * Copies `count` words from word `from` of the ring on, which publishers may be overwriting, to word `at` of the slab. What
 * comes out counts only if the cursor has not moved by a later look at it.
 */
function fetchRaced(slab: Slab, at: number, words: Words, bytes: SharedBytes, from: number, count: number): void {
  if (count > FEW_WORDS) {
    door.copyOutRaced(slab.bytes.subarray(4 * at, 4 * (at + count)), bytes, 4 * from);
    door.fence();
  } else {
    // Ordered, so that no fence is needed. The views that a copy takes would cost more than these.
    for (let index = 0; index < count; index++) slab.words[at + index] = door.loadRaced(words, from + index);
  }
}
