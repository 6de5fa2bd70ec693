/**
 * Event count (D. Reed and R. Kanodia, 1979): waiting for a condition on other words without a lock and without losing a
 * wake-up.
 *
 * ```ts
 * while (!ready()) {
 *   const ticket = count.prepare();
 *   if (ready()) count.cancel();
 *   else count.wait(ticket, 1000);
 * }
 * ```
 *
 * The other side makes the condition true by an *ordered* write, then calls {@link EventCount.notifyAll}. All ordered
 * accesses have one total order: either the notifier's look at the waiters comes after `prepare` and it wakes the
 * waiter, or it comes before, and then the waiter's second look at the condition finds it true.
 */

import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { Deadline, type TimeLimit } from "./deadline.ts";

/** Words of the line: how often waiters were woken, how many have prepared and not yet left, and how many have waited. */
const EPOCH = 0;
const WAITERS = 1;
const WAITS = 2;

/** One pending `waitAsync` of the host, shared by all tasks of this thread that wait for the same epoch. */
interface Sleep {
  readonly ticket: number;
  readonly wake: Set<() => void>;
}

/**
 * Each thread makes its own object on the same line; all zero is a new event count.
 *
 * Nobody owns anything here, so the death of a thread needs no word of the host: a waiter that died stays counted for ever,
 * which costs later notifiers a real notification each time (some ten ns) and nobody a wake-up; a notifier that died
 * between its write and `notifyAll` is like one that never came, so its structure says by `threadDied` that it is done.
 */
export class EventCount {
  /** Shared bytes that one takes: a line of its own. */
  static readonly BYTES: number = LINE_BYTES;

  readonly #words: Words;
  readonly #epoch: number;
  readonly #waiters: number;
  readonly #waits: number;
  #sleep: Sleep | undefined;

  /** `index` is the first word of its line (a structure that has words of its own on that line: of three free ones). */
  constructor(words: Words, index: number) {
    this.#words = words;
    this.#epoch = index + EPOCH;
    this.#waiters = index + WAITERS;
    this.#waits = index + WAITS;
  }

  /**
   * Registers the caller as waiter and returns a ticket. Look at the condition again afterwards, then call exactly one of
   * {@link cancel}, {@link wait} and {@link waitAsync}. Any thread.
   */
  prepare(): number {
    // Orders before the caller's second look at its condition and against the load in notifyAll() (see the top).
    door.add(this.#words, this.#waiters, 1);
    return door.load(this.#words, this.#epoch);
  }

  /** Leaves without waiting. Any thread. */
  cancel(): void {
    door.sub(this.#words, this.#waiters, 1);
  }

  /** Blocks until notified after `prepare`, for `limit` (milliseconds) at most; false: the time is over. Workers only. */
  wait(ticket: number, limit: TimeLimit): boolean {
    const deadline = Deadline.of(limit);
    // A counter only: orders nothing.
    door.add(this.#words, this.#waits, 1);
    let isWoken: boolean;
    do {
      // Compares the epoch and goes to sleep in one step, so that a notification after prepare() is never slept through.
      isWoken = door.wait(this.#words, this.#epoch, ticket, deadline.sliceMs) !== "timed-out";
      deadline.count(isWoken);
    } while (!isWoken && !deadline.isOver);
    this.cancel();
    return isWoken;
  }

  /**
   * As {@link wait} without blocking: for event loops. Without `limit` it waits for ever, and keeps no process alive; a
   * limit keeps the process alive until then.
   */
  waitAsync(ticket: number, limit: TimeLimit = Number.POSITIVE_INFINITY): Promise<boolean> {
    const deadline = Deadline.of(limit);
    door.add(this.#words, this.#waits, 1);
    const sleep = this.#sleepFor(ticket);
    if (sleep === undefined) {
      this.cancel();
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const leave = (isWoken: boolean): void => {
        cancelTimer();
        sleep.wake.delete(wake);
        this.cancel();
        resolve(isWoken);
      };
      const wake = (): void => leave(true);
      const cancelTimer = deadline.onOver(() => leave(false));
      sleep.wake.add(wake);
    });
  }

  /** Wakes everybody who prepared before this call. One load when nobody waits. Any thread. */
  notifyAll(): void {
    // Orders after the caller's write of the condition and against the add in prepare() (see the top).
    if (door.load(this.#words, this.#waiters) === 0) return;
    // The new epoch lets a waiter that has not fallen asleep yet return at once.
    door.add(this.#words, this.#epoch, 1);
    door.notify(this.#words, this.#epoch, Number.POSITIVE_INFINITY);
  }

  /** Waits over all threads since it was made (wraps at 2^32), those included that found themselves notified already. */
  counters(): { waits: number } {
    return { waits: door.load(this.#words, this.#waits) >>> 0 };
  }

  /**
   * The host's pending wait for this epoch, a new one only where there is none: one that outlived its time limit stays
   * registered until the next notification, and a new one each time would pile up. Undefined: the epoch has passed.
   */
  #sleepFor(ticket: number): Sleep | undefined {
    if (this.#sleep?.ticket === ticket) return this.#sleep;
    const woken = door.waitAsync(this.#words, this.#epoch, ticket);
    if (woken === "not-equal") return undefined;
    const sleep: Sleep = { ticket, wake: new Set() };
    this.#sleep = sleep;
    void woken.then(() => {
      if (this.#sleep === sleep) this.#sleep = undefined;
      for (const wake of sleep.wake) wake();
    });
    return sleep;
  }
}
