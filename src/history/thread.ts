/** The side of the history that writes: for the history thread. */

export { LogFiles } from "./files.ts";
export { Recorder } from "./follow.ts";
export { openHistory } from "./writer.ts";
