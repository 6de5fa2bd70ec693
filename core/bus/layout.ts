/** How a bus lies in shared memory: the arena's regions and the words of its lines. */

import { Claims, type ClaimsParts } from "../claims/index.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Arena, door, LINE_BYTES, type SharedBytes, type SharedFloats, type Words } from "../memory/index.ts";
import { hashTopics, priorities, type Topic } from "./topic.ts";

/** "BUS2" in ASCII. */
const BUS_KIND = 0x42555332;
/** Rank of the rings' locks; no two of them are held at once, and nothing is locked under them. */
const RING_RANK = 800;
export const LINE_WORDS = LINE_BYTES / 4;
const LINE_FLOATS = LINE_BYTES / 8;

/** Regions of the arena, in order; then per priority (claims, slots, bytes). */
const region = { header: 0, seats: 1, missed: 2, counters: 3, rings: 4 } as const;
const REGIONS_PER_RING = 3;

/** Words of the header's first line: written once by the creator, before the buffer is passed on. */
const header = { topicHash: 0, topicCount: 1, workers: 2, queue: 3 } as const;
/** Words of its second line. */
const shared = {
  /** How many seats read any priority, for the division of the workers. */
  subscribers: LINE_WORDS,
} as const;
const HEADER_LINES = 2;

/** Lines of the header that belong to one priority. */
const LINES_PER_RING = 3;
/** 64-bit floats of the first: written, and read, under the mutex of the ring's claims. */
export const gateFloat = {
  /** A sequence that all readers have reached, and the byte position that belongs to it: only ever too low. */
  tailSequence: 0,
  tailPosition: 1,
  /** How often a reader of high priority was declared stalled. */
  stalls: 2,
  /** Events overtaken, for each seat that had not taken them. */
  missed: 3,
  /** Claims that a dead thread left open. */
  abandoned: 4,
} as const;
/** Words of the second: which seats read, one bit each. Written under the mutex, looked at by publishers without it. */
export const READERS = LINE_BYTES / 4;
/** Word of the third: how often a publisher waited for a reader. Added to by any publisher. */
export const WAITS = 2 * LINE_WORDS;

/** Bytes of a slot. */
export const SLOT_BYTES = 32;
export const SLOT_WORDS = SLOT_BYTES / 4;
export const SLOT_FLOATS = SLOT_BYTES / 8;
/**
 * Words of a slot. Written by its claim's owner, read once committed: plainly under the mutex, raced by readers. `start` is
 * for readers' copies.
 */
export const slotWord = { topic: 0, publisher: 1, length: 2, start: 3 } as const;
/** 64-bit floats of a slot. */
export const slotFloat = { position: 2, time: 3 } as const;
/** The topic of a slot that holds no event: its publisher died before it was written. */
export const VOID = -1;

/** Bytes of a seat: a line of words and an event count (see seats.ts). */
export const SEAT_BYTES = 2 * LINE_BYTES;
/** Words of counters per topic (see counters.ts). */
export const TOPIC_COUNTERS = 8;

/** What a payload takes up in the ring. */
export function padded(length: number): number {
  return (length + 7) & ~7;
}

/** The views of one priority's ring. */
export interface RingViews {
  readonly priority: number;
  readonly claims: ClaimsParts;
  /** The priority's lines of the header, as words and as floats. */
  readonly lines: Words;
  readonly floats: SharedFloats;
  readonly slots: Words;
  readonly slotFloats: SharedFloats;
  readonly slotBytes: SharedBytes;
  readonly slotCount: number;
  readonly bytes: SharedBytes;
  /** The same as words. */
  readonly words: Words;
}

/** How large a bus is, checked (see options.ts). */
export interface BusSize {
  readonly workers: number;
  readonly queue: number;
  /** One per priority. */
  readonly rings: readonly { readonly slots: number; readonly bytes: number }[];
}

/** The views of one bus in one thread. */
export class BusLayout {
  readonly buffer: SharedArrayBuffer;
  /** The seats of attached ends (see seats.ts). */
  readonly seats: Words;
  /** Events missed, by seat and topic: 64-bit floats, written and read under the mutex of the topic's ring. */
  readonly missed: SharedFloats;
  /** What each seat's thread has counted (see counters.ts). */
  readonly counters: Words;
  /** Words of {@link counters} per seat. */
  readonly counterWords: number;
  /** One per priority. */
  readonly rings: readonly RingViews[];
  readonly #header: Words;

