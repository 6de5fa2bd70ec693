/**
 * Counters in shared memory, so that one thread can tell those of all. Each end writes those of its own seat, now and then
 * and never for a single event. A seat's counters go on when it gets a new owner: sums over seats stay right.
 */

import { limits } from "../limits.ts";
import { door, type Words } from "../memory/index.ts";
import { threadId } from "../sync/index.ts";
import { type BusLayout, LINE_WORDS, TOPIC_COUNTERS } from "./layout.ts";
import type { TopicTally } from "./metrics.ts";
import type { Topic } from "./topic.ts";

/** Words of a seat's first line: a version that is odd while the owner writes, and the last owner. */
const VERSION = 0;
const OWNER = 1;
/** Words of a topic. Counters of which there are millions a second have two halves. */
const word = {
  publishedLow: 0,
  publishedHigh: 1,
  handledLow: 2,
  handledHigh: 3,
  fallbacks: 4,
  failed: 5,
  slowestUs: 6,
} as const;
const HALF = 2 ** 32;
/** Looks at a seat whose owner is writing, at most: it may have died in the middle, and nobody has said so yet. */
const LOOKS = 1000;

/** Counters of one topic, over all the time of a seat or of the bus. */
export interface TopicCounters {
  readonly published: number;
  readonly handled: number;
  readonly fallbacks: number;
  readonly failed: number;
  readonly slowestMs: number;
}

const ZERO: TopicCounters = { published: 0, handled: 0, fallbacks: 0, failed: 0, slowestMs: 0 };

export function addCounters(a: TopicCounters, b: TopicCounters): TopicCounters {
  return {
    published: a.published + b.published,
    handled: a.handled + b.handled,
    fallbacks: a.fallbacks + b.fallbacks,
    failed: a.failed + b.failed,
    slowestMs: Math.max(a.slowestMs, b.slowestMs),
  };
}

/** One seat's counters. */
export class SeatCounters {
  readonly #words: Words;
  readonly #first: number;
  readonly #topicCount: number;

  constructor(layout: BusLayout, topics: readonly Topic[], seat: number) {
    this.#words = layout.counters;
    this.#first = seat * layout.counterWords;
    this.#topicCount = topics.length;
  }

  /** The `threadId` of the last end that wrote here; 0: none. */
  owner(): number {
    return door.load(this.#words, this.#first + OWNER);
  }

  /** Any thread: one value per topic, all as of one moment. */
  read(): TopicCounters[] {
    for (let look = 1; ; look++) {
      // Orders with write(): counters read between two equal, even versions are of one write.
      const version = door.load(this.#words, this.#first + VERSION);
      const counters = Array.from({ length: this.#topicCount }, (_, topic) => this.#read(topic));
      const isWhole = (version & 1) === 0 && door.load(this.#words, this.#first + VERSION) === version;
      if (isWhole || look === LOOKS) return counters;
    }
  }

  /** After the death of an owner, who may have been writing: what it wrote counts as it stands. */
  mend(): void {
    const version = door.load(this.#words, this.#first + VERSION);
    if ((version & 1) !== 0) door.store(this.#words, this.#first + VERSION, (version + 1) | 0);
  }

  /** The owner alone. */
  write(topics: readonly TopicCounters[]): void {
    // Odd from here on.
    const version = door.load(this.#words, this.#first + VERSION) + 1;
    door.store(this.#words, this.#first + VERSION, version);
    door.store(this.#words, this.#first + OWNER, threadId);
    for (const [topic, counters] of topics.entries()) this.#write(topic, counters);
    door.store(this.#words, this.#first + VERSION, (version + 1) | 0);
  }

  #read(topic: number): TopicCounters {
    const at = this.#first + LINE_WORDS + topic * TOPIC_COUNTERS;
    // Ordered, as the owner may be writing them: read() finds out.
    const load = (index: number) => door.load(this.#words, at + index) >>> 0;
    return {
      published: load(word.publishedLow) + load(word.publishedHigh) * HALF,
      handled: load(word.handledLow) + load(word.handledHigh) * HALF,
      fallbacks: load(word.fallbacks),
      failed: load(word.failed),
      slowestMs: load(word.slowestUs) / 1000,
    };
  }

  #write(topic: number, counters: TopicCounters): void {
    const at = this.#first + LINE_WORDS + topic * TOPIC_COUNTERS;
    const store = (index: number, value: number) => {
      // Only this thread writes here, so it may look plainly whether there is anything to change.
      if (door.get(this.#words, at + index) !== (value | 0)) door.store(this.#words, at + index, value);
    };
    store(word.publishedLow, counters.published);
    store(word.publishedHigh, counters.published / HALF);
    store(word.handledLow, counters.handled);
    store(word.handledHigh, counters.handled / HALF);
    store(word.fallbacks, counters.fallbacks);
    store(word.failed, counters.failed);
    store(word.slowestUs, Math.min(counters.slowestMs * 1000, HALF - 1));
  }
}

/** Writes an end's tallies to its seat, on top of what former owners have counted there. */
export class CounterWriter {
  readonly #seat: SeatCounters;
  readonly #tallies: readonly TopicTally[];
  readonly #before: readonly TopicCounters[];
  #unwritten = 0;
  #isDue = false;
  #isClosed = false;

  constructor(seat: SeatCounters, tallies: readonly TopicTally[]) {
    this.#seat = seat;
    this.#tallies = tallies;
    this.#before = seat.read();
  }

  /** Events were published: written when the thread's current task is over, or after `limits.busCountEvery`. */
  noteLater(events: number): void {
    this.#unwritten += events;
    if (this.#unwritten >= limits.busCountEvery) this.write();
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.write();
    });
  }

  write(): void {
    this.#unwritten = 0;
    if (this.#isClosed) return;
    this.#seat.write(this.#tallies.map((tally, topic) => addCounters(this.#before[topic] ?? ZERO, tally)));
  }

  /** Writes a last time; the seat may go to somebody else after. */
  close(): void {
    this.write();
    this.#isClosed = true;
  }
}
