/** Runs handlers: queues by priority, a bounded number of asynchronous ones at once, failures isolated and counted. */

import { Fifo } from "./fifo.ts";
import type { TopicMetrics } from "./metrics.ts";
import { type BusEvent, priorities } from "./topic.ts";

/** An event on its way to one subscription. */
export interface Delivery {
  readonly event: BusEvent<string, unknown>;
  readonly recipient: Recipient;
  readonly metrics: TopicMetrics;
}

/** Who handles it; one that is closed by then is left out. */
export interface Recipient {
  readonly isClosed: boolean;
  handle(event: BusEvent<string, unknown>): unknown;
}

/** Told of what a handler threw or rejected with. */
export type BusErrorHandler = (error: unknown, event: BusEvent<string, unknown>) => void;

export class Dispatcher {
  readonly #queues = priorities.map(() => new Fifo<Delivery>());
  readonly #workers: number;
  readonly #onError: BusErrorHandler | undefined;
  readonly #onFree: () => void;
  #running = 0;

  /** `onFree` is called (not from within {@link runNext}) when an asynchronous handler has ended. */
  constructor(options: { workers: number; onError: BusErrorHandler | undefined; onFree: () => void }) {
    this.#workers = options.workers;
    this.#onError = options.onError;
    this.#onFree = options.onFree;
  }

  queued(priority: number): number {
    return this.#queues[priority]?.length ?? 0;
  }

  /** Deliveries queued or under way. */
  get pending(): number {
    return this.#queues.reduce((sum, queue) => sum + queue.length, this.#running);
  }

  get hasQueued(): boolean {
    return this.#queues.some((queue) => queue.length > 0);
  }

  /** As many asynchronous handlers are under way as may be. */
  get isBusy(): boolean {
    return this.#running >= this.#workers;
  }

  push(priority: number, delivery: Delivery): void {
    delivery.metrics.pending += 1;
    this.#queues[priority]?.push(delivery);
  }

  /** Starts the oldest delivery of the highest priority, also over the number of workers; false: there was none. */
  runNext(isFallback: boolean): boolean {
    for (const queue of this.#queues) {
      const delivery = queue.shift();
      if (delivery === undefined) continue;
      this.#run(delivery, isFallback);
      return true;
    }
    return false;
  }

  /** Forgets what is queued. What is under way goes on. */
  clear(): void {
    for (const queue of this.#queues) {
      for (let delivery = queue.shift(); delivery !== undefined; delivery = queue.shift())
        delivery.metrics.pending -= 1;
    }
  }

  #run(delivery: Delivery, isFallback: boolean): void {
    const { event, recipient, metrics } = delivery;
    if (recipient.isClosed) {
      metrics.pending -= 1;
      return;
    }
    if (isFallback) metrics.fallbacks += 1;
    const began = performance.now();
    let result: unknown;
    try {
      result = recipient.handle(event);
    } catch (error) {
      this.#fail(error, delivery);
    }
    if (!isThenable(result)) {
      this.#end(delivery, began);
      return;
    }
    this.#running += 1;
    void Promise.resolve(result)
      .catch((error: unknown) => this.#fail(error, delivery))
      .then(() => {
        this.#running -= 1;
        this.#end(delivery, began);
        this.#onFree();
      });
  }

  #end({ metrics }: Delivery, began: number): void {
    metrics.pending -= 1;
    metrics.handled += 1;
    metrics.slowestMs = Math.max(metrics.slowestMs, performance.now() - began);
  }

  #fail(error: unknown, { event, metrics }: Delivery): void {
    metrics.failed += 1;
    try {
      this.#onError?.(error, event);
    } catch {
      // A reporter that fails has nobody left to tell; the failure it was told of is counted.
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
