/** Adds to a plain counter under the lock, in the modes given in turn, and says how often. */

import { parentPort, workerData } from "node:worker_threads";
import { type Acquired, type Mutex, threadId } from "../../../core/sync/index.ts";
import { awake, leave } from "../worker.ts";
import { COUNTER, mutexOn } from "./memory.ts";

type Mode = "block" | "async" | "try" | "block limited" | "async limited";
const { buffer, rounds, modes } = workerData as { buffer: SharedArrayBuffer; rounds: number; modes: readonly Mode[] };
const words = new Int32Array(buffer);
const mutex = mutexOn(words);

/** Undefined: not taken within the limit of the mode. */
async function take(lock: Mutex, mode: Mode): Promise<Acquired | undefined> {
  try {
    switch (mode) {
      case "block":
        return lock.lock();
      case "async":
        return await lock.lockAsync();
      case "try":
        return lock.tryLock();
      case "block limited":
        return lock.lock(0.05);
      case "async limited":
        return await lock.lockAsync(0.05);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "lock.timeout") return undefined;
    throw error;
  }
}

parentPort?.postMessage(threadId);
let taken = 0;
await awake(async () => {
  for (let round = 0; round < rounds; round++) {
    const acquired = await take(mutex, modes[round % modes.length] ?? "block");
    if (acquired === undefined) continue;
    if (acquired === "poisoned") mutex.heal();
    words[COUNTER] = (words[COUNTER] ?? 0) + 1;
    mutex.unlock();
    taken += 1;
  }
});
parentPort?.postMessage(taken);
leave();
