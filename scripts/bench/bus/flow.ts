/**
 * How publisher and subscribers of a throughput benchmark keep in step: a subscriber says now and then how many events it
 * has handled, and the publisher stays no further ahead than a ring holds, as medium and low priority would overtake.
 */

/** Events between two reports of a subscriber. */
const REPORT_EVERY = 256;
/** Milliseconds without a single report after which a benchmark counts as stuck. */
const STUCK_MS = 10_000;
const LINE_WORDS = 16;

export class Flow {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** Without `buffer` a new one, all zero. A subscriber has a line of its own. */
  constructor(subscribers: number, buffer = new SharedArrayBuffer(subscribers * LINE_WORDS * 4)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** A subscriber has handled `count` events since it began. */
  handled(subscriber: number, count: number): void {
    if (count % REPORT_EVERY !== 0) return;
    Atomics.store(this.#words, subscriber * LINE_WORDS, count);
    Atomics.notify(this.#words, subscriber * LINE_WORDS);
  }

  /** Blocks the publisher until all subscribers have handled `count` events, of which it must be a multiple of 256. */
  waitFor(count: number): void {
    for (let word = 0; word < this.#words.length; word += LINE_WORDS) {
      for (let seen = Atomics.load(this.#words, word); seen < count; seen = Atomics.load(this.#words, word)) {
        if (Atomics.wait(this.#words, word, seen, STUCK_MS) === "timed-out") {
          throw new Error(`a subscriber has handled ${seen} events of ${count} and no more for ${STUCK_MS} ms`);
        }
      }
    }
  }
}
