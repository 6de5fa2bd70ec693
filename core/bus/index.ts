/** The event bus: typed topics across threads. */

export { type BusCreation, type BusOptions, EventBus } from "./bus.ts";
export type { BusErrorHandler } from "./dispatcher.ts";
export type { BusMetrics, TopicMetrics } from "./metrics.ts";
export type { Subscription } from "./subscription.ts";
export {
  type AnyEvent,
  type BusEvent,
  type PayloadOf,
  type Priority,
  type TopicName,
  type TopicSpec,
  type TopicTable,
  topic,
} from "./topic.ts";
