/** What was printed, kept over the end of the program: how others read it. The history thread writes it (`thread.ts`). */

export type { LogFileSettings } from "./files.ts";
export { type LineQuery, type Part, passes } from "./lines.ts";
export { historyFile, projectKey } from "./place.ts";
export { HistoryReader, NoHistoryError, type Run } from "./reader.ts";
export { fileBytes, prune, type Retention } from "./retention.ts";
export { NewerHistoryError } from "./schema.ts";
