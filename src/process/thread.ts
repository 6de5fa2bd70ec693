/** The owner's side of the processes: for the ingest thread. */

export { ProcessTable } from "./table.ts";
