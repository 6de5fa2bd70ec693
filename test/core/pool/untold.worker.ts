/** A host whose callback throws; it is not told (workerData false), or throws when it is (true). It ends of that. */

import { workerData } from "node:worker_threads";
import { type PoolWorkerEvents, WorkerPool } from "../../../core/pool/index.ts";

const threads: PoolWorkerEvents[] = [];
const pool = new WorkerPool<{ wait: () => void }>({
  threads: 1,
  spawn: (events) => {
    threads.push(events);
    return { postMessage: () => {}, terminate: () => {} };
  },
  onThreadEnd: () => {
    throw new RangeError("not told");
  },
  ...(workerData === true && {
    onError: () => {
      throw new RangeError("told in vain");
    },
  }),
});
const job = pool.run("wait", undefined);
for (const { onMessage, onEnd } of threads) {
  onMessage({ kind: "ready", thread: 7 });
  onEnd();
}
await job.catch(() => {});
// Long enough for the runtime to report it: then this thread has ended.
await new Promise((resolve) => setTimeout(resolve, 10_000));
