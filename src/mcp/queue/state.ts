/** The queues of all channels, as a state machine: what time it is, and who waits, comes from outside. */

import { byteLength } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { ToolError } from "../tool-error.ts";
import { Box } from "./box.ts";
import type { ChannelState, Delivery, Draft, Message, Place, QueueCounts, Received } from "./types.ts";

interface Subscription<Waiter> {
  readonly channel: string;
  readonly box: Box<Waiter>;
  /** When it was received from last, milliseconds since 1970. */
  usedAt: number;
}

/** What became of a message that was sent. */
export interface Sent<Waiter> {
  readonly message: Message;
  /** Who gets it at once. */
  readonly deliveries: readonly Delivery<Waiter>[];
  /** Older messages of the channel that were dropped for it; of a subscription its receiver hears. */
  readonly dropped: number;
}

/**
 * A channel is there while it has messages, subscriptions or somebody who waits. `now`: milliseconds since 1970. Methods throw a
 * {@link ToolError} where there is no room, or no such subscription.
 */
export class QueueState<Waiter> {
  readonly #newId: () => string;
  readonly #channels = new Map<string, Box<Waiter>>();
  readonly #subscriptions = new Map<string, Subscription<Waiter>>();
  readonly #counts = { sent: 0, received: 0, expired: 0, dropped: 0 };
  #lastNumber = 0;

  /** `newId`: a subscription's, which nobody guesses. */
  constructor(newId: () => string) {
    this.#newId = newId;
  }

  get counts(): QueueCounts {
    return this.#counts;
  }

  send(draft: Draft, now: number): Sent<Waiter> {
    this.#clean(now);
    const bytes = byteLength(JSON.stringify(draft.payload));
    if (bytes > mcpLimits.queuePayloadBytes) {
      throw new ToolError(
        `The payload has ${bytes} bytes, and ${mcpLimits.queuePayloadBytes} are allowed. Write it to a file and send its path.`,
      );
    }
    const box = this.#box(draft.channel);
    const message = { ...draft, number: ++this.#lastNumber, sentAt: now };
    const boxes = [box, ...this.#of(draft.channel).map((subscription) => subscription.box)];
    const results = boxes.map((one) => one.put(message, bytes, now));
    this.#counts.sent++;
    this.#counts.dropped += results.reduce((sum, { dropped }) => sum + dropped, 0);
    const deliveries = results.flatMap(({ waiter }) => (waiter === undefined ? [] : [{ waiter, message }]));
    this.#counts.received += deliveries.length;
    this.#free(draft.channel, now);
    return { message, deliveries, dropped: results[0]?.dropped ?? 0 };
  }

  receive(place: Place, limit: number, now: number, room: (message: Message) => boolean): Received {
    this.#clean(now);
    const received = this.#find(place, now)?.take(limit, now, room) ?? { messages: [], dropped: 0, left: 0 };
    this.#counts.received += received.messages.length;
    if ("channel" in place) this.#free(place.channel, now);
    return received;
  }

  /** The next message that comes there goes to this waiter, after those who wait already. For who has received nothing just now. */
  wait(place: Place, waiter: Waiter, now: number): void {
    const box = "channel" in place ? this.#box(place.channel) : this.#find(place, now);
    box?.wait(waiter);
  }

  /** It waits no longer. */
  cancel(place: Place, waiter: Waiter, now: number): void {
    if ("channel" in place) {
      this.#channels.get(place.channel)?.cancel(waiter);
      this.#free(place.channel, now);
    } else {
      const subscription = this.#subscriptions.get(place.subscription);
      if (subscription?.box.cancel(waiter) === true) subscription.usedAt = now;
    }
  }

  /** A message that was delivered and has reached nobody. */
  giveBack(place: Place, message: Message, now: number): readonly Delivery<Waiter>[] {
    this.#counts.received--;
    const bytes = byteLength(JSON.stringify(message.payload));
    const box = "channel" in place ? this.#boxIfRoom(place.channel) : this.#subscriptions.get(place.subscription)?.box;
    const waiter = box?.putBack(message, bytes);
    if (waiter === undefined) return [];
    this.#counts.received++;
    if ("channel" in place) this.#free(place.channel, now);
    return [{ waiter, message }];
  }

  /** A subscription that gets a copy of all that is sent from now on; its id. */
  subscribe(channel: string, now: number): string {
    this.#clean(now);
    if (this.#subscriptions.size >= mcpLimits.queueSubscriptions) {
      throw new ToolError(
        `There are ${mcpLimits.queueSubscriptions} subscriptions, which is the most. End one with queue_unsubscribe.`,
      );
    }
    this.#box(channel);
    const id = this.#newId();
    this.#subscriptions.set(id, { channel, box: new Box(this.#expired), usedAt: now });
    return id;
  }

  /** Ends it, with what waits in it; who waits for something there gets nothing any more. */
  unsubscribe(id: string, now: number): { readonly channel: string; readonly dismissed: readonly Waiter[] } {
    this.#clean(now);
    const { channel, box } = this.#subscription(id);
    this.#subscriptions.delete(id);
    this.#free(channel, now);
    return { channel, dismissed: box.dismiss() };
  }

  /** What waits in a channel, oldest first; it stays. */
  peek(channel: string, now: number): readonly Message[] {
    this.#clean(now);
    return this.#channels.get(channel)?.peek(now) ?? [];
  }

  /** In the order in which they came to be. */
  channels(now: number): ChannelState[] {
    this.#clean(now);
    return [...this.#channels].map(([channel, box]) => ({
      channel,
      messages: box.size(now),
      subscriptions: this.#of(channel).length,
      waiting: box.waiting,
      dropped: box.dropped,
    }));
  }

