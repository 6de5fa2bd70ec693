/** Counters of one bus in one thread. */

import type { Topic } from "./topic.ts";

/** Counters of a topic, since the bus was made in this thread. */
export interface TopicMetrics {
  /** Events that this thread published. */
  published: number;
  /** Handler runs that have ended, failed ones among them. */
  handled: number;
  /** Deliveries taken out of the ring that wait for a handler or are being handled. */
  pending: number;
  /** Handler runs that a publisher did itself because this thread's queue was full. */
  fallbacks: number;
  /** Handler runs that threw or rejected. */
  failed: number;
  /** The longest handler run, in milliseconds from call to return or settlement. */
  slowestMs: number;
}

/** What {@link EventBus.metrics} tells, as of the call. */
export interface BusMetrics<N extends string> {
  readonly topics: Readonly<Record<N, Readonly<TopicMetrics>>>;
  /** Events that were overtaken before this thread took them. */
  readonly missed: number;
}

/** Zero for each topic, in the order of their indices. */
export function startMetrics(topics: readonly Topic[]): TopicMetrics[] {
  return topics.map(() => ({ published: 0, handled: 0, pending: 0, fallbacks: 0, failed: 0, slowestMs: 0 }));
}
