/** Time limits that count only time in which this thread could run. */

import { limits } from "../limits.ts";

/** How long a wait may take: milliseconds, or what is left of a limit that several waits share. */
export type TimeLimit = number | Deadline;

/**
 * A time limit, used up in slices: one sleep, however long it took, counts as one slice at most. So a process that was
 * stopped for an hour (SIGSTOP, a laptop's lid) finds its time limits nearly as they were, and the thread it waits for gets
 * the time that it was promised. For one wait of one thread, or several that share the limit.
 */
export class Deadline {
  /** The limit as it was given. */
  readonly timeoutMs: number;
  #leftMs: number;
  #sliceMs: number;
  #since = 0;

  /** `timeoutMs` as in every wait of the core: `Infinity` is never over; 0, less, and NaN are at once. */
  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.#leftMs = Math.max(timeoutMs || 0, 0);
    // A quarter at most: being stopped once does not use up a short limit either.
    this.#sliceMs = this.#isLimited ? Math.min(limits.waitSliceMs, this.#leftMs / 4) : Number.POSITIVE_INFINITY;
    if (this.#isLimited) this.#since = performance.now();
  }

  /** The deadline itself, or a new one after so many milliseconds. */
  static of(limit: TimeLimit): Deadline {
    return typeof limit === "number" ? new Deadline(limit) : limit;
  }

  get isOver(): boolean {
    return this.#leftMs <= 0;
  }

  /** The longest that the next sleep may take, in milliseconds; `Infinity` where there is no limit. */
  get sliceMs(): number {
    return Math.min(this.#sliceMs, this.#leftMs);
  }

  /** Counts a sleep of `sliceMs` that was ended by a wake-up, or by its end. */
  count(wasWoken: boolean): void {
    if (!this.#isLimited) return;
    const now = performance.now();
    // A sleep that ran into its end counts in full: the clock's steps and the timer's need not agree.
    this.#leftMs -= wasWoken ? Math.min(now - this.#since, this.sliceMs) : this.sliceMs;
    this.#since = now;
  }

  /** Calls `callback` when the time is over, unless the function that it returns is called before. Keeps the process alive. */
  onOver(callback: () => void): () => void {
    if (!this.#isLimited) return () => {};
    let timer: ReturnType<typeof setTimeout>;
    const sleep = (): void => {
      timer = setTimeout(() => {
        this.count(false);
        if (this.isOver) callback();
        else sleep();
      }, this.sliceMs);
    };
    sleep();
    return () => {
      clearTimeout(timer);
      this.count(true);
    };
  }

  get #isLimited(): boolean {
    return this.#leftMs !== Number.POSITIVE_INFINITY;
  }
}
