/** Adds to a plain counter under the lock, which loses additions as soon as two threads are inside at once. */

import { parentPort, workerData } from "node:worker_threads";
import { Mutex } from "../../../core/sync/index.ts";
import { awake } from "../worker.ts";

const { buffer, rounds, mode } = workerData as { buffer: SharedArrayBuffer; rounds: number; mode: string };
const words = new Int32Array(buffer);
const mutex = new Mutex(words, 0, { name: "test", rank: 1 });
const counter = 16;

await awake(async () => {
  for (let round = 0; round < rounds; round++) {
    if (mode === "async") await mutex.lockAsync();
    else if (mode === "try") while (!mutex.tryLock());
    else mutex.lock();
    words[counter] = (words[counter] ?? 0) + 1;
    mutex.unlock();
  }
});
parentPort?.postMessage("done");
