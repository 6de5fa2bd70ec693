/** The log ring. */

export type { WriteOptions } from "./admission.ts";
export { LogBatch } from "./batch.ts";
export type { RingCounters } from "./counters.ts";
export type { RecordFilter } from "./filter.ts";
export type { LogFollower } from "./follower.ts";
export type { LogGate } from "./gate.ts";
export type { Records } from "./history.ts";
export type { RawRecords } from "./raw-records.ts";
export type { LogReader } from "./reader.ts";
export {
  flag,
  type Level,
  type LevelName,
  type LogRecord,
  level,
  levelNames,
  type RecordFields,
  type Stream,
  stream,
  streamNames,
} from "./record.ts";
export { LogRing, type ReaderOptions } from "./ring.ts";
export type { SearchQuery } from "./search.ts";
export type { LogWriter } from "./writer.ts";
