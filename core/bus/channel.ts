/**
 * One priority of the bus: a broadcast ring of slots and bytes with many publishers and a cursor per seat. Everything is
 * written and read under one mutex, held for one copy: no event is ever seen torn or half published.
 */

import { CoreError } from "../errors.ts";
import { door } from "../memory/index.ts";
import { EventCount, Mutex } from "../sync/index.ts";
import {
  type BusLayout,
  counter,
  counterFloat,
  LINE_WORDS,
  type RingViews,
  ringLine,
  slotFloat,
  slotWord,
} from "./layout.ts";
import type { Seat, Seats } from "./seats.ts";
import { priorities, type Topic } from "./topic.ts";

/** Rank of the rings' locks; no two of them are held at once, and nothing is locked under them. */
const RING_RANK = 800;
const HIGH = priorities.indexOf("high");
const LINE_FLOATS = LINE_WORDS / 2;

/** What is published. */
export interface Draft {
  readonly topic: number;
  readonly publisher: number;
  readonly time: number;
  /** The payload as UTF-8. */
  readonly bytes: Uint8Array;
}

/** What was taken; `start` and `length` lie in the bytes that the reader passed. */
export interface Taken {
  readonly topic: number;
  readonly publisher: number;
  readonly time: number;
  readonly sequence: number;
  readonly start: number;
  readonly length: number;
}

/** What one call took. */
export interface Haul {
  readonly events: readonly Taken[];
  /** The sequence of the first of `events`, or of the next to come. */
  readonly next: number;
  /** Events that were overtaken before they could be taken, by topic; they come right before `next`. */
  readonly missed: ReadonlyMap<number, number> | undefined;
}

/** Whom a publisher may overtake at the moment. */
export interface Overtaking {
  readonly self: Seat | undefined;
  /** Overtake the publisher's own thread. */
  readonly overtakeSelf: boolean;
  /** Declare lagging readers of high priority stalled. */
  readonly overtakeOthers: boolean;
}

/** One priority as one thread sees it. */
export class Channel {
  /** Notified when a reader took events or left. */
  readonly room: EventCount;
  readonly #priority: number;
  readonly #ring: RingViews;
  readonly #mutex: Mutex;
  readonly #seats: Seats;
  readonly #topics: readonly number[];

