/** The counters of a whole bus, and not of one end of it. */

import { entryAt } from "../entry.ts";
import { limits } from "../limits.ts";
import { door } from "../memory/index.ts";
import type { Channel } from "./channel.ts";
import { addCounters, SeatCounters, type TopicCounters } from "./counters.ts";
import { type BusLayout, gateFloat, type RingViews, WAITS } from "./layout.ts";
import { type Priority, priorities, type Topic } from "./topic.ts";

/** Counters of one priority, over all threads. */
export interface RingCounters {
  /** Events published; what a dead publisher left open counts too. */
  readonly events: number;
  /** Claims that they were published with: one per event, or per batch (wraps at 2^32). */
  readonly claims: number;
  /** How often a publisher slept because a subscriber had a full ring unread. */
  readonly waits: number;
  /** How often a subscriber was declared stalled. */
  readonly stalls: number;
  /** Events overtaken, once for each thread that had not taken them. */
  readonly missed: number;
  /** Claims that a thread left open when it died. */
  readonly abandoned: number;
  /** How often a thread slept for the lock that claims are made under, and how often its owner died. */
  readonly lockWaits: number;
  readonly lockTakeovers: number;
}

/** What `EventBus.counters` tells. */
export interface BusCounters<N extends string> {
  readonly priorities: Readonly<Record<Priority, RingCounters>>;
  /** Over all threads. */
  readonly topics: Readonly<Record<N, TopicCounters>>;
  /**
   * By seat, without those that never counted anything. A seat that several ends had one after the other has the sum of
   * their counters, and the number of the last one's thread.
   */
  readonly threads: readonly { readonly thread: number; readonly topics: Readonly<Record<N, TopicCounters>> }[];
}

export function countBus(
  layout: BusLayout,
  topics: readonly Topic[],
  channels: readonly Channel[],
): BusCounters<string> {
  const seats = Array.from({ length: limits.busThreads }, (_, seat) => new SeatCounters(layout, topics, seat))
    .filter((seat) => seat.owner() !== 0)
    .map((seat) => ({ thread: seat.owner(), counters: seat.read() }));
  const zero: TopicCounters = { published: 0, handled: 0, fallbacks: 0, failed: 0, slowestMs: 0 };
  const named = (of: (topic: number) => TopicCounters) =>
    Object.fromEntries(topics.map(({ name, index }) => [name, of(index)]));
  const rings = priorities.map((name, priority) => [
    name,
    countRing(entryAt(layout.rings, priority), entryAt(channels, priority)),
  ]);
  return {
    // Checked border: one entry for each priority.
    priorities: Object.fromEntries(rings) as Record<Priority, RingCounters>,
    topics: named((topic) => seats.reduce((sum, { counters }) => addCounters(sum, counters[topic] ?? zero), zero)),
    threads: seats.map(({ thread, counters }) => ({ thread, topics: named((topic) => counters[topic] ?? zero) })),
  };
}

function countRing(ring: RingViews, { claims }: Channel): RingCounters {
  const { waits, takeovers } = claims.lockCounters();
  const { ticket } = claims.claimed();
  const { stalls, missed, abandoned } = claims.exclusively(() => ({
    stalls: door.getFloat(ring.floats, gateFloat.stalls),
    missed: door.getFloat(ring.floats, gateFloat.missed),
    abandoned: door.getFloat(ring.floats, gateFloat.abandoned),
  }));
  return {
    events: claims.committed(),
    claims: ticket >>> 0,
    // A counter only: orders nothing.
    waits: door.load(ring.lines, WAITS) >>> 0,
    stalls,
    missed,
    abandoned,
    lockWaits: waits,
    lockTakeovers: takeovers,
  };
}
