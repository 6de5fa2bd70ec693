/** How a bus lies in shared memory: the arena's regions and the words of its lines. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Arena, door, LINE_BYTES, type SharedBytes, type SharedFloats, type Words } from "../memory/index.ts";
import { hashTopics, priorities, type Topic } from "./topic.ts";

/** "BUS1" in ASCII. */
const BUS_KIND = 0x42555331;
export const LINE_WORDS = LINE_BYTES / 4;

/** Regions of the arena, in order; then per priority (control, slots, bytes). */
const region = { header: 0, seats: 1, missed: 2, rings: 3 } as const;
const REGIONS_PER_RING = 3;

/** Words of the header. All but `seatsUsed` are written once by the creator, before the buffer is passed on. */
const header = {
  topicHash: 0,
  topicCount: 1,
  workers: 2,
  /** How many seats were ever taken, counted from the first; only grows. */
  seatsUsed: LINE_WORDS,
} as const;
const HEADER_BYTES = 2 * LINE_BYTES;

/** First words of the lines of a priority's control region. */
export const ringLine = {
  /** The mutex that everything of the ring is written under. */
  mutex: 0,
  /** Event count of publishers that wait for a reader. */
  room: LINE_WORDS,
  /** Counters, see {@link counter}. */
  counters: 2 * LINE_WORDS,
} as const;
const RING_CONTROL_BYTES = 3 * LINE_BYTES;

/** Words of the line of counters. Written under the ring's mutex; `head` is looked at without it. */
export const counter = {
  /** Events published (wraps at 2^32). */
  head: ringLine.counters,
  /** Events no longer held (wraps at 2^32). */
  tail: ringLine.counters + 1,
} as const;

/** 64-bit floats of the same line. */
export const counterFloat = {
  /** Events published. */
  published: ringLine.counters / 2 + 1,
  /** Bytes given out so far, skipped ends of laps included. */
  position: ringLine.counters / 2 + 2,
} as const;

/** Bytes of a slot, a line, so that neighbours do not disturb each other. */
const SLOT_BYTES = LINE_BYTES;
/** Words of a slot; written and read under the ring's mutex. */
export const slotWord = { topic: 0, publisher: 1, length: 2 } as const;
/** 64-bit floats of a slot. */
export const slotFloat = { position: 2, time: 3 } as const;

/** The views of one priority's ring. */
export interface RingViews {
  readonly control: Words;
  readonly counters: SharedFloats;
  readonly slots: Words;
  readonly slotFloats: SharedFloats;
  readonly slotCount: number;
  readonly bytes: SharedBytes;
}

/** The views of one bus in one thread. */
export class BusLayout {
  readonly buffer: SharedArrayBuffer;
  /** The seats of subscribing threads (see seats.ts). */
  readonly seats: Words;
  /** Events missed, by seat and topic; written under the mutex of the topic's ring. */
  readonly missed: Words;
  /** One per priority. */
  readonly rings: readonly RingViews[];
  readonly #header: Words;

  private constructor(arena: Arena) {
    this.buffer = arena.buffer;
    this.#header = arena.words(region.header);
    this.seats = arena.words(region.seats);
    this.missed = arena.words(region.missed);
    this.rings = priorities.map((_, priority) => {
      const first = region.rings + REGIONS_PER_RING * priority;
      const slots = arena.words(first + 1);
      return {
        control: arena.words(first),
        counters: arena.floats(first),
        slots,
        slotFloats: arena.floats(first + 1),
        slotCount: slots.byteLength / SLOT_BYTES,
        bytes: arena.bytes(first + 2),
      };
    });
  }

  /** Throws `bus.size` for sizes that are no power of two in their range. */
  static create(topics: readonly Topic[], size: { slots: number; bytes: number; workers: number }): BusLayout {
    checkSize("slots", size.slots, limits.busMinSlots, limits.busMaxSlots);
    checkSize("bytes", size.bytes, limits.busMinBytes, limits.busMaxBytes);
    const ring = [RING_CONTROL_BYTES, size.slots * SLOT_BYTES, size.bytes];
    const arena = Arena.create({
      kind: BUS_KIND,
      regions: [
        HEADER_BYTES,
        limits.busSubscribers * SEAT_BYTES,
        limits.busSubscribers * Math.max(1, topics.length) * 4,
        ...priorities.flatMap(() => ring),
      ],
    });
    const layout = new BusLayout(arena);
    // Plain writes: the buffer reaches other threads by a message, which orders them before anything they read.
    door.put(layout.#header, header.topicHash, hashTopics(topics));
    door.put(layout.#header, header.topicCount, topics.length);
    door.put(layout.#header, header.workers, size.workers);
    return layout;
  }

  /** Throws `arena.mismatch` for a buffer that holds no bus, or one with other topics. */
  static attach(topics: readonly Topic[], buffer: SharedArrayBuffer): BusLayout {
    const layout = new BusLayout(Arena.attach(buffer, BUS_KIND));
    const count = layout.topicCount;
    if (count !== topics.length || door.get(layout.#header, header.topicHash) !== hashTopics(topics)) {
      throw new CoreError(
        "arena.mismatch",
        `cannot attach to this bus: it was created with other topics (${count} of them) than the ${topics.length} ` +
          "given here; every thread must pass the same table",
      );
    }
    return layout;
  }

  get topicCount(): number {
    return door.get(this.#header, header.topicCount);
  }

  /** Handlers at once per thread, as the creator set it. */
  get workers(): number {
    return door.get(this.#header, header.workers);
  }

  /** How many seats, counted from the first, may be taken. */
  seatsUsed(): number {
    // Orders with noteSeat(): a seat counted here can be read.
    return door.load(this.#header, header.seatsUsed);
  }

  /** Notes that seat `index` is taken. */
  noteSeat(index: number): void {
    for (;;) {
      const used = door.load(this.#header, header.seatsUsed);
      if (used > index) return;
      // Orders before the seat's first `reading` mark: a publisher that misses the count misses the mark as well.
      if (door.compareExchange(this.#header, header.seatsUsed, used, index + 1) === used) return;
    }
  }
}

/** Bytes of a seat: a line of words and an event count (see seats.ts). */
export const SEAT_BYTES = 2 * LINE_BYTES;

function checkSize(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max && (value & (value - 1)) === 0) return;
  throw new CoreError("bus.size", `a bus of ${value} ${name} cannot be: a power of two from ${min} to ${max}`);
}
