/** The reading side of one thread: its lanes, and who subscribes to what. */

import { entryAt } from "../entry.ts";
import type { Channel } from "./channel.ts";
import type { Handler } from "./event.ts";
import { Fifo } from "./fifo.ts";
import { Lane, type Routes, type Watched, type Watches } from "./lane.ts";
import type { RingViews } from "./layout.ts";
import { type OnHeldUp, RingReader } from "./reader.ts";
import { LocalSubscription } from "./subscription.ts";
import type { Topic } from "./topic.ts";

export interface InboxParts {
  readonly topics: readonly Topic[];
  readonly rings: readonly RingViews[];
  readonly channels: readonly Channel[];
  /** Events of one priority that are held at most, but for a drain. */
  readonly queue: number;
  /** Called with true when the first subscription begins, and with false when the last has ended. */
  readonly onSubscriber: (subscribes: boolean) => void;
  /** Called when a ring's lock could not be had: {@link Inbox.lookAgain} is to be called later. */
  readonly onHeldUp: OnHeldUp;
}

export class Inbox {
  /** One per priority. */
  readonly lanes: readonly Lane[];
  /** This thread has published something that it reads itself, since {@link urgent} looked. */
  isInterrupted = false;
  /** What waits are to look at, whoever takes it and however busy this thread's workers are. */
  readonly watched: Fifo<Watched> = new Fifo();
  readonly #queue: number;
  readonly #onSubscriber: (subscribes: boolean) => void;
  readonly #routes: Routes;
  readonly #watches: Watches = new Map();
  readonly #subscriptions = new Set<LocalSubscription>();
  #missed = 0;
  #holdUps = 0;
  #left = 0;

