/** One priority in one thread: what has been taken out of its ring and not yet been handled, in order. */

import { entryAt } from "../entry.ts";
import { BusEvent } from "./event.ts";
import { Fifo } from "./fifo.ts";
import type { RingReader } from "./reader.ts";
import type { LocalSubscription } from "./subscription.ts";
import type { Topic } from "./topic.ts";

/** The subscriptions of each topic, in the order in which they began. A list is replaced, never changed. */
export type Routes = (readonly LocalSubscription[])[];

/** The same for waits, without the topics that nobody waits for. */
export type Watches = Map<number, readonly LocalSubscription[]>;

/** An event that a wait is to look at: in the order in which they were taken. */
export interface Watched {
  readonly priority: number;
  readonly topic: number;
  readonly event: BusEvent;
  readonly watch: LocalSubscription;
}

export interface LaneParts {
  readonly topics: readonly Topic[];
  readonly routes: Routes;
  readonly watches: Watches;
  /** Gets each event that a wait is to look at, as soon as it has been taken. */
  readonly watched: Fifo<Watched>;
}

interface Queued {
  readonly topic: number;
  readonly event: BusEvent;
}

/**
 * Handlers are called while its state is between two calls, and may themselves publish, which may take and handle events
 * here: so each method leaves everything in order before it returns.
 */
export class Lane {
  readonly priority: number;
  readonly reader: RingReader;
  /** The event that {@link next} told a handler run of, and its topic. */
  event: BusEvent | undefined;
  topic = 0;
  #sequence = 0;
  readonly #topics: readonly Topic[];
  readonly #routes: Routes;
  readonly #watches: Watches;
  readonly #watched: Fifo<Watched>;
  #recipients: readonly LocalSubscription[] = [];
  #nextRecipient = 0;
  /** Events taken from the run that the reader holds. */
  readonly #queue = new Fifo<Queued>();
  #index = 0;
  #count = 0;

  constructor(priority: number, reader: RingReader, { topics, routes, watches, watched }: LaneParts) {
    this.priority = priority;
    this.reader = reader;
    this.#topics = topics;
    this.#routes = routes;
    this.#watches = watches;
    this.#watched = watched;
  }

  /** Events taken, of which some handler run may be due. */
  get held(): number {
    const current = this.#nextRecipient < this.#recipients.length ? 1 : 0;
    return current + this.#queue.length + this.#count - this.#index;
  }

  get hasHeld(): boolean {
    return this.#index < this.#count || this.#nextRecipient < this.#recipients.length || this.#queue.length > 0;
  }

  /** Takes the next run out of the ring, when nothing is held. */
  fill(most: number): void {
    this.#count = this.reader.take(most);
    this.#index = 0;
    if (this.#watches.size > 0) this.#noteWatched();
  }

  /** Takes up to `most` events out of the ring, behind those that are held. Returns how many. */
  stock(most: number): number {
    this.#shelve();
    let taken = 0;
    while (taken < most && this.reader.isReading && this.reader.hasNews) {
      this.fill(most - taken);
      taken += this.#count;
      this.#shelve();
    }
    return taken;
  }

  /** The next handler run that is due; undefined: none is. */
  next(): LocalSubscription | undefined {
    for (;;) {
      while (this.#nextRecipient < this.#recipients.length) {
        const recipient = entryAt(this.#recipients, this.#nextRecipient++);
        if (recipient.wants(this.priority, this.#sequence)) return recipient;
      }
      if (!this.#advance()) return undefined;
    }
  }

  /** Calls `visit` with the topic of each handler run that is due for events held. */
  forEachDue(visit: (topic: number) => void): void {
    this.#shelve();
    const due = (recipients: readonly LocalSubscription[], sequence: number, topic: number) => {
      for (const one of recipients) if (one.wants(this.priority, sequence)) visit(topic);
    };
    due(this.#recipients.slice(this.#nextRecipient), this.#sequence, this.topic);
    this.#queue.forEach(({ event, topic }) => {
      due(this.#routes[topic] ?? [], event.sequence, topic);
    });
  }

  /** Forgets what is held. */
  clear(): void {
    this.#recipients = [];
    this.#queue.clear();
    this.#index = this.#count;
  }

  /** Makes the next event that anybody subscribes to the current one; false: there is none. */
  #advance(): boolean {
    this.#nextRecipient = 0;
    const queued = this.#queue.shift();
    if (queued !== undefined) {
      this.event = queued.event;
      this.#sequence = queued.event.sequence;
      this.topic = queued.topic;
      this.#recipients = this.#routes[queued.topic] ?? [];
      return true;
    }
    while (this.#index < this.#count) {
      const index = this.#index++;
      const topic = this.reader.slab.topic(this.reader.first + index);
      const recipients = this.#routes[topic];
      if (recipients === undefined || recipients.length === 0) continue;
      this.topic = topic;
      this.event = this.#event(index, topic);
      this.#sequence = this.reader.firstSequence + index;
      this.#recipients = recipients;
      return true;
    }
    this.#recipients = [];
    this.event = undefined;
    return false;
  }

  /** Notes what waits are to look at in the run just taken. */
  #noteWatched(): void {
    const { priority } = this;
    for (let index = 0; index < this.#count; index++) {
      const topic = this.reader.slab.topic(this.reader.first + index);
      const watches = this.#watches.get(topic) ?? [];
      const event = watches.length > 0 ? this.#event(index, topic) : undefined;
      if (event !== undefined) for (const watch of watches) this.#watched.push({ priority, topic, event, watch });
    }
  }

  /** Moves what is left of the reader's run to the queue. */
  #shelve(): void {
    while (this.#index < this.#count) {
      const index = this.#index++;
      const topic = this.reader.slab.topic(this.reader.first + index);
      const event = this.#event(index, topic);
      if (event !== undefined && (this.#routes[topic]?.length ?? 0) > 0) this.#queue.push({ topic, event });
    }
  }

  /** Event `index` of those taken last; undefined: a void one. */
  #event(index: number, topic: number): BusEvent | undefined {
    const { slab, first, firstSequence } = this.reader;
    const known = this.#topics[topic];
    return known && new BusEvent(known, slab, first + index, firstSequence + index);
  }
}
