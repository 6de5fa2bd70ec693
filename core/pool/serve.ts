/** The worker's side of a pool. */

import { threadId } from "../sync/index.ts";
import { type JobAnswer, type JobRequest, type JobTable, reasonOf, type WorkerMessage } from "./protocol.ts";

/** The worker's way to the thread that started it: `self` in a web worker, `parentPort` of node:worker_threads. */
export interface JobPort {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Does the jobs of a pool in this thread, one at a time. Call it once, before anything that takes a lock: by its first
 * message the pool learns whose death it will have to tell.
 */
export function serveJobs(port: JobPort, jobs: JobTable): void {
  const answer = (message: WorkerMessage): void => port.postMessage(message);
  port.addEventListener("message", ({ data }) => {
    // Checked border: only the pool writes to this port.
    void perform(jobs, data as JobRequest).then((message) => {
      try {
        answer(message);
      } catch (error) {
        answer({ kind: "failed", reason: `its output cannot be passed to another thread: ${reasonOf(error)}` });
      }
    });
  });
  answer({ kind: "ready", thread: threadId });
}

async function perform(jobs: JobTable, { job, input }: JobRequest): Promise<JobAnswer> {
  const perform = Object.hasOwn(jobs, job) ? jobs[job] : undefined;
  if (perform === undefined) {
    return { kind: "failed", reason: `the worker serves no such job, but ${Object.keys(jobs).join(", ")}` };
  }
  try {
    // Checked border: the pool's types make name and input fit.
    return { kind: "done", output: await perform(input as never) };
  } catch (error) {
    return { kind: "failed", reason: reasonOf(error) };
  }
}
