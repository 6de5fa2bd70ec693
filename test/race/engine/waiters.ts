/** Who sleeps on which word, in the order in which they came. */

import type { LogicalThread } from "./thread.ts";

interface Waiter {
  readonly thread: LogicalThread;
  readonly address: number;
  /** Number of the asynchronous wait; -1 for a blocking one. */
  readonly wake: number;
}

export class Waiters {
  #all: Waiter[] = [];

  clear(): void {
    if (this.#all.length > 0) this.#all = [];
  }

  add(waiter: Waiter): void {
    this.#all.push(waiter);
  }

  /** Takes out the first waiters of a word (ECMA-262, Atomics.notify: first come, first served), `count` at most. */
  take(address: number, count: number): readonly Waiter[] {
    const taken = this.#all.filter((waiter) => waiter.address === address).slice(0, count);
    if (taken.length > 0) this.#all = this.#all.filter((waiter) => !taken.includes(waiter));
    return taken;
  }

  /** Takes out a thread: its blocking wait, or all. */
  remove(thread: LogicalThread, alsoAsync: boolean): void {
    this.#all = this.#all.filter((waiter) => waiter.thread !== thread || (waiter.wake >= 0 && !alsoAsync));
  }
}
