/** A worker pool for CPU-heavy jobs: `WorkerPool` on the owner's side, `serveJobs` on the worker's. */

export { type PoolCounters, type RunOptions, WorkerPool, type WorkerPoolOptions } from "./pool.ts";
export type { JobInput, JobName, JobOutput, JobTable } from "./protocol.ts";
export { type JobPort, serveJobs } from "./serve.ts";
export type { PoolWorker, PoolWorkerEvents, SpawnWorker } from "./thread.ts";
