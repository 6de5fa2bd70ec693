/** The shared-memory core: what the rest of the program may use of it. */

export {
  type BusEvent,
  EventBus,
  type Subscription,
  topic,
} from "./bus/index.ts";
export { CoreError, type CoreErrorCode } from "./errors.ts";
export { limits } from "./limits.ts";
export {
  flag,
  type Level,
  LogBatch,
  type LogFollower,
  type LogReader,
  type LogRecord,
  LogRing,
  type LogWriter,
  level,
  type RecordFields,
  type RecordFilter,
  type Records,
  type SearchQuery,
  type Stream,
  stream,
} from "./ring/index.ts";
export { EventCount, Mutex, setLockOrderChecks, threadId } from "./sync/index.ts";
