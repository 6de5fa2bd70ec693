/** Holds the lock until it is told to let go through word 32. */

import { parentPort, workerData } from "node:worker_threads";
import { Mutex } from "../../../core/sync/index.ts";

const { buffer } = workerData as { buffer: SharedArrayBuffer };
const words = new Int32Array(buffer);
const mutex = new Mutex(words, 0, { name: "test", rank: 1 });

mutex.lock();
parentPort?.postMessage("held");
Atomics.wait(words, 32, 0, 10_000);
mutex.unlock();
parentPort?.postMessage("released");
