/** The jobs of the pool's tests, and the thread that serves them. */

import { isMainThread, parentPort } from "node:worker_threads";
import { serveJobs } from "../../../core/pool/index.ts";
import { Mutex } from "../../../core/sync/index.ts";

/** Says in word 0 how many do this, and does it until word 1 is set. */
function hold(buffer: SharedArrayBuffer): string {
  const words = new Int32Array(buffer);
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
  return Atomics.wait(words, 1, 0, 20_000);
}

const jobs = {
  add: ([a, b]: readonly [number, number]): number => a + b,
  later: async (value: string): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return value;
  },
  hold,
  lockAndExit: (buffer: SharedArrayBuffer): never => {
    new Mutex(new Int32Array(buffer), 16, { name: "books", rank: 1 }).lock();
    process.exit();
  },
  spin: (buffer: SharedArrayBuffer): void => {
    const words = new Int32Array(buffer);
    while (Atomics.load(words, 1) === 0) Atomics.add(words, 0, 1);
  },
  fail: (message: string): never => {
    throw new RangeError(message);
  },
  failOddly: (value: string): never => {
    throw value;
  },
  failWordless: (): never => {
    throw Object.create(null);
  },
  failHostile: (): never => {
    const error = new RangeError();
    Object.defineProperty(error, "message", {
      get: () => {
        throw error;
      },
    });
    throw error;
  },
  echo: (value: unknown): unknown => value,
  giveFunction: (): (() => void) => () => {},
  crash: (): Promise<never> => {
    setTimeout(() => {
      throw new RangeError("out of the blue");
    }, 0);
    return new Promise(() => {});
  },
  exit: (): never => process.exit(),
};

export type Jobs = typeof jobs;

if (!isMainThread && parentPort !== null) serveJobs(parentPort, jobs);