  constructor(layout: BusLayout, seats: Seats, topics: readonly Topic[], priority: number) {
    const ring = layout.rings[priority];
    if (ring === undefined) throw new RangeError(`no priority ${priority}`);
    this.#ring = ring;
    this.#priority = priority;
    this.#seats = seats;
    this.#topics = topics.filter((topic) => topic.priority === priority).map((topic) => topic.index);
    this.#mutex = new Mutex(ring.control, ringLine.mutex, {
      name: `event bus, ${priorities[priority]}`,
      rank: RING_RANK,
    });
    this.room = new EventCount(ring.control, ringLine.room);
  }

  /** Events that wait for the seat. Without the mutex: a hint. */
  backlog(seat: Seat): number {
    if (!seat.isReading(this.#priority)) return 0;
    // Orders with the store in #put(): an event counted here can be taken.
    return (door.load(this.#ring.control, counter.head) - seat.cursor(this.#priority)) | 0;
  }

  /** Whether the oldest event is there because this seat has not read it. */
  isHeldBy(seat: Seat): boolean {
    this.#mutex.lock();
    const isHeld =
      seat.isReading(this.#priority) && seat.cursor(this.#priority) === door.get(this.#ring.control, counter.tail);
    this.#mutex.unlock();
    return isHeld;
  }

  /** The seat takes events from now on; returns the sequence of the first. For a seat that does already: of the next. */
  open(seat: Seat): number {
    this.#mutex.lock();
    try {
      if (!seat.isReading(this.#priority)) {
        // What a former owner of the seat missed is not ours.
        seat.takeMissed(this.#priority, this.#topics);
        seat.startReading(this.#priority, door.load(this.#ring.control, counter.head));
      }
      return door.getFloat(this.#ring.counters, counterFloat.published);
    } finally {
      this.#mutex.unlock();
    }
  }

  /** The seat takes no more events, and holds nobody up. */
  leave(seat: Seat): void {
    this.#mutex.lock();
    seat.stopReading(this.#priority);
    this.#mutex.unlock();
    this.room.notifyAll();
  }

  /**
   * Publishes, and wakes the readers. Where there is no room, the oldest events go; a seat that has not read them is
   * overtaken as `overtaking` and the priority allow, and returned where they do not: nothing is published then.
   */
  write(draft: Draft, overtaking: Overtaking): Seat | undefined {
    this.#mutex.lock();
    try {
      const start = this.#makeRoom(draft.bytes.length, overtaking);
      if (typeof start !== "number") return start;
      this.#put(draft, start);
    } finally {
      this.#mutex.unlock();
    }
    this.#seats.forEachReading(this.#priority, (seat) => seat.arrival.notifyAll());
    // Others that wait for the readers which have just been declared stalled.
    if (overtaking.overtakeOthers) this.room.notifyAll();
    return undefined;
  }

  /**
   * Takes the next events of the seat, `max` at most and as many as `target` has room for (it must have room for the
   * largest payload), copies their bytes to `target` and moves the cursor on.
   */
  take(seat: Seat, max: number, target: Uint8Array): Haul {
    this.#mutex.lock();
    try {
      const { control, counters } = this.#ring;
      const head = door.load(control, counter.head);
      const cursor = seat.cursor(this.#priority);
      const next = door.getFloat(counters, counterFloat.published) - ((head - cursor) | 0);
      const missed = seat.takeMissed(this.#priority, this.#topics);
      seat.setStalled(this.#priority, false);
      const events = this.#copyOut(cursor, Math.min(max, (head - cursor) | 0), next, target);
      seat.setCursor(this.#priority, (cursor + events.length) | 0);
      return { events, next, missed };
    } finally {
      this.#mutex.unlock();
      this.room.notifyAll();
    }
  }

  #copyOut(cursor: number, count: number, sequence: number, target: Uint8Array): Taken[] {
    const { slotFloats, bytes } = this.#ring;
    const events: Taken[] = [];
    if (count === 0) return events;
    const base = door.getFloat(slotFloats, this.#slot(cursor) * LINE_FLOATS + slotFloat.position);
    const offset = base & (bytes.length - 1);
    // Up to the end of a lap, so that one copy is enough.
    const end = Math.min(target.length, bytes.length - offset);
    let used = 0;
    while (events.length < count) {
      const event = this.#read((cursor + events.length) | 0, base, sequence + events.length);
      if (event.start + event.length > end) break;
      events.push(event);
      used = event.start + event.length;
    }
    // A plain copy: publishers write under the same mutex.
    if (used > 0) door.copyOut(target.subarray(0, used), bytes, offset);
    return events;
  }

  /** Frees the oldest events until `length` bytes and a slot are free, and returns the position; or whom to wait for. */
  #makeRoom(length: number, overtaking: Overtaking): number | Seat {
    const { control, counters, slotFloats, slotCount, bytes } = this.#ring;
    if (length > bytes.length) {
      throw new CoreError("bus.payload-too-large", `a payload of ${length} bytes is over the bus's ${bytes.length}`);
    }
    const head = door.load(control, counter.head);
    const position = door.getFloat(counters, counterFloat.position);
    const intoLap = position & (bytes.length - 1);
    const start = intoLap + length > bytes.length ? position + bytes.length - intoLap : position;
    for (;;) {
      const tail = door.get(control, counter.tail);
      if (tail === head) return start;
      const oldest = door.getFloat(slotFloats, this.#slot(tail) * LINE_FLOATS + slotFloat.position);
      if (((head - tail) | 0) < slotCount && start + length - oldest <= bytes.length) return start;
      const holder = this.#overtake(tail, overtaking);
      if (holder !== undefined) return holder;
      door.put(control, counter.tail, (tail + 1) | 0);
    }
  }

  /** Moves the seats that stand at `tail` past it; returns one that may not be overtaken. */
  #overtake(tail: number, { self, overtakeSelf, overtakeOthers }: Overtaking): Seat | undefined {
    const topic = door.get(this.#ring.slots, this.#slot(tail) * LINE_WORDS + slotWord.topic);
    const priority = this.#priority;
    let holder: Seat | undefined;
    this.#seats.forEachReading(priority, (seat) => {
      if (seat.cursor(priority) !== tail) return;
      const isSelf = seat.index === self?.index;
      const mayOvertake = isSelf ? overtakeSelf : priority !== HIGH || seat.isStalled(priority) || overtakeOthers;
      if (!mayOvertake) {
        // The publisher's own thread first: who waits for others holds up nobody, so no two wait for each other.
        if (isSelf || holder === undefined) holder = seat;
        return;
      }
      if (priority === HIGH) seat.setStalled(priority, true);
      seat.skip(priority, topic);
    });
    return holder;
  }

  #put({ topic, publisher, time, bytes }: Draft, start: number): void {
    const { control, counters, slots, slotFloats } = this.#ring;
    const head = door.load(control, counter.head);
    const slot = this.#slot(head);
    // Plain writes and copies: readers make theirs under the same mutex.
    door.copyIn(this.#ring.bytes, start & (this.#ring.bytes.length - 1), bytes);
    door.put(slots, slot * LINE_WORDS + slotWord.topic, topic);
    door.put(slots, slot * LINE_WORDS + slotWord.publisher, publisher);
    door.put(slots, slot * LINE_WORDS + slotWord.length, bytes.length);
    door.putFloat(slotFloats, slot * LINE_FLOATS + slotFloat.position, start);
    door.putFloat(slotFloats, slot * LINE_FLOATS + slotFloat.time, time);
    door.putFloat(counters, counterFloat.position, start + bytes.length);
    door.putFloat(counters, counterFloat.published, door.getFloat(counters, counterFloat.published) + 1);
    // Ordered for those who look for news without the mutex; orders before the load of waiters in notifyAll().
    door.store(control, counter.head, (head + 1) | 0);
  }

  #read(number: number, base: number, sequence: number): Taken {
    const { slots, slotFloats } = this.#ring;
    const slot = this.#slot(number);
    const length = door.get(slots, slot * LINE_WORDS + slotWord.length);
    return {
      topic: door.get(slots, slot * LINE_WORDS + slotWord.topic),
      publisher: door.get(slots, slot * LINE_WORDS + slotWord.publisher),
      time: door.getFloat(slotFloats, slot * LINE_FLOATS + slotFloat.time),
      sequence,
      start: door.getFloat(slotFloats, slot * LINE_FLOATS + slotFloat.position) - base,
      length,
    };
  }

  #slot(number: number): number {
    return number & (this.#ring.slotCount - 1);
  }
}
