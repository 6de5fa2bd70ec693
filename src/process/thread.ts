/** The owners' side of the processes: for the ingest threads, and for the guard. */

export { explainer } from "./explain/index.ts";
export { runGuard } from "./guard/run.ts";
export { LinesCourier, type LinesThread, serveLines } from "./lines/index.ts";
export { LineWaits, lineWaits, readyChecks } from "./ready/index.ts";
export { ProcessRouter } from "./router.ts";
export { ProcessTable, type TableClient, type TableOptions } from "./table.ts";
export { Census } from "./tree/census.ts";
