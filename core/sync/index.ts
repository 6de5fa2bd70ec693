/** Locks and waiting between threads. */

export { Deadline, type TimeLimit } from "./deadline.ts";
export { EventCount } from "./event-count.ts";
export { type Acquired, Mutex } from "./mutex.ts";
export { setLockOrderChecks } from "./order.ts";
export { RwLock } from "./rw-lock.ts";
export { Semaphore } from "./semaphore.ts";
export { threadId } from "./thread-id.ts";
export { waitUntil, waitUntilAsync } from "./waiting.ts";
