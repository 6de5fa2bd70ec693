/** The main thread's part: starts threads, notices when they end, and never waits for anything without turning its loop. */

import { startThread, type TestThread, until } from "../core/worker.ts";
import { Board } from "./board.ts";
import { PATIENCE_MS } from "./scenario.ts";

/** Threads that may have a line at once: fifty publishers and some. */
const LINES = 64;

/** A thread with a line on the board. */
export interface StressThread {
  /** Its `threadId`, for `threadDied`. */
  readonly id: number;
  /** The next message; rejects when it fails, ends first, or is silent for too long. */
  next(): Promise<unknown>;
  /** Settles when it has ended by itself; rejects when it failed. */
  ended(): Promise<void>;
  /** Ends it wherever it is, and settles when it has ended. */
  kill(): Promise<void>;
}

/** What every thread of the stress run is passed. */
export interface ThreadData {
  readonly board: SharedArrayBuffer;
  readonly line: number;
}

export class Host {
  readonly board = new Board(LINES);
  /** What threads have failed of. */
  readonly failures: string[] = [];
  readonly #alive = new Set<TestThread>();
  #started = 0;

  /** Threads started, and how many of them have not ended. */
  get threads(): { started: number; alive: number } {
    return { started: this.#started, alive: this.#alive.size };
  }

  /** Starts `module` (beside this file, without extension). Its first message must be its `threadId`. */
  async start(module: string, name: string, data: object): Promise<StressThread> {
    const line = this.board.take(name);
    const own: ThreadData = { board: this.board.buffer, line };
    const thread = startThread(`./${module}`, import.meta.url, { ...data, ...own });
    this.#alive.add(thread);
    this.#started++;
    let isKilled = false;
    const ended = thread.ended.finally(() => {
      this.#alive.delete(thread);
      this.board.free(line);
    });
    ended.catch((error: unknown) => this.failures.push(`${name}: ${String(error)}`));
    const next = () => within(thread.next(), `a message of ${name}`);
    const id = await next();
    if (typeof id !== "number") throw new Error(`${name} has not told its thread number`);
    return {
      id,
      next,
      ended: () => within(ended, `the end of ${name}`),
      kill: async () => {
        if (!isKilled) void thread.terminate();
        isKilled = true;
        await within(
          ended.catch(() => {}),
          `the end of ${name}`,
        );
      },
    };
  }

  /** Starts several at once, numbered from 0. */
  startAll(count: number, module: string, name: string, data: (number: number) => object): Promise<StressThread[]> {
    const numbers = Array.from({ length: count }, (_, number) => number);
    return Promise.all(numbers.map((number) => this.start(module, `${name} ${number}`, data(number))));
  }
}

/** Fails when `promise` takes too long. */
export async function within<T>(promise: Promise<T>, what: string, timeoutMs = PATIENCE_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${timeoutMs} ms in vain for ${what}`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `condition` comes true in time; what it then is, the caller checks. */
export async function settles(condition: () => boolean, timeoutMs = PATIENCE_MS): Promise<boolean> {
  return until(condition, "a condition", timeoutMs).then(
    () => true,
    () => false,
  );
}
