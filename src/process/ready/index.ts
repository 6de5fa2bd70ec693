/** Whether a process is ready for work, and lines of processes that others wait for. For the ingest threads. */

export { lineWaits, readyChecks } from "./check.ts";
export { LineWaits } from "./line-waits.ts";
