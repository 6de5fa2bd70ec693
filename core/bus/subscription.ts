/** Subscriptions of one thread: who gets which event, and how many each missed. */

import type { BusEvent, Handler } from "./event.ts";
import { priorities, type Topic } from "./topic.ts";

/** What a subscriber holds in its hand. */
export interface Subscription {
  /** Ends it: its handler is not called again, also not for events that wait already. Harmless when repeated. */
  close(): void;
  /**
   * Events of its topics that this thread was too slow for. Exact, but for events that were published before the
   * subscription began and overtaken after (some of those may be counted), and for those that a publisher was overtaking
   * in the moment in which it died.
   */
  readonly missed: number;
}

export class LocalSubscription implements Subscription {
  /** Numbers of the topics. */
  readonly topics: ReadonlySet<number>;
  readonly #handler: Handler;
  readonly #onClose: (subscription: LocalSubscription) => void;
  /** The first sequence that belongs to it, by priority; `Infinity` for one that it has no topic of. */
  readonly #from: readonly number[];
  #missed = 0;
  #isClosed = false;

  /** `from(priority)`: begins to read that priority, and tells the first sequence that belongs to the subscription. */
  constructor(options: {
    topics: readonly Topic[];
    from: (priority: number) => number;
    handler: Handler;
    onClose: (subscription: LocalSubscription) => void;
  }) {
    this.topics = new Set(options.topics.map((topic) => topic.index));
    this.#from = priorities.map((_, priority) =>
      options.topics.some((topic) => topic.priority === priority) ? options.from(priority) : Number.POSITIVE_INFINITY,
    );
    this.#handler = options.handler;
    this.#onClose = options.onClose;
  }

  get missed(): number {
    return this.#missed;
  }

  reads(priority: number): boolean {
    return this.#from[priority] !== Number.POSITIVE_INFINITY;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
  }

  handle(event: BusEvent): unknown {
    return this.#handler(event);
  }

  /** Whether an event of one of its topics is for it: it came after the subscription began, and before its end. */
  wants(priority: number, sequence: number): boolean {
    return !this.#isClosed && sequence >= (this.#from[priority] ?? 0);
  }

  /** Counts its share of events that were missed right before sequence `next`. */
  miss(priority: number, missed: ReadonlyMap<number, number>, next: number): void {
    let all = 0;
    let own = 0;
    for (const [topic, count] of missed) {
      all += count;
      if (this.topics.has(topic)) own += count;
    }
    const sinceItBegan = next - Math.max(next - all, this.#from[priority] ?? next);
    this.#missed += Math.max(0, Math.min(own, sinceItBegan));
  }
}
