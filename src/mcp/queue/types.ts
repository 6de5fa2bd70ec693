/** What agents send to each other. */

/** A message as its receiver gets it. */
export interface Message {
  /** Of this program's run, from 1 on in the order of sending. */
  readonly number: number;
  readonly channel: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Seconds after which nobody gets it any more. */
  readonly ttl: number;
}

/** What its sender says of it. */
export type Draft = Omit<Message, "number" | "sentAt">;

/** Where messages are received: from a channel, each by one receiver, or through a subscription, which has copies of its own. */
export type Place = { readonly channel: string } | { readonly subscription: string };

/** What a receiver gets. */
export interface Received {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Older ones that were dropped since something was received here last, as there was no room for them. */
  readonly dropped: number;
  /** Messages that wait still. */
  readonly left: number;
}

/** A message that somebody has waited for. */
export interface Delivery<Waiter> {
  readonly waiter: Waiter;
  readonly message: Message;
}

/** How a channel stands. */
export interface ChannelState {
  readonly channel: string;
  readonly messages: number;
  readonly subscriptions: number;
  readonly waiting: number;
  /** See {@link Received}. */
  readonly dropped: number;
}

/** Counted since the start. Every copy of a message is counted where it goes. */
export interface QueueCounts {
  readonly sent: number;
  readonly received: number;
  readonly expired: number;
  readonly dropped: number;
}
