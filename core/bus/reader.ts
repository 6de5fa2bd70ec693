/**
 * The reading side of one priority's ring, without a lock: copy a run of events while publishers may be overwriting it, and
 * make sure by moving the cursor that none of them had been given the run. The lock is for what is rare: to begin, to
 * end, and to learn what was missed.
 */

import type { Claims } from "../claims/index.ts";
import { CoreError } from "../errors.ts";
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
/** Told of the `lock.timeout` when the lock could not be had: from then on {@link RingReader.isHeldUp}. */
export type OnHeldUp = (error: CoreError) => void;

export class RingReader {
  /** Sequence of the next event to take. */
  next = 0;
  isReading = false;
  /** Publishers may take it for a reader: while it is one, and until {@link close} has had the lock. */
  isMarked = false;
  /** The lock could not be had, so something waits for {@link lookAgain}: what was missed, or the end of the mark. */
  isHeldUp = false;
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
  readonly #onHeldUp: OnHeldUp;
  /** How many claims were committed when everything had been taken; what came since is news. */
  #seen = 0;
  #hasMore = false;

  /** `topics`: the numbers of all topics of this priority. */
  constructor(
    ring: RingViews,
    claims: Claims,
    gate: Gate,
    topics: readonly number[],
    onMissed: OnMissed,
    onHeldUp: OnHeldUp,
  ) {
    this.#ring = ring;
    this.#claims = claims;
    this.#gate = gate;
    this.#seat = gate.self;
    this.#topics = topics;
    this.#onMissed = onMissed;
    this.#onHeldUp = onHeldUp;
  }

  /**
   * Takes events from now on. Returns the sequence of the first, or of the next for one that reads already. Throws
   * `lock.timeout`, and has changed nothing then.
   */
  open(): number {
    return this.#claims.exclusively(() => {
      const committed = this.#claims.committed();
      if (this.isReading) return committed;
      // What a former owner of the seat missed is not ours.
      this.#seat.takeMissed(this.#topics);
      this.#seat.start(this.#ring.priority, committed | 0);
      this.#gate.setReading(this.#seat, true);
      this.isMarked = true;
      this.isReading = true;
      this.isHeldUp = false;
      this.next = committed;
      this.#hasMore = true;
      return committed;
    });
  }

  /** Takes no more, and holds nobody up. Where the lock cannot be had, {@link lookAgain} does the rest. */
  close(): void {
    if (!this.isReading) return;
    this.isReading = false;
    this.#unmark();
  }

  /** After the lock could not be had: tries again, now or in the next {@link take}. */
  lookAgain(): void {
    if (this.isReading) this.#hasMore = true;
    else if (this.isMarked) this.#unmark();
  }

  /** Whether there may be something to take: a load. */
  get hasNews(): boolean {
    return this.#hasMore || this.#claims.commits() !== this.#seen;
  }

  /** Events that wait in the ring, or have been overtaken since the last look. */
  backlog(): number {
    return this.isReading ? this.#claims.committed() - this.next : 0;
  }

  /**
   * Takes up to `most` of the next events, `limits.busTake` at most, and returns how many. None where some were missed and
   * the lock could not be had: then {@link hasNews} says no until {@link lookAgain}, or the next commit.
   */
  take(most: number): number {
    const { priority } = this.#ring;
    for (;;) {
      // Before the look at the ring: what is committed after this load is news.
      const commits = this.#claims.commits();
      const cursor = this.#seat.cursor(priority);
      let backlog = 0;
      let count: number | undefined = 0;
      if (cursor === (this.next | 0)) {
        backlog = this.#claims.committed() - this.next;
        if (backlog !== 0) count = this.#copy(cursor, Math.min(most, backlog, limits.busTake));
      } else if (this.#learnMissed()) continue;
      if (count === undefined) continue;
      this.#hasMore = count < backlog;
      this.#seen = commits;
      return count;
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

  /**
   * Publishers have moved the cursor: goes on from there. Under the mutex, so that all of what they count is there; false:
   * it could not be had.
   */
  #learnMissed(): boolean {
    const missed = this.#briefly(() => {
      const committed = this.#claims.committed();
      this.next = committed - this.#waiting(committed);
      return this.#seat.takeMissed(this.#topics);
    });
    if (missed === undefined) return false;
    this.#onMissed(missed, this.next);
    return true;
  }

  #unmark(): void {
    const isDone = this.#briefly(() => {
      this.#gate.setReading(this.#seat, false);
      return true;
    });
    if (isDone === true) this.isMarked = false;
    // Who cannot be told that this reader is gone need not wait for it.
    else if (this.#ring.priority === HIGH) this.#seat.setStalled(HIGH, true);
    // Orders after either: a publisher that waits for it looks again.
    this.#claims.room.notifyAll();
  }

  /** Runs `work` under the mutex. Undefined: it could not be had for `limits.busLockMs`. */
  #briefly<R>(work: () => R): R | undefined {
    try {
      const result = this.#claims.exclusively(work, limits.busLockMs);
      this.isHeldUp = false;
      return result;
    } catch (error) {
      if (!(error instanceof CoreError) || error.code !== "lock.timeout") throw error;
      if (!this.isHeldUp) {
        this.isHeldUp = true;
        this.#onHeldUp(error);
      }
      return undefined;
    }
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
