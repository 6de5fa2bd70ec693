/** Messages between the agents of one Brummer: the queues with a clock, and with promises for who waits. In memory only. */

import { QueueState } from "./state.ts";
import type { ChannelState, Draft, Message, Place, QueueCounts, Received } from "./types.ts";

/** Gets a message; undefined: none will come. */
type Waiter = (message: Message | undefined) => void;

export class AgentQueue {
  readonly #now: () => number;
  readonly #state = new QueueState<Waiter>(() => crypto.randomUUID().slice(0, 8));
  readonly #listeners = new Set<(channel: string) => void>();

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get counts(): QueueCounts {
    return this.#state.counts;
  }

  /** To one receiver of the channel and to all its subscriptions. */
  send(draft: Draft): { readonly message: Message; readonly dropped: number } {
    const { message, deliveries, dropped } = this.#state.send(draft, this.#now());
    for (const delivery of deliveries) delivery.waiter(delivery.message);
    this.#changed(draft.channel);
    return { message, dropped };
  }

  /** What is there; see `QueueState`. */
  receive(place: Place, limit: number, room: (message: Message) => boolean): Received {
    const received = this.#state.receive(place, limit, this.#now(), room);
    if (received.messages.length > 0 && "channel" in place) this.#changed(place.channel);
    return received;
  }

  /**
   * The next message that comes there, for who has just received nothing; undefined: none within so many milliseconds, the
   * subscription has ended, or nobody waits for the answer any more. Who asks first is served first.
   */
  async next(place: Place, milliseconds: number, signal: AbortSignal): Promise<Message | undefined> {
    if (signal.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<Message | undefined>();
    const waiter: Waiter = (message) => resolve(message);
    this.#state.wait(place, waiter, this.#now());
    const giveUp = () => {
      this.#state.cancel(place, waiter, this.#now());
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, milliseconds);
    signal.addEventListener("abort", giveUp, { once: true });
    const message = await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    // It came in the moment in which its receiver went.
    if (message === undefined || !signal.aborted) return message;
    for (const delivery of this.#state.giveBack(place, message, this.#now())) delivery.waiter(delivery.message);
    return undefined;
  }

  subscribe(channel: string): string {
    return this.#state.subscribe(channel, this.#now());
  }

  /** Its channel. */
  unsubscribe(id: string): string {
    const { channel, dismissed } = this.#state.unsubscribe(id, this.#now());
    for (const waiter of dismissed) waiter(undefined);
    return channel;
  }

  peek(channel: string): readonly Message[] {
    return this.#state.peek(channel, this.#now());
  }

  channels(): ChannelState[] {
    return this.#state.channels(this.#now());
  }

  /** Calls back with the channel in which something was sent or received, until the function that comes back is called. */
  listen(heard: (channel: string) => void): () => void {
    const listener = (channel: string) => heard(channel);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(channel: string): void {
    for (const listener of this.#listeners) listener(channel);
  }
}