  private constructor(arena: Arena) {
    this.buffer = arena.buffer;
    this.#header = arena.words(region.header);
    const headerFloats = arena.floats(region.header);
    this.seats = arena.words(region.seats);
    this.missed = arena.floats(region.missed);
    this.counters = arena.words(region.counters);
    this.counterWords = this.counters.length / limits.busThreads;
    this.rings = priorities.map((name, priority) => {
      const first = region.rings + REGIONS_PER_RING * priority;
      const line = HEADER_LINES + LINES_PER_RING * priority;
      const claims = arena.words(first);
      const slotBytes = arena.bytes(first + 1);
      const bytes = arena.bytes(first + 2);
      const slotCount = slotBytes.length / SLOT_BYTES;
      return {
        priority,
        claims: {
          control: claims.subarray(0, Claims.CONTROL_BYTES / 4),
          table: claims.subarray(Claims.CONTROL_BYTES / 4),
          slotCount,
          byteCount: bytes.length,
          name: `event bus, ${name}`,
          rank: RING_RANK,
        },
        lines: this.#header.subarray(line * LINE_WORDS, (line + LINES_PER_RING) * LINE_WORDS),
        floats: headerFloats.subarray(line * LINE_FLOATS, (line + LINES_PER_RING) * LINE_FLOATS),
        slots: arena.words(first + 1),
        slotFloats: arena.floats(first + 1),
        slotBytes,
        slotCount,
        bytes,
        words: arena.words(first + 2),
      };
    });
  }

  static create(topics: readonly Topic[], size: BusSize): BusLayout {
    const arena = Arena.create({
      kind: BUS_KIND,
      regions: [
        (HEADER_LINES + LINES_PER_RING * priorities.length) * LINE_BYTES,
        limits.busThreads * SEAT_BYTES,
        limits.busThreads * topics.length * 8,
        limits.busThreads * counterBytes(topics.length),
        ...size.rings.flatMap(({ slots, bytes }) => [
          Claims.CONTROL_BYTES + Claims.TABLE_BYTES,
          slots * SLOT_BYTES,
          bytes,
        ]),
      ],
    });
    const layout = new BusLayout(arena);
    // Plain writes: the buffer reaches other threads by a message, which orders them before anything they read.
    door.put(layout.#header, header.topicHash, hashTopics(topics));
    door.put(layout.#header, header.topicCount, topics.length);
    door.put(layout.#header, header.workers, size.workers);
    door.put(layout.#header, header.queue, size.queue);
    return layout;
  }

  /** Throws `arena.mismatch` for a buffer that holds no bus, or one with other topics. */
  static attach(topics: readonly Topic[], buffer: SharedArrayBuffer): BusLayout {
    const layout = new BusLayout(Arena.attach(buffer, BUS_KIND));
    const count = door.get(layout.#header, header.topicCount);
    if (count !== topics.length || door.get(layout.#header, header.topicHash) !== hashTopics(topics)) {
      throw new CoreError(
        "arena.mismatch",
        `cannot attach to this bus: it was created with other topics (${count} of them) than the ${topics.length} ` +
          "given here (the bus's own counted); every thread must pass the same table",
      );
    }
    return layout;
  }

  /** The program's asynchronous handlers at once, as the creator set it. */
  get workers(): number {
    return door.get(this.#header, header.workers);
  }

  /** Events that a thread holds per priority, as the creator set it. */
  get queue(): number {
    return door.get(this.#header, header.queue);
  }

  /** How many seats subscribe. A hint: orders nothing. */
  subscribers(): number {
    return door.load(this.#header, shared.subscribers);
  }

  /** A publisher of this priority is about to wait for a reader. A counter only: orders nothing. */
  countWait(priority: number): void {
    const ring = this.rings[priority];
    if (ring !== undefined) door.add(ring.lines, WAITS, 1);
  }

  /** A seat begins (1) or ends (-1) to subscribe. */
  countSubscriber(change: 1 | -1): void {
    door.add(this.#header, shared.subscribers, change);
  }
}

/** Bytes of one seat's counters: a line of its own words, then the topics, in whole lines. */
function counterBytes(topicCount: number): number {
  return LINE_BYTES + Math.ceil((topicCount * TOPIC_COUNTERS * 4) / LINE_BYTES) * LINE_BYTES;
}