  readonly #expired = (count: number) => {
    this.#counts.expired += count;
  };

  /** Where messages wait; undefined: a channel in which nothing does. */
  #find(place: Place, now: number): Box<Waiter> | undefined {
    if ("channel" in place) return this.#channels.get(place.channel);
    const subscription = this.#subscription(place.subscription);
    subscription.usedAt = now;
    return subscription.box;
  }

  #subscription(id: string): Subscription<Waiter> {
    const found = this.#subscriptions.get(id);
    if (found !== undefined) return found;
    const hours = mcpLimits.queueIdleMs / 3_600_000;
    throw new ToolError(
      `There is no subscription "${id}": it was ended, or nobody has received from it for ${hours} hours. queue_subscribe gives a new one.`,
    );
  }

  #of(channel: string): Subscription<Waiter>[] {
    return [...this.#subscriptions.values()].filter((one) => one.channel === channel);
  }

  /** The channel's, a new one where there is none. */
  #box(channel: string): Box<Waiter> {
    const box = this.#boxIfRoom(channel);
    if (box !== undefined) return box;
    throw new ToolError(
      `There are ${mcpLimits.queueChannels} channels, which is the most. One goes when its messages are received or too old: queue_stats shows them.`,
    );
  }

  #boxIfRoom(channel: string): Box<Waiter> | undefined {
    const known = this.#channels.get(channel);
    if (known !== undefined || this.#channels.size >= mcpLimits.queueChannels) return known;
    const box = new Box<Waiter>(this.#expired);
    this.#channels.set(channel, box);
    return box;
  }

  /** Forgets what is too old, everywhere. */
  #clean(now: number): void {
    for (const [id, { box, usedAt }] of this.#subscriptions) {
      if (box.waiting === 0 && now - usedAt > mcpLimits.queueIdleMs) this.#subscriptions.delete(id);
    }
    for (const channel of this.#channels.keys()) this.#free(channel, now);
  }

  /** Forgets a channel in which there is nothing. */
  #free(channel: string, now: number): void {
    const box = this.#channels.get(channel);
    if (box === undefined || box.waiting > 0 || box.size(now) > 0 || this.#of(channel).length > 0) return;
    this.#channels.delete(channel);
  }
}
