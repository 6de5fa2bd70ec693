/** Locks and waiting between threads. */

export { EventCount } from "./event-count.ts";
export { Mutex } from "./mutex.ts";
export { setLockOrderChecks } from "./order.ts";
export { threadId } from "./thread-id.ts";
