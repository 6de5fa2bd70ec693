/**
 * How publisher and subscribers of a throughput benchmark keep in step: a subscriber says now and then how many events it
 * has handled, and the publisher stays no further ahead than a ring holds, as medium and low priority would overtake.
 */

/** Events between two reports of a subscriber. */
const REPORT_EVERY = 256;
/** Milliseconds between two looks of a publisher that waits: a subscriber that had to wake it would spend its own time. */
const LOOK_MS = 0.05;
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
  }

  /** Blocks the publisher until all subscribers have handled `count` events, of which it must be a multiple of 256. */
  waitFor(count: number): void {
    for (let word = 0; word < this.#words.length; word += LINE_WORDS) {
      let seen = Atomics.load(this.#words, word);
      let stuckAt = performance.now() + STUCK_MS;
      while (seen < count) {
        Atomics.wait(this.#words, word, seen, LOOK_MS);
        const now = Atomics.load(this.#words, word);
        if (now !== seen) stuckAt = performance.now() + STUCK_MS;
        else if (performance.now() > stuckAt) {
          throw new Error(`a subscriber has handled ${seen} events of ${count} and no more for ${STUCK_MS} ms`);
        }
        seen = now;
      }
    }
  }
}
