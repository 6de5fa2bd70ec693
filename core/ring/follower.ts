/** Reading a ring as it grows. */

import type { History, Records } from "./history.ts";

/** A cursor that goes along with the ring; one thread's. */
export class LogFollower {
  /** The sequence of the next record to read; may be set. */
  cursor: number;
  readonly #history: History;

  constructor(history: History, cursor: number) {
    this.#history = history;
    this.cursor = cursor;
  }

  /** The next records, `limit` at most, and how many were overwritten before they could be read; moves the cursor past both. */
  next(limit: number): Records {
    const { records, dropped, next } = this.#history.read(this.cursor, Number.POSITIVE_INFINITY, limit);
    this.cursor = next;
    return { records, dropped };
  }

  /** Blocks until there is a record at the cursor, `timeoutMs` at most; says whether there is one. Workers only. */
  wait(timeoutMs: number): boolean {
    const until = performance.now() + timeoutMs;
    while (!this.#isBehind()) {
      const left = until - performance.now();
      if (left <= 0) return false;
      const ticket = this.#history.claims.arrival.prepare();
      // Looks again after prepare(): what is committed from here on wakes us (see EventCount).
      if (this.#isBehind()) this.#history.claims.arrival.cancel();
      else this.#history.claims.arrival.wait(ticket, left);
    }
    return true;
  }

  /** As {@link wait} without blocking, for event loops; without `timeoutMs` for as long as it takes. */
  async waitAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (!this.#isBehind()) {
      const left = until - performance.now();
      if (left <= 0) return false;
      const ticket = this.#history.claims.arrival.prepare();
      // As in wait().
      if (this.#isBehind()) this.#history.claims.arrival.cancel();
      else await this.#history.claims.arrival.waitAsync(ticket, left);
    }
    return true;
  }

  #isBehind(): boolean {
    return this.cursor < this.#history.claims.committed();
  }
}
