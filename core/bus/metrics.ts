/** What one end of a bus counts about its topics. */

import { entryAt } from "../entry.ts";
import type { Inbox } from "./inbox.ts";
import type { Topic } from "./topic.ts";

/** Counters of a topic, since the bus was made in this thread. */
export interface TopicMetrics {
  /** Events that this end published. */
  readonly published: number;
  /** Handler runs that have ended, failed ones among them. */
  readonly handled: number;
  /** Handler runs that are due for what has been published: in the ring, taken out of it, or under way. */
  readonly pending: number;
  /** Handler runs that a publisher did itself because this thread's queue was full. */
  readonly fallbacks: number;
  /** Handler runs that threw or rejected. */
  readonly failed: number;
  /** The longest handler run, in milliseconds from call to return or settlement. */
  readonly slowestMs: number;
}

/** What `EventBus.metrics` tells, as of the call. */
export interface BusMetrics<N extends string> {
  readonly topics: Readonly<Record<N, TopicMetrics>>;
  /** Events that were overtaken before this thread took them. */
  readonly missed: number;
  /** How often a ring's lock could not be had at once by this thread's deliveries, so that they went on later. */
  readonly holdUps: number;
}

/** The counters as they are counted. */
export interface TopicTally {
  published: number;
  handled: number;
  fallbacks: number;
  failed: number;
  slowestMs: number;
  /** Asynchronous handlers under way. */
  running: number;
}

/** Zero for each topic, in the order of their indices. */
export function startTallies(topics: readonly Topic[]): TopicTally[] {
  return topics.map(() => ({ published: 0, handled: 0, fallbacks: 0, failed: 0, slowestMs: 0, running: 0 }));
}

/** What has been counted, and what is pending in `inbox`. */
export function measure(
  topics: readonly Topic[],
  tallies: readonly TopicTally[],
  inbox: Pick<Inbox, "forEachDue" | "missed" | "holdUps">,
): BusMetrics<string> {
  const pending = tallies.map((tally) => tally.running);
  inbox.forEachDue((topic) => {
    pending[topic] = (pending[topic] ?? 0) + 1;
  });
  const named = topics.map(({ name, index }) => {
    const { running, ...tally } = entryAt(tallies, index);
    return [name, { ...tally, pending: pending[index] ?? running }];
  });
  // Checked border: all counters of each topic.
  const all = Object.fromEntries(named) as Record<string, TopicMetrics>;
  return { topics: all, missed: inbox.missed, holdUps: inbox.holdUps };
}
