/** The event bus: typed topics across threads. */

export { type BatchOptions, BusBatch } from "./batch.ts";
export { EventBus } from "./bus.ts";
export type { TopicCounters } from "./counters.ts";
export { type AnyEvent, BusEvent } from "./event.ts";
export type { BusErrorHandler } from "./failures.ts";
export type { BusMetrics, TopicMetrics } from "./metrics.ts";
export type { BusCreation, BusOptions, RingSize } from "./options.ts";
export type { BusCounters, RingCounters } from "./overview.ts";
export type { Subscription } from "./subscription.ts";
export {
  type HandlerFailure,
  type PayloadOf,
  type Priority,
  priorities,
  rawTopic,
  type TopicName,
  type TopicSpec,
  type TopicTable,
  topic,
} from "./topic.ts";
