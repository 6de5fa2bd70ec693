/** A bounded pool of worker threads for what would hold an event loop up. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Deadline } from "../sync/index.ts";
import { Job } from "./job.ts";
import { type JobAnswer, type JobInput, type JobName, type JobOutput, type JobTable, reasonOf } from "./protocol.ts";
import { PoolThread, type SpawnWorker } from "./thread.ts";

/** How a pool is made. */
export interface WorkerPoolOptions {
  /** Threads at once: 1 to `limits.poolThreads`. Each is started when a job finds no free one. */
  readonly threads: number;
  /** Jobs that wait for a thread: 0 to `limits.poolMaxQueue`, `limits.poolQueue` by default. */
  readonly queue?: number;
  readonly spawn: SpawnWorker;
  /**
   * Told when a thread of the pool has ended, with its `threadId`: it may have died with a lock. The host passes it on to
   * `threadDied` of all that is shared.
   */
  readonly onThreadEnd?: (threadId: number) => unknown;
  /**
   * Told what `onThreadEnd` threw or rejected with, or a worker's `terminate`; the pool goes on. Without it, and for what
   * it throws itself, that is a rejection of nobody's promise, which the runtime reports.
   */
  readonly onError?: (error: unknown) => void;
}

/** How one job is run. */
export interface RunOptions {
  /** Milliseconds from the call to the output, waiting included; `limits.poolJobMs` by default. */
  readonly timeoutMs?: number;
}

/** Counters of a pool. */
export interface PoolCounters {
  /** Threads that live at this moment, those that are being ended left out. */
  readonly threads: number;
  /** Jobs that a thread does at this moment. */
  readonly running: number;
  /** Jobs that wait for a thread at this moment. */
  readonly waiting: number;
  /** Threads started so far; what is over the number of threads are replacements. */
  readonly started: number;
  /** Jobs that gave an output. */
  readonly done: number;
  /** Jobs that threw, or whose input or output could not be passed between threads. */
  readonly failed: number;
  /** Jobs that were over their time limit. */
  readonly overdue: number;
  /** Jobs whose thread died, or could not be started. */
  readonly died: number;
  /** Jobs that found the queue full. */
  readonly refused: number;
}

/**
 * A pool for the jobs of table `J`; its worker calls `serveJobs` with them. One thread makes and uses it.
 *
 * A job that is over its limit, or whose thread dies, rejects alone: its thread is ended and replaced, the others do not
 * notice. As a thread may take its time to end (one inside a regular expression cannot be interrupted), as many as the pool
 * has may be ending beside those at work, and no more. An open pool's threads keep the process alive where the host's do.
 */
export class WorkerPool<J extends JobTable> {
  readonly #maxThreads: number;
  readonly #maxQueue: number;
  readonly #spawn: SpawnWorker;
  readonly #onThreadEnd: (threadId: number) => unknown;
  readonly #onError: ((error: unknown) => void) | undefined;
  readonly #threads = new Set<PoolThread>();
  readonly #ending = new Set<PoolThread>();
  /** In the order in which they came. */
  readonly #queue = new Set<Job>();
  readonly #counts = { started: 0, done: 0, failed: 0, overdue: 0, died: 0, refused: 0 };
  #closing: Promise<{ left: number }> | undefined;
  /** Called whenever a job or a thread is over, for close(). */
  #onChange = (): void => {};

  /** Throws `pool.size` for numbers out of range. */
  constructor(options: WorkerPoolOptions) {
    const { threads, queue = limits.poolQueue, spawn, onThreadEnd = () => {}, onError } = options;
    checkSize("threads", threads, 1, limits.poolThreads);
    checkSize("waiting jobs", queue, 0, limits.poolMaxQueue);
    this.#maxThreads = threads;
    this.#maxQueue = queue;
    this.#spawn = spawn;
    this.#onThreadEnd = onThreadEnd;
    this.#onError = onError;
  }

  /**
   * Has a thread do a job. Rejects with `pool.full` when no thread is free and the queue is full, `pool.timeout`,
   * `pool.job-failed` when the job throws or its data cannot be cloned, `pool.worker-died`, and `pool.closed`.
   */
  run<N extends JobName<J>>(
    name: N,
    input: JobInput<J, N>,
    { timeoutMs = limits.poolJobMs }: RunOptions = {},
  ): Promise<JobOutput<J, N>> {
    return new Promise((resolve, reject) => {
      const job = new Job({
        request: { job: name, input },
        timeoutMs,
        onOverdue: (late) => this.#giveUp(late, timeoutMs),
        // Checked border: the worker serves table J.
        resolve: (output) => resolve(output as JobOutput<J, N>),
        reject,
      });
      if (this.#closing === undefined) this.#admit(job);
      else job.fail("pool.closed", "came when the pool was closed already");
    });
  }

  /** A handler for an event bus that has the pool do job `name` with each event's payload; the output is dropped. */
  handler<N extends JobName<J>>(
    name: N,
    options?: RunOptions,
  ): (event: { readonly payload: JobInput<J, N> }) => Promise<void> {
    return async ({ payload }) => {
      await this.run(name, payload, options);
    };
  }

  /**
   * Takes no further jobs, lets those under way and waiting be done, for `timeoutMs` at most, and ends the threads. `left`
   * says how many jobs were not done; they reject with `pool.closed`. Waits up to `limits.poolEndMs` more for the threads
   * to end. Repeated calls return the first one's promise.
   */
  close(timeoutMs: number): Promise<{ left: number }> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  /** Any time. */
  counters(): PoolCounters {
    return {
      threads: this.#threads.size,
      running: this.#running().length,
      waiting: this.#queue.size,
      ...this.#counts,
    };
  }

  async #close(timeoutMs: number): Promise<{ left: number }> {
    await this.#until(() => this.#queue.size + this.#running().length === 0, timeoutMs);
    const left = [...this.#queue, ...this.#running()];
    this.#queue.clear();
    for (const thread of this.#threads) this.#end(thread);
    for (const job of left) job.fail("pool.closed", "was not done when the pool was closed");
    await this.#until(() => this.#ending.size === 0, limits.poolEndMs);
    return { left: left.length };
  }

  async #until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const deadline = new Deadline(timeoutMs);
    while (!condition() && !deadline.isOver) {
      await new Promise<void>((resolve) => {
        const cancel = deadline.onOver(resolve);
        this.#onChange = () => {
          cancel();
          resolve();
        };
      });
    }
  }

