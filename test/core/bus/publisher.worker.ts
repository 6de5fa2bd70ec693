/** Publishes `count` events of each of the topics in turn, as fast as it can. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { type numbered, topics } from "./topics.ts";

const { buffer, from, count, stallMs, names } = workerData as {
  buffer: SharedArrayBuffer;
  from: number;
  count: number;
  stallMs: number;
  names: readonly (typeof numbered)[number][];
};
const bus = EventBus.attach(topics, buffer, { stallMs });
for (let n = 0; n < count; n++) for (const name of names) bus.publish(name, { from, count: n });
await bus.close(1000);
parentPort?.postMessage("done");
