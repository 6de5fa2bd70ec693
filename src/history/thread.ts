/** The side of the history that writes: for the history thread. */

export { LogFiles } from "./files.ts";
export { Recorder } from "./follow.ts";
export { type FilesOfLines, HistoryLoop } from "./loop.ts";
export { openHistory } from "./open.ts";
