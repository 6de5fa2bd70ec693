/** Subscribes, and at the sign publishes to the same topic without a turn of its event loop in between. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { awake, leave, until } from "../worker.ts";
import { topics } from "./topics.ts";

const { buffer, go, count, stallMs } = workerData as {
  buffer: SharedArrayBuffer;
  go: SharedArrayBuffer;
  count: number;
  stallMs: number;
};
const bus = EventBus.attach(topics, buffer, { stallMs });
let received = 0;
const subscription = bus.subscribe("high.a", () => {
  received += 1;
});
parentPort?.postMessage("ready");
await awake(async () => {
  Atomics.wait(new Int32Array(go), 0, 0, 10_000);
  for (let n = 0; n < count; n++) bus.publish("high.a", { from: 1, count: n });
  await until(() => received + subscription.missed >= 2 * count, "all events").catch(() => {});
  parentPort?.postMessage({ received, missed: subscription.missed });
  await bus.close(100);
});
leave();
