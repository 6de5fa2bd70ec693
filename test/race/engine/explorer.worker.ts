/** An exploring thread: takes jobs one after the other and answers each with its result. */

import { parentPort } from "node:worker_threads";
import { type Job, type JobResult, runJob } from "./job.ts";

export type Answer = { readonly result: JobResult } | { readonly error: string };

// Promises that the core throws away (`void promise`) are rejected whenever a body is stopped.
process.on("unhandledRejection", () => {});

parentPort?.on("message", (job: Job) => {
  runJob(job).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function answer(value: Answer): void {
  parentPort?.postMessage(value);
}
