/** The owners' side of the processes: for the ingest threads. */

export { ProcessRouter } from "./router.ts";
export { ProcessTable } from "./table.ts";
