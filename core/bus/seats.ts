/**
 * Seats: one for each open end of the bus, with a cursor in every priority's ring.
 *
 * A cursor is moved by its owner past events that it takes, and by publishers past events that they overwrite, both by
 * compareExchange: each event is either taken or overtaken, never both.
 */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, type SharedFloats, type Words } from "../memory/index.ts";
import { EventCount, threadId } from "../sync/index.ts";
import { type BusLayout, LINE_WORDS, SEAT_BYTES } from "./layout.ts";
import { priorities } from "./topic.ts";

const SEAT_WORDS = SEAT_BYTES / 4;
/** Words of a seat: the owner, then one of each kind per priority. */
const word = { owner: 0, subscribes: 1, cursor: 2, stalled: 2 + priorities.length } as const;

/** A seat as its owner and as publishers see it. */
export class Seat {
  readonly index: number;
  /** Notified when there is an event to take. */
  readonly arrival: EventCount;
  readonly #words: Words;
  readonly #first: number;
  readonly #missed: SharedFloats;
  readonly #firstMissed: number;

  constructor(layout: BusLayout, index: number) {
    this.index = index;
    this.#words = layout.seats;
    this.#first = index * SEAT_WORDS;
    this.#missed = layout.missed;
    this.#firstMissed = (index * layout.missed.length) / limits.busThreads;
    this.arrival = new EventCount(layout.seats, this.#first + LINE_WORDS);
  }

  /** Takes the seat for this thread if nobody has it. */
  claim(): boolean {
    // Orders with release(): what the former owner wrote is visible.
    return door.compareExchange(this.#words, this.#first + word.owner, 0, threadId) === 0;
  }

  /** Gives the seat up; it must not be reading any priority. */
  release(): void {
    // Orders with the compareExchange in claim().
    door.store(this.#words, this.#first + word.owner, 0);
  }

  /**
   * Takes the seat over from thread `id`, which died, to clean up and release it: false where it is not that thread's, or
   * another thread cleans up already. A thread that dies while cleaning up is taken over from likewise.
   */
  takeOver(id: number): boolean {
    const owner = door.load(this.#words, this.#first + word.owner);
    if (owner !== id && owner !== -id) return false;
    // Orders with the claim() of the dead thread. One of several wins, so that none cleans up what has a new owner.
    return door.compareExchange(this.#words, this.#first + word.owner, owner, -threadId) === owner;
  }

  /** Marks whether the owner subscribes to anything; false: it is marked so already. */
  markSubscriber(subscribes: boolean): boolean {
    const from = subscribes ? 0 : 1;
    // Orders nothing. Of several threads that clean up after a dead one, one changes it.
    return door.compareExchange(this.#words, this.#first + word.subscribes, from, 1 - from) === from;
  }

  /** The number of the next event to take: the low half of its sequence. */
  cursor(priority: number): number {
    // Orders with moveCursor(): what a publisher wrote before it overtook, or what a reader read before it took.
    return door.load(this.#words, this.#first + word.cursor + priority);
  }

  /** Moves the cursor if it still stands at `from`. */
  moveCursor(priority: number, from: number, to: number): boolean {
    // Taken: orders after the owner's (fenced) copies, so that who finds the cursor moved may overwrite what was copied.
    // Overtaken: orders before what the publisher overwrites next, so that the owner's own attempt fails.
    return door.compareExchange(this.#words, this.#first + word.cursor + priority, from, to) === from;
  }

  /** Under the ring's mutex: starts to take events, from number `head` on. */
  start(priority: number, head: number): void {
    // Ordered as the cursor always is; nobody else moves that of a seat that does not read.
    door.store(this.#words, this.#first + word.cursor + priority, head);
    door.store(this.#words, this.#first + word.stalled + priority, 0);
  }

  /** Whether publishers of this priority no longer wait for the owner. */
  isStalled(priority: number): boolean {
    return door.load(this.#words, this.#first + word.stalled + priority) === 1;
  }

  /** By publishers under the ring's mutex, and back by the owner: orders nothing, one wait too many does no harm. */
  setStalled(priority: number, isStalled: boolean): void {
    door.store(this.#words, this.#first + word.stalled + priority, isStalled ? 1 : 0);
  }

  /** Under the mutex of the topic's ring: counts events that the owner will not get. */
  miss(topic: number, count: number): void {
    const index = this.#firstMissed + topic;
    door.putFloat(this.#missed, index, door.getFloat(this.#missed, index) + count);
  }

  /** Under the mutex of the ring of all `topics`: how many events of each were missed since the last call; none left out. */
  takeMissed(topics: readonly number[]): Map<number, number> {
    const missed = new Map<number, number>();
    for (const topic of topics) {
      const count = door.getFloat(this.#missed, this.#firstMissed + topic);
      if (count > 0) missed.set(topic, count);
      door.putFloat(this.#missed, this.#firstMissed + topic, 0);
    }
    return missed;
  }
}

/** All seats of a bus. */
export class Seats {
  readonly all: readonly Seat[];

  constructor(layout: BusLayout) {
    this.all = Array.from({ length: limits.busThreads }, (_, index) => new Seat(layout, index));
  }

  /** Takes a free seat for this thread; throws `bus.too-many-threads` when there is none. */
  take(): Seat {
    const seat = this.all.find((one) => one.claim());
    if (seat !== undefined) return seat;
    throw new CoreError(
      "bus.too-many-threads",
      `this bus has ${limits.busThreads} open ends already: close those that are no longer needed, and say which threads died`,
    );
  }
}
