/** The log ring. */

export { LogBatch } from "./batch.ts";
export type { RecordFilter } from "./filter.ts";
export type { LogFollower } from "./follower.ts";
export type { Records } from "./history.ts";
export type { LogReader } from "./reader.ts";
export { flag, type Level, type LogRecord, level, type RecordFields, type Stream, stream } from "./record.ts";
export { LogRing } from "./ring.ts";
export type { SearchQuery } from "./search.ts";
export type { LogWriter } from "./writer.ts";
