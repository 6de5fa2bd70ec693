/** The event bus: typed topics, published in any thread and handled in any thread. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { threadId } from "../sync/index.ts";
import { Channel } from "./channel.ts";
import { type BusErrorHandler, Dispatcher } from "./dispatcher.ts";
import { Inbox } from "./inbox.ts";
import { BusLayout } from "./layout.ts";
import { type BusMetrics, startMetrics, type TopicMetrics } from "./metrics.ts";
import { PayloadCodec } from "./payload.ts";
import { Publisher } from "./publisher.ts";
import { Pump } from "./pump.ts";
import { Seats } from "./seats.ts";
import type { Handler, Subscription } from "./subscription.ts";
import {
  type AnyEvent,
  type BusEvent,
  numberTopics,
  type PayloadOf,
  priorities,
  type Topic,
  type TopicName,
  type TopicTable,
} from "./topic.ts";

/** What a thread may choose for its own end of the bus. */
export interface BusOptions {
  /** Asynchronous handlers under way at once in this thread, 1 or more. By default as the bus's creator chose. */
  readonly workers?: number;
  /**
   * Milliseconds for which `publish` of high priority may block this thread, `limits.busStallMs` by default. A thread that
   * draws a screen chooses less than a frame; a subscriber that is slower than that counts as stalled the sooner.
   */
  readonly stallMs?: number;
  /** Told of what a handler of this thread threw or rejected with; by default failures are only counted. */
  readonly onError?: BusErrorHandler;
}

/** What the creator chooses for all. */
export interface BusCreation extends BusOptions {
  /** Events that each priority holds, a power of two; `limits.busSlots` by default. */
  readonly slots?: number;
  /** Bytes of payload that each priority holds, a power of two; `limits.busBytes` by default. */
  readonly bytes?: number;
}

/**
 * One thread's end of a bus; make one per thread.
 *
 * - Each subscription gets each event of its topics once, from the moment it began; one thread's own events too.
 * - Events of one publisher and priority reach a handler in order. High goes before medium before low, also when published
 *   later. A handler that returns a promise may be called again before it settles.
 * - A subscriber that is too slow misses the oldest events, counted in `missed`; it holds up nobody but, in high priority, a
 *   publisher for `stallMs`, once, until it takes events again.
 * - Handlers run from the event loop, never within `publish`, with one exception: where more than `limits.busQueue`
 *   deliveries of a priority wait in a thread, that thread's `publish` runs the oldest ones itself (`fallbacks`).
 * - An open bus with nothing to do costs nothing and keeps no process alive.
 */
export class EventBus<T extends TopicTable> {
  /** To be passed to other threads, which {@link attach} to it. */
  readonly buffer: SharedArrayBuffer;
  readonly #topics: readonly Topic[];
  readonly #byName: ReadonlyMap<string, Topic>;
  readonly #metrics: readonly TopicMetrics[];
  readonly #codec = new PayloadCodec();
  readonly #dispatcher: Dispatcher;
  readonly #inbox: Inbox;
  readonly #pump: Pump;
  readonly #publisher: Publisher;
  /** Ends the waits of {@link waitFor}. */
  readonly #waits = new Set<() => void>();
  #closing: Promise<{ left: number }> | undefined;
  #isClosed = false;

  private constructor(layout: BusLayout, topics: readonly Topic[], options: BusOptions) {
    this.buffer = layout.buffer;
    this.#topics = topics;
    this.#byName = new Map(topics.map((topic) => [topic.name, topic]));
    this.#metrics = startMetrics(topics);
    const seats = new Seats(layout);
    const channels = priorities.map((_, priority) => new Channel(layout, seats, topics, priority));
    const dispatcher = new Dispatcher({
      workers: options.workers ?? layout.workers,
      onError: options.onError,
      onFree: () => this.#pump.resume(),
    });
    this.#dispatcher = dispatcher;
    this.#inbox = new Inbox({ topics, channels, seats, dispatcher, codec: this.#codec, metrics: this.#metrics });
    this.#pump = new Pump(this.#inbox, dispatcher);
    const stallMs = options.stallMs ?? limits.busStallMs;
    this.#publisher = new Publisher({ channels, inbox: this.#inbox, dispatcher, stallMs });
  }

  /** Makes a bus; `workers` becomes the default of all threads. Throws `bus.size` for a size that cannot be. */
  static create<T extends TopicTable>(table: T, options: BusCreation = {}): EventBus<T> {
    const topics = numberTopics(table);
    const { slots = limits.busSlots, bytes = limits.busBytes, workers = limits.busWorkers } = options;
    return new EventBus<T>(BusLayout.create(topics, { slots, bytes, workers }), topics, options);
  }

  /** Joins a bus made by another thread with the same topics; throws `arena.mismatch` if they differ. */
  static attach<T extends TopicTable>(table: T, buffer: SharedArrayBuffer, options: BusOptions = {}): EventBus<T> {
    const topics = numberTopics(table);
    return new EventBus<T>(BusLayout.attach(topics, buffer), topics, options);
  }