  constructor({ topics, rings, channels, queue, onSubscriber, onHeldUp }: InboxParts) {
    this.#queue = queue;
    this.#onSubscriber = onSubscriber;
    this.#routes = topics.map(() => []);
    this.lanes = channels.map(({ claims, gate }, priority) => {
      const ring = entryAt(rings, priority);
      const own = topics.filter((topic) => topic.priority === priority).map((topic) => topic.index);
      const onMissed = (missed: ReadonlyMap<number, number>, next: number) => this.#learn(priority, missed, next);
      const reader = new RingReader(ring, claims, gate, own, onMissed, (error) => {
        this.#holdUps++;
        onHeldUp(error);
      });
      const { watched } = this;
      return new Lane(priority, reader, { topics, routes: this.#routes, watches: this.#watches, watched });
    });
  }

  /** Events that were overtaken before this thread took them. */
  get missed(): number {
    return this.#missed;
  }

  /** How often a ring's lock could not be had at once. */
  get holdUps(): number {
    return this.#holdUps;
  }

  /** Throws `lock.timeout`, and has changed nothing then. */
  subscribe(topics: readonly Topic[], handler: Handler): LocalSubscription {
    const subscription = this.#begin(topics, handler);
    for (const { index } of topics) this.#routes[index] = [...(this.#routes[index] ?? []), subscription];
    return subscription;
  }

  /** As {@link subscribe}, for what is called as soon as an event is taken, before all handlers: see {@link watched}. */
  watch(topic: Topic, handler: Handler): LocalSubscription {
    const subscription = this.#begin([topic], handler);
    this.#watches.set(topic.index, [...(this.#watches.get(topic.index) ?? []), subscription]);
    return subscription;
  }

  /** The lane of the highest priority that has something to handle or to take. */
  urgent(): Lane | undefined {
    this.isInterrupted = false;
    for (const lane of this.lanes) {
      if (lane.hasHeld || (lane.reader.isReading && lane.reader.hasNews)) return lane;
    }
    return undefined;
  }

  /** Whether {@link stock} would take something. */
  get canStock(): boolean {
    return this.lanes.some((lane) => lane.reader.isReading && lane.held < this.#queue && lane.reader.hasNews);
  }

  /** Whether some lane would take what comes next. */
  get hasRoom(): boolean {
    return this.lanes.some((lane) => lane.reader.isReading && lane.held < this.#queue);
  }

  /** Takes what there is, until the queues are full. Returns how many events. */
  stock(): number {
    return this.lanes.reduce((taken, lane) => taken + lane.stock(this.#queue - lane.held), 0);
  }

  /** Takes all that has been published up to now, over the queues' limit (a ring's slots bound it), and reads no more. */
  drain(): void {
    for (const lane of this.lanes) {
      lane.stock(lane.reader.backlog());
      // What cannot be taken without the lock is left, and counted.
      if (lane.reader.isHeldUp) this.#forEachWaiting(lane, () => this.#left++);
      lane.reader.close();
    }
  }

  /** Handler runs that are due for events held, or that {@link drain} could not take. */
  get due(): number {
    let due = this.#left;
    for (const lane of this.lanes) lane.forEachDue(() => due++);
    return due;
  }

  /** Calls `visit` with the topic of each handler run that is due: for events held, and for those that wait in the ring. */
  forEachDue(visit: (topic: number) => void): void {
    for (const lane of this.lanes) {
      lane.forEachDue(visit);
      if (lane.reader.isReading) this.#forEachWaiting(lane, visit);
    }
  }

  /** Closes all subscriptions, and forgets what is held. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    for (const lane of this.lanes) lane.clear();
    this.watched.clear();
  }

  /** Whether something waits for {@link lookAgain}. */
  get isHeldUp(): boolean {
    return this.lanes.some((lane) => lane.reader.isHeldUp);
  }

  /** Tries again what a ring's lock has held up: now, or with what is taken next. */
  lookAgain(): void {
    for (const lane of this.lanes) lane.reader.lookAgain();
  }

  /** After {@link close}: no ring takes this end for a reader any more. */
  get hasLeft(): boolean {
    return this.lanes.every((lane) => !lane.reader.isMarked);
  }

  #begin(topics: readonly Topic[], handler: Handler): LocalSubscription {
    try {
      const subscription = new LocalSubscription({
        topics,
        from: (priority) => this.lanes[priority]?.reader.open() ?? 0,
        handler,
        onClose: (closed) => this.#forget(closed),
      });
      if (this.#subscriptions.size === 0) this.#onSubscriber(true);
      this.#subscriptions.add(subscription);
      return subscription;
    } catch (error) {
      // It may have begun to read one priority, and then have failed in another.
      this.#closeUnread();
      throw error;
    }
  }

  /** Calls `visit` with the topic of each handler run that is due for events that wait in the ring. */
  #forEachWaiting({ priority, reader }: Lane, visit: (topic: number) => void): void {
    reader.peek((topic, sequence) => {
      for (const one of this.#routes[topic] ?? []) if (one.wants(priority, sequence)) visit(topic);
    });
  }

  #learn(priority: number, missed: ReadonlyMap<number, number>, next: number): void {
    for (const count of missed.values()) this.#missed += count;
    for (const subscription of this.#subscriptions) subscription.miss(priority, missed, next);
  }

  #forget(closed: LocalSubscription): void {
    this.#subscriptions.delete(closed);
    if (this.#subscriptions.size === 0) this.#onSubscriber(false);
    for (const topic of closed.topics) {
      this.#routes[topic] = (this.#routes[topic] ?? []).filter((one) => one !== closed);
      const watches = (this.#watches.get(topic) ?? []).filter((one) => one !== closed);
      if (watches.length > 0) this.#watches.set(topic, watches);
      else this.#watches.delete(topic);
    }
    this.#closeUnread();
  }

  /** Reads no priority longer that no subscription reads. */
  #closeUnread(): void {
    for (const { priority, reader } of this.lanes) {
      if (![...this.#subscriptions].some((one) => one.reads(priority))) reader.close();
    }
  }
}
