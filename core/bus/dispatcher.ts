/** Runs handlers: a bounded number of asynchronous ones at once, each timed, failures isolated and counted. */

import { entryAt } from "../entry.ts";
import type { BusEvent } from "./event.ts";
import type { Fifo } from "./fifo.ts";
import type { Lane, Watched } from "./lane.ts";
import type { TopicTally } from "./metrics.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { LocalSubscription } from "./subscription.ts";

export interface DispatcherParts {
  readonly tallies: readonly TopicTally[];
  /** How many asynchronous handlers may be under way at the moment. */
  readonly workers: () => number;
  /** Told of every failure; `topic` is the event's. */
  readonly onFailure: (error: unknown, event: BusEvent, topic: number) => void;
  /** Called, not from within {@link Dispatcher.run}, when an asynchronous handler has ended. */
  readonly onFree: () => void;
}

export class Dispatcher {
  /** Asynchronous handlers under way. */
  running = 0;
  readonly watch = new Stopwatch();
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** As many asynchronous handlers are under way as may be. */
  get isBusy(): boolean {
    return this.running > 0 && this.running >= this.#parts.workers();
  }

  /** Runs the lane's next handler, also over the number of workers; false: it has none. */
  run(lane: Lane, isFallback: boolean): boolean {
    const recipient = lane.next();
    const { event, topic } = lane;
    const tally = this.#parts.tallies[topic];
    if (recipient === undefined || event === undefined || tally === undefined) return false;
    if (isFallback) tally.fallbacks++;
    this.watch.before(tally);
    const result = this.#call(recipient, event, topic);
    if (isThenable(result)) void this.#follow(result, event, topic, this.watch.now);
    else tally.handled++;
    this.watch.after();
    return true;
  }

  /**
   * Has waits look at what has been taken for them. Needs no free worker: a look is synchronous, and the handler that holds
   * the worker may be the one that waits.
   */
  lookAt(watched: Fifo<Watched>): void {
    for (let next = watched.shift(); next !== undefined; next = watched.shift()) {
      const { priority, topic, event, watch } = next;
      if (!watch.wants(priority, event.sequence)) continue;
      const tally = entryAt(this.#parts.tallies, topic);
      this.watch.before(tally);
      this.#call(watch, event, topic);
      tally.handled++;
      this.watch.after();
    }
  }

  #call(recipient: LocalSubscription, event: BusEvent, topic: number): unknown {
    try {
      return recipient.handle(event);
    } catch (error) {
      this.#parts.onFailure(error, event, topic);
      return undefined;
    }
  }

  async #follow(result: PromiseLike<unknown>, event: BusEvent, topic: number, began: number): Promise<void> {
    const tally = entryAt(this.#parts.tallies, topic);
    this.running++;
    tally.running++;
    try {
      await result;
    } catch (error) {
      this.#parts.onFailure(error, event, topic);
    }
    this.running--;
    tally.running--;
    tally.handled++;
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - began);
    this.#parts.onFree();
  }
}

/** Whether to await it: also what throws when it is asked, as awaiting it will tell. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
  } catch {
    return true;
  }
}