  /**
   * Publishes to all subscriptions of all threads. Blocks only in high priority, where a subscriber has a full ring
   * unread: for `stallMs` at most. Throws `bus.closed`, `bus.unknown-topic`, `bus.payload-too-large` (over
   * `limits.eventBytes`), and a TypeError for a payload that JSON cannot hold. Allowed while the bus is closing.
   */
  publish<N extends TopicName<T>>(name: N, payload: PayloadOf<T[N]>): void {
    if (this.#isClosed) throw closed("publish on");
    const topic = this.#topic(name);
    const bytes = this.#codec.encode(name, payload);
    const draft = { topic: topic.index, publisher: threadId, time: Date.now(), bytes };
    this.#publisher.publish(topic.priority, draft);
    const metrics = this.#metrics[topic.index];
    if (metrics !== undefined) metrics.published += 1;
  }

  /**
   * Calls `handler` in this thread with each event of the topic that is published from now on. Throws `bus.closed`,
   * `bus.unknown-topic`, and `bus.too-many-subscribers` when `limits.busSubscribers` threads subscribe already.
   */
  subscribe<N extends TopicName<T>>(
    name: N,
    handler: (event: BusEvent<N, PayloadOf<T[N]>>) => void | Promise<void>,
  ): Subscription {
    // Checked border: a handler of this topic is only ever called with events of this topic.
    return this.#subscribe([this.#topic(name)], handler as Handler);
  }

  /** As {@link subscribe}, to all topics. */
  subscribeAll(handler: (event: AnyEvent<T>) => void | Promise<void>): Subscription {
    // Checked border: the events are of this table's topics.
    return this.#subscribe(this.#topics, handler as Handler);
  }

  /** As {@link subscribe}, for the first event only. */
  once<N extends TopicName<T>>(
    name: N,
    handler: (event: BusEvent<N, PayloadOf<T[N]>>) => void | Promise<void>,
  ): Subscription {
    const subscription = this.subscribe(name, (event) => {
      subscription.close();
      return handler(event);
    });
    return subscription;
  }

  /**
   * Settles with the first event of the topic that `accept` says true to, or with undefined after `timeoutMs` or when the
   * bus closes. An `accept` that throws counts as a failed handler and has said no.
   */
  waitFor<N extends TopicName<T>>(
    name: N,
    accept: (event: BusEvent<N, PayloadOf<T[N]>>) => boolean,
    timeoutMs: number,
  ): Promise<BusEvent<N, PayloadOf<T[N]>> | undefined> {
    return new Promise((resolve) => {
      const end = (event?: BusEvent<N, PayloadOf<T[N]>>) => {
        clearTimeout(timer);
        this.#waits.delete(end);
        subscription.close();
        resolve(event);
      };
      const subscription = this.subscribe(name, (event) => {
        if (accept(event)) end(event);
      });
      const timer = setTimeout(end, timeoutMs);
      this.#waits.add(end);
    });
  }

  /** Counters of this thread's end of the bus. */
  metrics(): BusMetrics<TopicName<T>> {
    const topics = Object.fromEntries(this.#topics.map(({ name, index }) => [name, { ...this.#metrics[index] }]));
    // Checked border: one entry for each topic of the table, each with all counters.
    return { topics: topics as Record<TopicName<T>, TopicMetrics>, missed: this.#inbox.missed };
  }

  /**
   * Takes no further events, lets the handlers finish those published so far, and ends this thread's subscriptions, after
   * `timeoutMs` in any case; says how many deliveries were queued or under way then. Other threads are not affected.
   * Repeated calls return the first one's promise.
   */
  close(timeoutMs: number): Promise<{ left: number }> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<{ left: number }> {
    this.#inbox.drain();
    if (this.#dispatcher.pending > 0) await this.#pump.idle(timeoutMs);
    const left = this.#dispatcher.pending;
    this.#isClosed = true;
    this.#pump.stop();
    this.#dispatcher.clear();
    for (const end of this.#waits) end();
    this.#inbox.close();
    return { left };
  }

  #subscribe(topics: readonly Topic[], handler: Handler): Subscription {
    if (this.#closing !== undefined) throw closed("subscribe to");
    const subscription = this.#inbox.subscribe(topics, handler);
    this.#pump.start();
    return subscription;
  }

  #topic(name: string): Topic {
    const topic = this.#byName.get(name);
    if (topic !== undefined) return topic;
    throw new CoreError(
      "bus.unknown-topic",
      `no topic "${name}" on this bus; it has ${[...this.#byName.keys()].map((known) => `"${known}"`).join(", ")}`,
    );
  }
}

function closed(what: string): CoreError {
  return new CoreError("bus.closed", `cannot ${what} this event bus: this thread has closed it`);
}
