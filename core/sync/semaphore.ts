/** A counting semaphore (E. W. Dijkstra, 1965): at most so many at once, over all threads. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { Deadline, type TimeLimit } from "./deadline.ts";
import { EventCount } from "./event-count.ts";
import { waitUntil, waitUntilAsync } from "./waiting.ts";

/** Words of the line: permits to be had, permits there are, and an event count for those who wait. */
const AVAILABLE = 0;
const MAXIMUM = 1;
const RELEASED = 2;

/**
 * One thread makes it with {@link create}, the others make their own object on the same line. Everything written before
 * `release` is seen by whoever gets one of those permits.
 *
 * Not fair: a release wakes all who wait, and the first to look gets the permit, be it one that has not waited.
 *
 * Permits have no owner: any thread may release what another one acquired (one that produces for one that consumes), so no
 * death returns a permit by itself. A host that starts a worker with a permit knows of it and releases it when the worker
 * has ended. A record of holders would not know more: it is a second word, and a thread that dies between the two leaves
 * one permit too many or one too few. A thread that dies waiting takes nothing with it; one that dies while it releases may
 * have told nobody yet, which the host makes up for by {@link threadDied}.
 */
export class Semaphore {
  /** Shared bytes that one semaphore takes: a line of its own. All zero has no permits, and none can be released. */
  static readonly BYTES: number = LINE_BYTES;

  /** Names the semaphore in errors. */
  readonly name: string;
  readonly #words: Words;
  readonly #available: number;
  readonly #maximum: number;
  readonly #released: EventCount;
  readonly #attempt = (): true | undefined => this.tryAcquire() || undefined;

  /** A semaphore that another thread has made (or makes: until then there are no permits). `index` as in {@link create}. */
  constructor(words: Words, index: number, options: { name: string }) {
    this.#words = words;
    this.#available = index + AVAILABLE;
    this.#maximum = index + MAXIMUM;
    this.#released = new EventCount(words, index + RELEASED);
    this.name = options.name;
  }

  /**
   * Makes a semaphore on a line that is all zero; `index` is the first word of the line. `permits` are to be had at first
   * (0 to `maximum`), `maximum` is how many there can ever be (by default as many, `limits.semaphorePermits` at most).
   * Throws `semaphore.size`.
   */
  static create(words: Words, index: number, options: { name: string; permits: number; maximum?: number }): Semaphore {
    const { name, permits, maximum = permits } = options;
    checkCount(name, "maximum", maximum, 1, limits.semaphorePermits);
    checkCount(name, "number of permits", permits, 0, maximum);
    const semaphore = new Semaphore(words, index, { name });
    // Before the permits: whoever gets one can give it back.
    door.store(words, semaphore.#maximum, maximum);
    // Orders before the waiters' look at it: they may have come before the semaphore was made.
    door.store(words, semaphore.#available, permits);
    semaphore.#released.notifyAll();
    return semaphore;
  }

  /**
   * Takes a permit; blocks the thread while there is none, for `limit` (milliseconds) at most. False: the time is over.
   * Workers only.
   */
  acquire(limit: TimeLimit = Number.POSITIVE_INFINITY): boolean {
    return this.tryAcquire() || waitUntil(this.#released, this.#attempt, Deadline.of(limit)) === true;
  }

  /** As {@link acquire} without blocking: for event loops. The wait keeps no process alive, unless it has a limit. */
  async acquireAsync(limit: TimeLimit = Number.POSITIVE_INFINITY): Promise<boolean> {
    return this.tryAcquire() || (await waitUntilAsync(this.#released, this.#attempt, Deadline.of(limit))) === true;
  }

  /** Takes a permit if there is one, and says whether it did. Any thread. */
  tryAcquire(): boolean {
    for (;;) {
      const seen = door.load(this.#words, this.#available);
      if (seen <= 0) return false;
      // Orders with the compareExchange in release(): what the releaser wrote is visible. Fails when another was faster.
      if (door.compareExchange(this.#words, this.#available, seen, seen - 1) === seen) return true;
    }
  }

  /**
   * Gives `count` permits back (1 or more) and wakes those who wait. Throws `semaphore.over-release`, and changes nothing,
   * where there would be more than the maximum. Any thread, also one that acquired none.
   */
  release(count: number = 1): void {
    checkCount(this.name, "number of permits to release", count, 1, limits.semaphorePermits);
    for (;;) {
      const seen = door.load(this.#words, this.#available);
      const maximum = door.load(this.#words, this.#maximum);
      if (seen + count > maximum) {
        throw new CoreError(
          "semaphore.over-release",
          `semaphore "${this.name}" has ${maximum} permits, of which ${maximum - seen} are taken: ` +
            `${count} cannot be released; somebody released one twice, or without having it`,
        );
      }
      // Orders with the compareExchange in tryAcquire(). Fails when another was faster.
      if (door.compareExchange(this.#words, this.#available, seen, seen + count) === seen) break;
    }
    this.#released.notifyAll();
  }

  /**
   * What the host says when a thread that used the semaphore has ended, whichever it was: wakes those who wait, as it may
   * have died between giving a permit back and telling them. Any live thread, any number of times.
   */
  threadDied(): void {
    // Orders after the dead thread's compareExchange in release(): whoever is woken sees that permit.
    this.#released.notifyAll();
  }

  /** Permits to be had at this moment; others may be taking them. */
  get available(): number {
    return door.load(this.#words, this.#available);
  }

  /** Over all threads since it was made: how often one waited for a permit (a wait that was woken in vain counts again). */
  counters(): { waits: number } {
    return this.#released.counters();
  }
}

function checkCount(name: string, what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new CoreError(
    "semaphore.size",
    `semaphore "${name}": the ${what} is a whole number from ${least} to ${most}, not ${value}`,
  );
}
