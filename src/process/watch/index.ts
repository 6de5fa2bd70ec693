/** Watching files, for processes that restart when these change. For the ingest threads. */

export type { FileChanges } from "./batch.ts";
export { WatchFiles, type WatchOptions } from "./watch-files.ts";
