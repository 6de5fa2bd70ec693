/** Shared memory for the tests of locks: word 0 starts what waits, word 16 is counted in, the rest is for locks. */

import { Mutex, RwLock } from "../../../core/sync/index.ts";
import { startThread, type TestThread } from "../worker.ts";

/** Set to let threads go. */
export const GO = 0;
/** Changed only under the lock, by plain accesses, which lose additions as soon as two threads are inside at once. */
export const COUNTER = 16;
/** The first word of the lock. */
export const LOCK = 32;

export function memory(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(LOCK * 4 + RwLock.BYTES + 3 * Mutex.BYTES));
}

export function mutexOn(words: Int32Array<SharedArrayBuffer>, name = "test", rank = 1, index = LOCK): Mutex {
  return new Mutex(words, index, { name, rank });
}

export function rwLockOn(words: Int32Array<SharedArrayBuffer>, name = "test", rank = 1): RwLock {
  return new RwLock(words, LOCK, { name, rank });
}

/** A thread that holds the lock, and its number. */
export async function startHolder(
  words: Int32Array<SharedArrayBuffer>,
  hold: "mutex" | "read" | "write",
): Promise<{ thread: TestThread; id: number }> {
  const thread = startThread("./holder.worker", import.meta.url, { buffer: words.buffer, index: LOCK, hold });
  const id = await thread.next();
  if (typeof id !== "number") throw new TypeError("the holder sends its number first");
  return { thread, id };
}

/** Lets holders go. */
export function release(words: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(words, GO, 1);
  Atomics.notify(words, GO);
}
