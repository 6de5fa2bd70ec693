/** Watches the main thread: when its heart stops beating, says so and ends the process. */

import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

// Checked border: what watchdog.ts passes.
const { heartbeat, stuckMs, out } = workerData as { heartbeat: SharedArrayBuffer; stuckMs: number; out: number };
const word = new Int32Array(heartbeat);
for (;;) {
  const before = Atomics.load(word, 0);
  // Nobody notifies: this is a sleep that ends only with its time.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stuckMs);
  if (Atomics.load(word, 0) !== before) continue;
  writeSync(out, `The main thread has been stuck for ${stuckMs / 1000} s.\n0 passed, 1 failed\n`);
  // process.exit() in a thread would end that thread only.
  process.kill(process.pid, "SIGKILL");
}
