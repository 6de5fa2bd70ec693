/** The event bus: typed topics, published in any thread and handled in any thread. */

import { Claims } from "../claims/index.ts";
import { entryAt } from "../entry.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { type BatchBus, type BatchOptions, BusBatch } from "./batch.ts";
import { Burials } from "./burials.ts";
import { Channel } from "./channel.ts";
import { Closing } from "./closing.ts";
import { CounterWriter, SeatCounters } from "./counters.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { AnyEvent, BusEvent, Handler } from "./event.ts";
import { Failures } from "./failures.ts";
import { Gate } from "./gate.ts";
import { Inbox } from "./inbox.ts";
import { BusLayout } from "./layout.ts";
import { type BusMetrics, measure, startTallies, type TopicTally } from "./metrics.ts";
import { type BusCreation, type BusOptions, checkCreation, checkOptions } from "./options.ts";
import { type BusCounters, countBus } from "./overview.ts";
import { PayloadEncoder } from "./payload.ts";
import { Publisher } from "./publisher.ts";
import { Pump } from "./pump.ts";
import { Seats } from "./seats.ts";
import type { Subscription } from "./subscription.ts";
import { numberTopics, type PayloadOf, type Topic, type TopicName, type TopicTable, type WithCore } from "./topic.ts";
import { Waits } from "./waits.ts";

/** The name of a topic of the table, or of one that every bus has. */
type AnyName<T extends TopicTable> = TopicName<WithCore<T>>;
type EventOf<T extends TopicTable, N extends AnyName<T>> = BusEvent<N, PayloadOf<WithCore<T>[N]>>;

/**
 * One thread's end of a bus; make one per thread, `limits.busThreads` at most. Close it before the thread ends, or have the
 * host say that the thread died ({@link threadDied}).
 *
 * - Each subscription gets each event of its topics once, from the moment it began; one thread's own events too.
 * - Events of one publisher and priority reach a handler in order. High goes before medium before low, also when published
 *   later. A handler that returns a promise may be called again before it settles.
 * - A subscriber that is too slow misses the oldest events (some `1 / limits.busStrides` of the ring at a time), counted in
 *   `missed`; it holds up nobody but, in high priority, a publisher for `stallMs`, once, until it takes events again.
 * - Handlers run from the event loop, never within `publish`, with one exception: where more than `queue` events of a
 *   priority wait in a thread, that thread's `publish` runs the oldest handlers itself (`fallbacks`).
 * - A handler that throws or rejects stops nobody. It is counted, told to `onError`, and published as
 *   "bus.handler-failed" (unless it was a handler of that very topic, and `limits.busFailures` a second at most).
 * - A handler with much to compute gives it to a pool of threads of the host's and returns the promise: that counts as one
 *   of the workers, and this thread goes on.
 * - An open bus with nothing to do costs nothing and keeps no process alive.
 */
export class EventBus<T extends TopicTable> {
  /** To be passed to other threads, which {@link attach} to it. */
  readonly buffer: SharedArrayBuffer;
  readonly #layout: BusLayout;
  readonly #topics: readonly Topic[];
  readonly #byName: ReadonlyMap<string, Topic>;
  readonly #tallies: readonly TopicTally[];
  readonly #counters: CounterWriter;
  readonly #encoder = new PayloadEncoder();
  readonly #channels: readonly Channel[];
  readonly #dispatcher: Dispatcher;
  readonly #inbox: Inbox;
  readonly #pump: Pump;
  readonly #publisher: Publisher;
  readonly #burials: Burials;
  readonly #waits = new Waits();
  readonly #closing: Closing;

