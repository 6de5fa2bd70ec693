/**
 * A process of its own, for its parent to stop and continue. A thread of it takes a lock and lets it go after 600 ms of its
 * own time; the main thread waits for it with a limit of one second, and says whether it got it.
 */

import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Mutex } from "../../../core/sync/index.ts";
import { leave } from "../worker.ts";

function lockOn(buffer: SharedArrayBuffer): Mutex {
  return new Mutex(new Int32Array(buffer), 16, { name: "test", rank: 1 });
}

if (isMainThread) {
  const buffer = new SharedArrayBuffer(64 + Mutex.BYTES);
  const words = new Int32Array(buffer);
  new Worker(new URL(import.meta.url), { workerData: buffer });
  // The worker says when it has the lock; this thread's event loop is not needed for it.
  Atomics.wait(words, 0, 0, 20_000);
  console.log("waiting");
  try {
    lockOn(buffer).lock(1000);
    console.log("got it");
  } catch (error) {
    console.log(String(error));
  }
} else {
  const buffer = workerData as SharedArrayBuffer;
  const words = new Int32Array(buffer);
  const mutex = lockOn(buffer);
  mutex.lock();
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  // Twelve short sleeps: a long one would be over when the process continues.
  for (let sleep = 0; sleep < 12; sleep++) Atomics.wait(words, 1, 0, 50);
  mutex.unlock();
  leave();
}