  #running(): Job[] {
    return [...this.#threads].flatMap(({ job }) => job ?? []);
  }

  #admit(job: Job): void {
    this.#queue.add(job);
    this.#startNext();
    if (this.#queue.size <= this.#maxQueue) return;
    this.#queue.delete(job);
    this.#counts.refused += 1;
    job.fail(
      "pool.full",
      `found all ${this.#threads.size} threads busy and ${this.#maxQueue} jobs waiting: try again later`,
    );
  }

  /** Gives waiting jobs to free threads, and starts threads as long as there may be more. */
  #startNext(): void {
    for (const job of this.#queue) {
      const thread = this.#freeThread() ?? this.#startThread(job);
      if (thread === undefined && this.#queue.has(job)) break;
      this.#queue.delete(job);
      if (thread !== undefined) this.#give(job, thread);
    }
    this.#onChange();
  }

  #freeThread(): PoolThread | undefined {
    return [...this.#threads].find((thread) => thread.job === undefined);
  }

  /** Undefined: there may be no more threads now, or the host could start none; then the job has failed and is gone. */
  #startThread(job: Job): PoolThread | undefined {
    const size = this.#threads.size;
    if (size >= this.#maxThreads || size + this.#ending.size >= 2 * this.#maxThreads) return undefined;
    try {
      const thread = new PoolThread(this.#spawn, {
        onFree: (done, message) => this.#settle(done, message),
        onEnd: (ended, error) => this.#bury(ended, error),
      });
      this.#threads.add(thread);
      this.#counts.started += 1;
      return thread;
    } catch (error) {
      this.#queue.delete(job);
      this.#counts.died += 1;
      job.fail("pool.worker-died", `found no thread, as none could be started: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #give(job: Job, thread: PoolThread): void {
    try {
      thread.start(job);
    } catch (error) {
      this.#counts.failed += 1;
      job.fail("pool.job-failed", `failed: its input cannot be passed to another thread: ${reasonOf(error)}`);
    }
  }

  #settle(job: Job, message: JobAnswer): void {
    if (message.kind === "done") {
      this.#counts.done += 1;
      job.succeed(message.output);
    } else {
      this.#counts.failed += 1;
      job.fail("pool.job-failed", `failed: ${message.reason}`);
    }
    this.#startNext();
  }

  #giveUp(job: Job, timeoutMs: number): void {
    this.#counts.overdue += 1;
    const thread = [...this.#threads].find((thread) => thread.job === job);
    if (thread === undefined) {
      this.#queue.delete(job);
      job.fail("pool.timeout", `waited ${timeoutMs} ms for a free thread in vain`);
    } else {
      this.#end(thread);
      job.fail("pool.timeout", `was not done within ${timeoutMs} ms, so its thread was ended`);
    }
    this.#startNext();
  }

  #end(thread: PoolThread): void {
    this.#threads.delete(thread);
    this.#ending.add(thread);
    this.#call(() => thread.end());
  }

  /** What is left to do for a thread that has ended, by itself or because it was told to. */
  #bury(thread: PoolThread, error: unknown): void {
    this.#threads.delete(thread);
    this.#ending.delete(thread);
    // Before others start: they may want the locks that it died with.
    if (thread.id !== 0) this.#call(() => this.#onThreadEnd(thread.id));
    if (thread.job !== undefined) {
      this.#counts.died += 1;
      const why = error === undefined ? "" : `: ${reasonOf(error)}`;
      thread.job.fail("pool.worker-died", `was lost, as its thread ended${why}`);
    }
    this.#startNext();
  }

  /** Calls the host at once; what fails there stops nothing here. */
  #call(host: () => unknown): void {
    void new Promise((resolve) => resolve(host())).catch(this.#onError);
  }
}

function checkSize(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new CoreError(
    "pool.size",
    `the number of ${what} of a worker pool is a whole number from ${least} to ${most}, not ${value}`,
  );
}