  private constructor(layout: BusLayout, topics: readonly Topic[], options: BusOptions) {
    this.buffer = layout.buffer;
    this.#layout = layout;
    this.#topics = topics;
    this.#byName = new Map(topics.map((topic) => [topic.name, topic]));
    this.#tallies = startTallies(topics);
    const seats = new Seats(layout);
    const seat = seats.take();
    this.#counters = new CounterWriter(new SeatCounters(layout, topics, seat.index), this.#tallies);
    this.#channels = layout.rings.map((ring) => {
      const claims = new Claims(ring.claims);
      return new Channel(ring, claims, new Gate(ring, claims, seats, seat));
    });
    this.#burials = new Burials({ layout, topics, channels: this.#channels, seats });
    const queue = options.queue ?? layout.queue;
    this.#inbox = new Inbox({
      topics,
      rings: layout.rings,
      channels: this.#channels,
      queue,
      onSubscriber: (subscribes) => {
        if (seat.markSubscriber(subscribes)) layout.countSubscriber(subscribes ? 1 : -1);
      },
      onHeldUp: (error) => this.#pump.holdUp(error),
    });
    const failures = new Failures({
      tallies: this.#tallies,
      onError: options.onError,
      publish: (failure) => this.#publish("bus.handler-failed", failure),
    });
    this.#dispatcher = new Dispatcher({
      tallies: this.#tallies,
      workers: () => options.workers ?? Math.max(1, Math.floor(layout.workers / Math.max(1, layout.subscribers()))),
      onFailure: (error, event, topic) => failures.ofHandler(error, event, topic),
      onFree: () => this.#pump.resume(),
    });
    this.#pump = new Pump({
      inbox: this.#inbox,
      dispatcher: this.#dispatcher,
      arrival: seat.arrival,
      onPause: () => this.#counters.write(),
      onFailure: (error) => failures.ofDelivery(error),
    });
    this.#closing = new Closing({
      inbox: this.#inbox,
      dispatcher: this.#dispatcher,
      pump: this.#pump,
      waits: this.#waits,
      counters: this.#counters,
      seat,
    });
    this.#publisher = new Publisher({
      channels: this.#channels,
      inbox: this.#inbox,
      dispatcher: this.#dispatcher,
      stallMs: options.stallMs ?? limits.busStallMs,
      queue,
      onWait: (priority) => layout.countWait(priority),
    });
  }

  /**
   * Makes a bus. Throws `bus.size` and `bus.option` for what cannot be (with the range), `bus.reserved-topic` for a topic
   * whose name begins with "bus.".
   */
  static create<T extends TopicTable>(table: T, options: BusCreation = {}): EventBus<T> {
    const topics = numberTopics(table);
    return new EventBus<T>(BusLayout.create(topics, checkCreation(options)), topics, options);
  }

  /**
   * Joins a bus made by another thread with the same topics. Throws `arena.mismatch` if they differ, `bus.option`, and
   * `bus.too-many-threads` when `limits.busThreads` ends are open already.
   */
  static attach<T extends TopicTable>(table: T, buffer: SharedArrayBuffer, options: BusOptions = {}): EventBus<T> {
    checkOptions(options);
    const topics = numberTopics(table);
    return new EventBus<T>(BusLayout.attach(topics, buffer), topics, options);
  }

  /**
   * Publishes to all subscriptions of all threads. Blocks only in high priority, where a subscriber has a full ring
   * unread: for `stallMs` at most. Throws `bus.closed`, `bus.unknown-topic`, `bus.payload-too-large` (over
   * `limits.eventBytes`, or a quarter of the priority's bytes), and a TypeError for a payload that the topic cannot hold.
   * Where another publisher died in the middle and nobody has said so, `lock.timeout` or `ring.no-room` after
   * `limits.lockMs`. Allowed while the bus is closing.
   */
  publish<N extends TopicName<T>>(name: N, payload: PayloadOf<T[N]>): void {
    this.#publish(name, payload);
  }

  /** A batch for this end of the bus: for who publishes many events at a time. Throws `bus.size` for an impossible size. */
  batch(options: BatchOptions = {}): BusBatch<T> {
    const bus: BatchBus = {
      encoder: this.#encoder,
      topic: (name) => this.#topic(name),
      mostBytes: this.#channels.map((channel) => channel.mostBytes),
      publishPart: (priority, part) => {
        if (this.#closing.isOver) throw closed("publish on");
        this.#publisher.publishPart(priority, part, (from, to) => {
          for (let index = from; index < to; index++) this.#tally(part.topic(index)).published++;
          this.#counters.noteLater(to - from);
        });
      },
    };
    return new BusBatch<T>(bus, options);
  }

  /**
   * Calls `handler` in this thread with each event of the topic that is published from now on. Throws `bus.closed`,
   * `bus.unknown-topic`, and `lock.timeout` as {@link publish} does; then it has changed nothing.
   */
  subscribe<N extends AnyName<T>>(name: N, handler: (event: EventOf<T, N>) => void | Promise<void>): Subscription {
    // Checked border: a handler of this topic is only ever called with events of this topic.
    return this.#subscribe([this.#topic(name)], handler as Handler);
  }

  /** As {@link subscribe}, to all topics, "bus.handler-failed" among them. */
  subscribeAll(handler: (event: AnyEvent<T>) => void | Promise<void>): Subscription {
    // Checked border: the events are of this table's topics.
    return this.#subscribe(this.#topics, handler as Handler);
  }

  /** As {@link subscribe}, for the first event only. */
  once<N extends AnyName<T>>(name: N, handler: (event: EventOf<T, N>) => void | Promise<void>): Subscription {
    const subscription = this.subscribe(name, (event: EventOf<T, N>) => {
      subscription.close();
      return handler(event);
    });
    return subscription;
  }

  /**
   * Settles with the first event of the topic that `accept` says true to, or with undefined after `timeoutMs` or when the
   * bus closes. Needs no free worker, so a handler may await it; only where more than `queue` events of the priority wait
   * for other handlers must those go on first. `accept` is called before the handlers, and where those are (see above) also
   * within `publish`; one that throws counts as a failed handler and has said no.
   */
  waitFor<N extends AnyName<T>>(
    name: N,
    accept: (event: EventOf<T, N>) => boolean,
    timeoutMs: number,
  ): Promise<EventOf<T, N> | undefined> {
    const topic = () => this.#topic(name);
    // Checked border: as in subscribe().
    const watch = (handler: (event: EventOf<T, N>) => void) =>
      this.#begin(() => this.#inbox.watch(topic(), handler as Handler));
    return this.#waits.begin(watch, accept, timeoutMs);
  }

  /** Counters of this thread's end of the bus. */
  metrics(): BusMetrics<AnyName<T>> {
    // Checked border: one entry for each topic of the table and of the bus itself.
    return measure(this.#topics, this.#tallies, this.#inbox) as BusMetrics<AnyName<T>>;
  }

  /**
   * Counters of all threads, since the bus was made. What a thread counts about its topics it writes down when it pauses, so
   * a thread that is busy (or died) may have counted a few ms more.
   */
  counters(): BusCounters<AnyName<T>> {
    // Checked border: one entry for each topic.
    return countBus(this.#layout, this.#topics, this.#channels) as BusCounters<AnyName<T>>;
  }

  /**
   * What the host says of every thread that ended (`threadId` in that thread): commits as nothing what it had begun to
   * publish, gives its seats away, and wakes whoever waited for it. Returns how many claims were abandoned. `id` must not be
   * the number of a thread that still runs. One call for each death is enough, as of `LogRing.threadDied`.
   */
  threadDied(id: number): number {
    const abandoned = this.#burials.threadDied(id);
    this.#pump.goOn();
    return abandoned;
  }

  /**
   * Takes no further events, lets the handlers finish those published so far, and ends this thread's subscriptions, after
   * `timeoutMs` in any case; says how many handler runs were due or under way then. Other threads are not affected.
   * Repeated calls return the first one's promise.
   *
   * Rejects with `lock.timeout` where a thread died with a lock of the bus and nobody has said so for `limits.lockMs`: all
   * is over but that this end still has its seat. The next call gives that back.
   */
  close(timeoutMs: number): Promise<{ left: number }> {
    return this.#closing.close(timeoutMs);
  }

  #publish(name: string, payload: unknown): void {
    if (this.#closing.isOver) throw closed("publish on");
    const topic = this.#topic(name);
    this.#publisher.publish(topic, this.#encoder.encode(topic, payload));
    this.#tally(topic.index).published++;
    this.#counters.noteLater(1);
  }

  #subscribe(topics: readonly Topic[], handler: Handler): Subscription {
    return this.#begin(() => this.#inbox.subscribe(topics, handler));
  }

  #begin(subscribe: () => Subscription): Subscription {
    if (this.#closing.hasBegun) throw closed("subscribe to");
    const subscription = subscribe();
    this.#pump.start();
    return subscription;
  }

  #tally(topic: number): TopicTally {
    return entryAt(this.#tallies, topic);
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
