/** Takes a lock as told, says who holds it, and lets go when it is told to through word 0. */

import { parentPort, workerData } from "node:worker_threads";
import { Mutex, RwLock, threadId } from "../../../core/sync/index.ts";
import { leave } from "../worker.ts";

const { buffer, index, hold } = workerData as {
  buffer: SharedArrayBuffer;
  index: number;
  hold: "mutex" | "read" | "write";
};
const words = new Int32Array(buffer);
const mutex = new Mutex(words, index, { name: "test", rank: 1 });
const rwLock = new RwLock(words, index, { name: "test", rank: 1 });

if (hold === "mutex") mutex.lock();
else if (hold === "read") rwLock.readLock();
else rwLock.writeLock();
parentPort?.postMessage(threadId);
Atomics.wait(words, 0, 0, 20_000);
if (hold === "mutex") mutex.unlock();
else if (hold === "read") rwLock.readUnlock();
else rwLock.writeUnlock();
parentPort?.postMessage("released");
leave();
