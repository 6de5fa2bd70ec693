/** Waits until word 0 has reached each number up to `rounds`, and answers each in word 1. */

import { parentPort, workerData } from "node:worker_threads";
import { EventCount } from "../../../core/sync/index.ts";
import { awake, leave } from "../worker.ts";

const { buffer, rounds, mode } = workerData as { buffer: SharedArrayBuffer; rounds: number; mode: string };
const words = new Int32Array(buffer);
const ping = new EventCount(words, 16);
const pong = new EventCount(words, 32);

await awake(async () => {
  for (let round = 1; round <= rounds; round++) {
    while (Atomics.load(words, 0) < round) {
      const ticket = ping.prepare();
      if (Atomics.load(words, 0) >= round) ping.cancel();
      else if (mode === "async") await ping.waitAsync(ticket);
      else ping.wait(ticket, Number.POSITIVE_INFINITY);
    }
    Atomics.add(words, 1, 1);
    pong.notifyAll();
  }
});
parentPort?.postMessage("done");
leave();
