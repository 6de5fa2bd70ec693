/** The reading side of one thread: takes events out of the rings and hands them to its subscriptions' queues. */

import { limits } from "../limits.ts";
import type { Channel, Taken } from "./channel.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { TopicMetrics } from "./metrics.ts";
import type { PayloadCodec } from "./payload.ts";
import type { Seat, Seats } from "./seats.ts";
import { type Handler, LocalSubscription } from "./subscription.ts";
import { priorities, type Topic } from "./topic.ts";

export interface InboxParts {
  readonly topics: readonly Topic[];
  readonly channels: readonly Channel[];
  readonly seats: Seats;
  readonly codec: PayloadCodec;
  readonly dispatcher: Dispatcher;
  readonly metrics: readonly TopicMetrics[];
}

export class Inbox {
  readonly #parts: InboxParts;
  readonly #subscriptions = new Set<LocalSubscription>();
  /** The subscriptions of each topic, in the order in which they began. */
  readonly #byTopic: LocalSubscription[][];
  #seat: Seat | undefined;
  #scratch = new Uint8Array(0);
  #missed = 0;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#byTopic = parts.topics.map(() => []);
  }

  /** This thread's seat; none before the first subscription. */
  get seat(): Seat | undefined {
    return this.#seat;
  }

  /** Events that were overtaken before this thread took them. */
  get missed(): number {
    return this.#missed;
  }

  /** Takes a seat for the first subscription; throws `bus.too-many-subscribers` when there is none. */
  subscribe(topics: readonly Topic[], handler: Handler): LocalSubscription {
    this.#seat ??= this.#takeSeat();
    const from = new Map<number, number>();
    for (const { priority } of topics) {
      const channel = this.#parts.channels[priority];
      if (channel !== undefined && !from.has(priority)) from.set(priority, channel.open(this.#seat));
    }
    const subscription = new LocalSubscription({
      topics: new Set(topics.map((topic) => topic.index)),
      from,
      handler,
      onClose: (closed) => this.#forget(closed),
    });
    this.#subscriptions.add(subscription);
    for (const { index } of topics) this.#byTopic[index]?.push(subscription);
    return subscription;
  }

  /** Events of a priority that wait in the ring. */
  backlog(priority: number): number {
    return this.#seat === undefined ? 0 : (this.#parts.channels[priority]?.backlog(this.#seat) ?? 0);
  }

  /** Whether {@link refill} would take something. */
  get canRefill(): boolean {
    return priorities.some((_, priority) => this.#room(priority) > 0 && this.backlog(priority) > 0);
  }

  /** Takes a few events of each priority that has none queued, so that what is most urgent can be told. */
  fill(): void {
    for (let priority = 0; priority < priorities.length; priority++) {
      if (this.#parts.dispatcher.queued(priority) === 0 && this.backlog(priority) > 0) {
        this.#take(priority, limits.busTake);
      }
    }
  }

  /** Takes what there is, until the queues are full. */
  refill(): void {
    for (let priority = 0; priority < priorities.length; priority++) {
      while (this.backlog(priority) > 0 && this.#room(priority) > 0) {
        this.#take(priority, Math.min(this.#room(priority), limits.busTake));
      }
    }
  }

  /** Takes all that has been published up to now, over the queues' limit (a ring's slots bound it), and reads no more. */
  drain(): void {
    for (let priority = 0; priority < priorities.length; priority++) {
      let left = this.backlog(priority);
      while (left > 0) left -= this.#take(priority, Math.min(left, limits.busTake));
      if (this.#seat?.isReading(priority)) this.#parts.channels[priority]?.leave(this.#seat);
    }
  }

  /** Closes all subscriptions and gives the seat back. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#seat?.arrival.notifyAll();
    this.#seat?.release();
    this.#seat = undefined;
  }

  #takeSeat(): Seat {
    // Twice the largest payload: a whole one always fits, and small ones come many at a time.
    this.#scratch = new Uint8Array(2 * limits.eventBytes);
    return this.#parts.seats.take();
  }

  /** How many events may be taken without queueing more than the limit, as each may go to several subscriptions. */
  #room(priority: number): number {
    const room = limits.busQueue - this.#parts.dispatcher.queued(priority);
    return room <= 0 ? 0 : Math.max(1, Math.floor(room / Math.max(1, this.#subscriptions.size)));
  }

  /** Takes and queues up to `max` events; returns how many have left the ring, missed ones included. */
  #take(priority: number, max: number): number {
    const channel = this.#parts.channels[priority];
    if (channel === undefined || this.#seat === undefined) return 0;
    const { events, missed, next } = channel.take(this.#seat, max, this.#scratch);
    let gone = events.length;
    if (missed !== undefined) {
      for (const count of missed.values()) gone += count;
      this.#missed += gone - events.length;
      for (const subscription of this.#subscriptions) subscription.miss(priority, missed, next);
    }
    for (const event of events) this.#route(priority, event);
    return gone;
  }

  #route(priority: number, taken: Taken): void {
    const topic = this.#parts.topics[taken.topic];
    const metrics = this.#parts.metrics[taken.topic];
    if (topic === undefined || metrics === undefined) return;
    const recipients = this.#byTopic[taken.topic]?.filter((one) => one.covers(priority, taken.sequence)) ?? [];
    if (recipients.length === 0) return;
    const event = {
      topic: topic.name,
      payload: this.#parts.codec.decode(this.#scratch.subarray(taken.start, taken.start + taken.length)),
      time: taken.time,
      sequence: taken.sequence,
      publisher: taken.publisher,
    };
    for (const recipient of recipients) this.#parts.dispatcher.push(priority, { event, recipient, metrics });
  }

  #forget(closed: LocalSubscription): void {
    this.#subscriptions.delete(closed);
    for (const topic of closed.topics)
      this.#byTopic[topic] = (this.#byTopic[topic] ?? []).filter((one) => one !== closed);
    const others = new Set([...this.#subscriptions].flatMap((subscription) => [...subscription.priorities]));
    for (const priority of closed.priorities) {
      if (others.has(priority) || !this.#seat?.isReading(priority)) continue;
      this.#parts.channels[priority]?.leave(this.#seat);
    }
  }
}
