/** Subscriptions of one thread: who gets which event, and how many each missed. */

import type { Recipient } from "./dispatcher.ts";
import type { BusEvent } from "./topic.ts";

/** What a subscriber holds in its hand. */
export interface Subscription {
  /** Ends it: its handler is not called again, also not for events that wait already. Harmless when repeated. */
  close(): void;
  /**
   * Events of its topics that this thread was too slow for. Exact, but for events that were published before the
   * subscription began and overtaken after: some of those may be counted.
   */
  readonly missed: number;
}

/** Called with an event, whatever its type. */
export type Handler = (event: BusEvent<string, unknown>) => unknown;

export class LocalSubscription implements Subscription, Recipient {
  /** Numbers of the topics. */
  readonly topics: ReadonlySet<number>;
  readonly #handler: Handler;
  readonly #onClose: (subscription: LocalSubscription) => void;
  /** The first sequence that belongs to it, by priority; a priority that it has no topic of is missing. */
  readonly #from: ReadonlyMap<number, number>;
  #missed = 0;
  #isClosed = false;

  constructor(options: {
    topics: ReadonlySet<number>;
    from: ReadonlyMap<number, number>;
    handler: Handler;
    onClose: (subscription: LocalSubscription) => void;
  }) {
    this.topics = options.topics;
    this.#from = options.from;
    this.#handler = options.handler;
    this.#onClose = options.onClose;
  }

  get missed(): number {
    return this.#missed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The priorities that it reads. */
  get priorities(): Iterable<number> {
    return this.#from.keys();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
  }

  handle(event: BusEvent<string, unknown>): unknown {
    return this.#handler(event);
  }

  /** Whether an event of one of its topics came after it began. */
  covers(priority: number, sequence: number): boolean {
    return sequence >= (this.#from.get(priority) ?? Number.POSITIVE_INFINITY);
  }

  /** Counts its share of events that were missed right before sequence `next`. */
  miss(priority: number, missed: ReadonlyMap<number, number>, next: number): void {
    let all = 0;
    let own = 0;
    for (const [topic, count] of missed) {
      all += count;
      if (this.topics.has(topic)) own += count;
    }
    const sinceItBegan = next - Math.max(next - all, this.#from.get(priority) ?? next);
    this.#missed += Math.max(0, Math.min(own, sinceItBegan));
  }
}
