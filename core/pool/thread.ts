/** One thread of a pool, and the job that it does. */

import type { Job } from "./job.ts";
import type { JobAnswer, WorkerMessage } from "./protocol.ts";

/** A thread that the host has started; it calls `serveJobs`. */
export interface PoolWorker {
  /** Passes a message on; throws where it cannot be cloned. */
  postMessage(message: unknown): void;
  /** Ends the thread, whatever it is doing. */
  terminate(): void;
}

/** What the host tells the pool of a thread, from the event loop. */
export interface PoolWorkerEvents {
  onMessage(message: unknown): void;
  /** The thread has ended and runs no more; with its error, where it failed. Once. */
  onEnd(error?: unknown): void;
}

/** Starts a thread: how, only the host knows. */
export type SpawnWorker = (events: PoolWorkerEvents) => PoolWorker;

/** What the pool wants to know of its threads. */
interface PoolThreadEvents {
  /** Its job is done, or failed: it has none any more. */
  onFree(job: Job, answer: JobAnswer): void;
  /** It has ended. */
  onEnd(thread: PoolThread, error: unknown): void;
}

/** In the pool's thread. */
export class PoolThread {
  /** Its `threadId`; 0 until it has said so. */
  id = 0;
  /** What it is doing; undefined: nothing. */
  job: Job | undefined;
  readonly #worker: PoolWorker;

  /** Throws what `spawn` throws. */
  constructor(spawn: SpawnWorker, { onFree, onEnd }: PoolThreadEvents) {
    this.#worker = spawn({
      onMessage: (message) => {
        // Checked border: only serveJobs() writes to this port.
        const answer = message as WorkerMessage;
        if (answer.kind === "ready") {
          this.id = answer.thread;
        } else if (this.job !== undefined) {
          const { job } = this;
          this.job = undefined;
          onFree(job, answer);
        }
      },
      onEnd: (error) => onEnd(this, error),
    });
  }

  /** Gives it a job; throws, and stays free, where the input cannot be cloned. */
  start(job: Job): void {
    this.#worker.postMessage(job.request);
    this.job = job;
  }

  /** Ends it and takes its job away. */
  end(): void {
    this.job = undefined;
    this.#worker.terminate();
  }
}
