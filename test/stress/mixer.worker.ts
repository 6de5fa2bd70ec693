/** Does everything that the core offers, in turns of some milliseconds, until it is told to stop (or ended). */

import { parentPort, workerData } from "node:worker_threads";
import { threadId } from "../../core/index.ts";
import { awake } from "../core/worker.ts";
import { Line } from "./board.ts";
import type { OfThread } from "./events-data.ts";
import { Mixer, type MixerData } from "./mixer.ts";

// Checked border: what mixed.ts and the host pass.
const data = workerData as OfThread<MixerData>;
const line = new Line(data.board, data.line);
const stop = new Int32Array(data.stop);
const collect = new Int32Array(data.collect);
const mixer = new Mixer(data, line);
parentPort?.postMessage(threadId);
await awake(async () => {
  for (let collected = 0; Atomics.load(stop, 0) === 0; ) {
    const asked = Atomics.load(collect, 0);
    if (asked !== collected) Bun.gc(true);
    collected = asked;
    await mixer.turn();
    line.does("handling events");
    // A turn of the event loop, in which what has come in is handled. A timer would sleep for a millisecond.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await mixer.close();
  line.does("idle");
});
