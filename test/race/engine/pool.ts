/** Threads that explore, as many as there are cores. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Answer } from "./explorer.worker.ts";
import type { Job, JobResult } from "./job.ts";

/** More would not end sooner on the machines that run this in CI. */
const MAX_THREADS = 4;

export class Pool {
  readonly size: number = Math.min(availableParallelism(), MAX_THREADS);
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];

  constructor() {
    for (let index = 0; index < this.size; index++) {
      this.#idle.push(new Worker(new URL("./explorer.worker.ts", import.meta.url)));
    }
  }

  /** Runs a job as soon as a thread is free; `job` is asked for it then. Rejects when the job cannot be done at all. */
  async run(job: () => Job): Promise<JobResult> {
    const worker = await this.#take();
    try {
      const answer = await ask(worker, job());
      if ("error" in answer) throw new Error(answer.error);
      return answer.result;
    } finally {
      this.#giveBack(worker);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const worker = this.#idle.pop();
    if (worker !== undefined) return Promise.resolve(worker);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }
}

function ask(worker: Worker, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const forget = () => {
      worker.off("message", onMessage);
      worker.off("error", onError);
    };
    const onMessage = (answer: Answer) => {
      forget();
      resolve(answer);
    };
    const onError = (error: Error) => {
      forget();
      reject(error);
    };
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.postMessage(job);
  });
}
