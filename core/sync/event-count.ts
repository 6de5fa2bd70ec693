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

/** Words of the line: how often waiters were woken, and how many have prepared and not yet left. */
const EPOCH = 0;
const WAITERS = 1;
/** The longest delay that setTimeout takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One pending `waitAsync` of the host, shared by all tasks of this thread that wait for the same epoch. */
interface Sleep {
  readonly ticket: number;
  readonly wake: Set<() => void>;
}

/** Each thread makes its own object on the same line; all zero is a new event count. */
export class EventCount {
  /** Shared bytes that one takes: a line of its own. */
  static readonly BYTES: number = LINE_BYTES;

  readonly #words: Words;
  readonly #epoch: number;
  readonly #waiters: number;
  #sleep: Sleep | undefined;

  /** `index` is the first word of its line. */
  constructor(words: Words, index: number) {
    this.#words = words;
    this.#epoch = index + EPOCH;
    this.#waiters = index + WAITERS;
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

  /** Blocks until notified after `prepare`, `timeoutMs` at most; false: the time is over. Workers only. */
  wait(ticket: number, timeoutMs: number): boolean {
    // Compares the epoch and goes to sleep in one step, so that a notification after prepare() is never slept through.
    const result = door.wait(this.#words, this.#epoch, ticket, timeoutMs);
    this.cancel();
    return result !== "timed-out";
  }

  /** As {@link wait} without blocking: for event loops. Without `timeoutMs` it waits for ever, and keeps no process alive. */
  waitAsync(ticket: number, timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    const sleep = this.#sleepFor(ticket);
    if (sleep === undefined) {
      this.cancel();
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const leave = (woken: boolean) => {
        clearTimeout(timer);
        sleep.wake.delete(wake);
        this.cancel();
        resolve(woken);
      };
      const wake = () => leave(true);
      sleep.wake.add(wake);
      if (timeoutMs !== Number.POSITIVE_INFINITY) {
        timer = setTimeout(leave, Math.min(Math.max(timeoutMs, 0), MAX_TIMER_MS), false);
      }
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
