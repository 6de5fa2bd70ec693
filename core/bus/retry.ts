/** Tries again what could not be done: later and later, for as long as it takes, and says so when that is long. */

import { limits } from "../limits.ts";

export interface RetryParts {
  /** Whether there is anything to try. */
  readonly isHeldUp: () => boolean;
  readonly again: () => void;
  /** Told why, once, when it has taken `limits.lockMs`. */
  readonly onLate: (error: unknown) => void;
}

/**
 * A timer and not an asynchronous take of the lock: between the take and the task that it wakes, other tasks of this thread
 * would find the lock taken by their own thread, and block in vain.
 */
export class Retry {
  readonly #parts: RetryParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitedMs = 0;
  #isTold = false;
  #error: unknown;

  constructor(parts: RetryParts) {
    this.#parts = parts;
  }

  /** Something could not be done because of `error`. Keeps the process alive until it can be, or {@link stop}. */
  begin(error: unknown): void {
    this.#error = error;
    if (this.#timer === undefined) this.#arm(limits.busRetryMs);
  }

  /** Tells of it now, if that has not been done. */
  tell(error: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#parts.onLate(error);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitedMs = 0;
    this.#isTold = false;
  }

  #arm(pauseMs: number): void {
    this.#timer = setTimeout(() => {
      this.#waitedMs += pauseMs;
      this.#parts.again();
      if (!this.#parts.isHeldUp()) {
        this.stop();
        return;
      }
      if (this.#waitedMs >= limits.lockMs) this.tell(this.#error);
      this.#arm(Math.min(2 * pauseMs, limits.busMaxRetryMs));
    }, pauseMs);
  }
}
