/** Threads for the tests of the core, on `node:worker_threads`, which Bun, Deno and Node have alike. */

import { Worker } from "node:worker_threads";

/** A thread that reports with messages and ends by itself. */
export interface TestThread {
  /** The next message; rejects when the thread fails or ends first. */
  next(): Promise<unknown>;
  /** Settles when the thread has ended; rejects when it failed. */
  readonly ended: Promise<void>;
  terminate(): Promise<unknown>;
}

/** The module `name` (without extension) beside `base`. Its extension is that of `base`: `.js` where tests were lowered for Node. */
export function beside(name: string, base: string): URL {
  return new URL(name + base.slice(base.lastIndexOf(".")), base);
}

/** Starts `name` (without extension) beside `base`. */
export function startThread(name: string, base: string, data: unknown): TestThread {
  const worker = new Worker(beside(name, base), { workerData: data });
  const messages: unknown[] = [];
  const readers: PromiseWithResolvers[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
  ended.then(
    () => failReaders(new Error("the thread ended without a further message")),
    (error: unknown) => failReaders(error),
  );
  const failReaders = (error: unknown) => {
    for (const reader of readers.splice(0)) reader.reject(error);
  };
  worker.on("message", (message: unknown) => {
    const reader = readers.shift();
    if (reader === undefined) messages.push(message);
    else reader.resolve(message);
  });
  return {
    ended,
    next: () => {
      if (messages.length > 0) return Promise.resolve(messages.shift());
      return new Promise((resolve, reject) => readers.push({ resolve, reject }));
    },
    terminate: () => worker.terminate(),
  };
}

interface PromiseWithResolvers {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Whether this run counts which lines ran (see scripts/coverage.ts). */
export const countsCoverage: boolean = process.env["BRUM_COVERAGE"] !== undefined;

/**
 * For a worker's last line: ends its thread. While Deno takes coverage it keeps a thread that has nothing more to do for
 * ever, unless the thread itself says that it is done.
 */
export function leave(): void {
  if (countsCoverage && "close" in globalThis && typeof globalThis.close === "function") globalThis.close();
}

/** Looks every few milliseconds until `condition` holds; fails with `what` after `timeoutMs`. */
export async function until(condition: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** As {@link until}, for what may come and go: until it holds in so many looks in a row that it has come to stay. */
export async function untilSettled(condition: () => boolean, what: string): Promise<void> {
  const looks = 25;
  let inRow = 0;
  await until(() => {
    inRow = condition() ? inRow + 1 : 0;
    return inRow >= looks;
  }, what);
}

/**
 * Runs `body` with a timer that keeps the event loop going: a pending waitAsync alone does not, so that a runtime would end
 * the test (or the thread) in the middle of it.
 */
export async function awake<R>(body: () => Promise<R>): Promise<R> {
  const timer = setInterval(() => {}, 1000);
  try {
    return await body();
  } finally {
    clearInterval(timer);
  }
}

/** A turn of the event loop. */
export function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
