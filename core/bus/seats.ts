/**
 * Seats: one for each thread that subscribes, with its cursor in every priority's ring. A seat's words of one priority are
 * written under that ring's mutex, by its owner and by publishers that overtake it.
 */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, type Words } from "../memory/index.ts";
import { EventCount, threadId } from "../sync/index.ts";
import { type BusLayout, LINE_WORDS, SEAT_BYTES } from "./layout.ts";
import { priorities } from "./topic.ts";

const SEAT_WORDS = SEAT_BYTES / 4;
const COUNT = priorities.length;
/** Words of a seat: the owner, then one of each kind per priority. */
const word = { owner: 0, reading: 1, cursor: 1 + COUNT, missed: 1 + 2 * COUNT, stalled: 1 + 3 * COUNT } as const;

/** A seat as its owner and as publishers see it. Methods with a priority: under that ring's mutex unless said otherwise. */
export class Seat {
  readonly index: number;
  /** Notified when there is an event to take. */
  readonly arrival: EventCount;
  readonly #words: Words;
  readonly #first: number;
  readonly #missed: Words;
  readonly #firstMissed: number;

  constructor(layout: BusLayout, index: number) {
    this.index = index;
    this.#words = layout.seats;
    this.#first = index * SEAT_WORDS;
    this.#missed = layout.missed;
    this.#firstMissed = index * layout.topicCount;
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

  /** Whether the owner takes events of this priority. Also without the mutex, as a hint. */
  isReading(priority: number): boolean {
    // Orders with startReading(): a reader seen here has its cursor set.
    return door.load(this.#words, this.#first + word.reading + priority) === 1;
  }

  /** Starts to take events from number `head` on. */
  startReading(priority: number, head: number): void {
    this.setCursor(priority, head);
    door.put(this.#words, this.#first + word.stalled + priority, 0);
    // Orders after the cursor, for those who look without the mutex.
    door.store(this.#words, this.#first + word.reading + priority, 1);
  }

  stopReading(priority: number): void {
    door.store(this.#words, this.#first + word.reading + priority, 0);
  }

  /** The number of the next event to take (wraps at 2^32). Also without the mutex, as a hint. */
  cursor(priority: number): number {
    // Orders with setCursor(), for those who look without the mutex.
    return door.load(this.#words, this.#first + word.cursor + priority);
  }

  setCursor(priority: number, cursor: number): void {
    // Ordered for those who look without the mutex; orders before the notification of publishers that wait for it.
    door.store(this.#words, this.#first + word.cursor + priority, cursor);
  }

  /** Moves the cursor past the oldest event, which is of `topic`, unread. */
  skip(priority: number, topic: number): void {
    const total = this.#first + word.missed + priority;
    door.put(this.#words, total, door.get(this.#words, total) + 1);
    const ofTopic = this.#firstMissed + topic;
    door.put(this.#missed, ofTopic, door.get(this.#missed, ofTopic) + 1);
    this.setCursor(priority, (this.cursor(priority) + 1) | 0);
  }

  /** How many events of each of `topics` (all of this priority) were skipped since the last call; undefined: none. */
  takeMissed(priority: number, topics: readonly number[]): Map<number, number> | undefined {
    const total = this.#first + word.missed + priority;
    if (door.get(this.#words, total) === 0) return undefined;
    door.put(this.#words, total, 0);
    const missed = new Map<number, number>();
    for (const topic of topics) {
      missed.set(topic, door.get(this.#missed, this.#firstMissed + topic));
      door.put(this.#missed, this.#firstMissed + topic, 0);
    }
    return missed;
  }

  /** Whether publishers of high priority no longer wait for the owner. */
  isStalled(priority: number): boolean {
    return door.get(this.#words, this.#first + word.stalled + priority) === 1;
  }

  setStalled(priority: number, stalled: boolean): void {
    door.put(this.#words, this.#first + word.stalled + priority, stalled ? 1 : 0);
  }
}

/** All seats of a bus. */
export class Seats {
  readonly #layout: BusLayout;
  readonly #seats: readonly Seat[];

  constructor(layout: BusLayout) {
    this.#layout = layout;
    this.#seats = Array.from({ length: limits.busSubscribers }, (_, index) => new Seat(layout, index));
  }

  /** Takes a free seat for this thread; throws `bus.too-many-subscribers` when there is none. */
  take(): Seat {
    for (const seat of this.#seats) {
      if (!seat.claim()) continue;
      this.#layout.noteSeat(seat.index);
      return seat;
    }
    throw new CoreError(
      "bus.too-many-subscribers",
      `${limits.busSubscribers} threads subscribe to this bus already: close the bus in threads that no longer need it`,
    );
  }

  /** Calls `visit` with each seat that takes events of this priority. */
  forEachReading(priority: number, visit: (seat: Seat) => void): void {
    const used = this.#layout.seatsUsed();
    for (let index = 0; index < used; index++) {
      const seat = this.#seats[index];
      if (seat?.isReading(priority)) visit(seat);
    }
  }
}
