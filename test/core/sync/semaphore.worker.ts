/** Acquires and releases a permit again and again, and says how often it got one and how many were inside at most. */

import { parentPort, workerData } from "node:worker_threads";
import { Semaphore } from "../../../core/sync/index.ts";
import { awake, leave } from "../worker.ts";

const { buffer, rounds, mode } = workerData as {
  buffer: SharedArrayBuffer;
  rounds: number;
  mode: "block" | "async" | "limited" | "try";
};
const words = new Int32Array(buffer);
const INSIDE = 0;
const semaphore = new Semaphore(words, 16, { name: "test" });
let acquired = 0;
let most = 0;

async function acquire(): Promise<boolean> {
  if (mode === "block") return semaphore.acquire();
  if (mode === "async") return await semaphore.acquireAsync();
  if (mode === "limited") return semaphore.acquire(0.1);
  return semaphore.tryAcquire();
}

await awake(async () => {
  for (let round = 0; round < rounds; round++) {
    if (!(await acquire())) continue;
    acquired += 1;
    most = Math.max(most, Atomics.add(words, INSIDE, 1) + 1);
    Atomics.sub(words, INSIDE, 1);
    semaphore.release();
  }
});
parentPort?.postMessage({ acquired, most });
leave();
