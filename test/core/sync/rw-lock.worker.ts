/** Reads and writes two plain words that a writer always makes equal, and says how often they were not, and more. */

import { parentPort, workerData } from "node:worker_threads";
import { threadId } from "../../../core/sync/index.ts";
import { awake, leave } from "../worker.ts";
import { COUNTER, GO, rwLockOn } from "./memory.ts";

const { buffer, rounds, writeEvery, mode } = workerData as {
  buffer: SharedArrayBuffer;
  /** Rounds, or 0: until word GO is set. */
  rounds: number;
  /** Every how many rounds it writes; 0: never. */
  writeEvery: number;
  mode: "block" | "async" | "try";
};
const words = new Int32Array(buffer);
const lock = rwLockOn(words);
let torn = 0;
let written = 0;

async function write(): Promise<boolean> {
  const acquired =
    mode === "block" ? lock.writeLock() : mode === "async" ? await lock.writeLockAsync() : lock.tryWriteLock();
  if (acquired === "poisoned") {
    words[COUNTER + 1] = words[COUNTER] ?? 0;
    lock.heal();
  }
  return acquired !== undefined;
}

async function read(): Promise<boolean> {
  const acquired =
    mode === "block" ? lock.readLock() : mode === "async" ? await lock.readLockAsync() : lock.tryReadLock();
  return acquired !== undefined;
}

parentPort?.postMessage(threadId);
await awake(async () => {
  for (let round = 1; rounds === 0 ? Atomics.load(words, GO) === 0 : round <= rounds; round++) {
    if (writeEvery !== 0 && round % writeEvery === 0) {
      if (!(await write())) continue;
      words[COUNTER] = (words[COUNTER] ?? 0) + 1;
      words[COUNTER + 1] = (words[COUNTER + 1] ?? 0) + 1;
      lock.writeUnlock();
      written += 1;
    } else if (await read()) {
      if (!lock.isPoisoned && words[COUNTER] !== words[COUNTER + 1]) torn += 1;
      lock.readUnlock();
    }
  }
});
parentPort?.postMessage({ torn, written });
leave();
