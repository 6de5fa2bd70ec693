/** A subscriber that blocks its whole thread in its first event until word 0 is set. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { awake, leave, until } from "../worker.ts";
import { topics } from "./topics.ts";

const { buffer, gate, last } = workerData as { buffer: SharedArrayBuffer; gate: SharedArrayBuffer; last: number };
const bus = EventBus.attach(topics, buffer);
const seen: number[] = [];
const subscription = bus.subscribe("high.a", ({ payload }) => {
  seen.push(payload.count);
  if (seen.length > 1) return;
  parentPort?.postMessage("asleep");
  Atomics.wait(new Int32Array(gate), 0, 0, 20_000);
});
parentPort?.postMessage("ready");
await awake(async () => {
  await until(() => seen.includes(last), "the last event").catch(() => {});
  parentPort?.postMessage({ seen, missed: subscription.missed, total: bus.metrics().missed });
  await bus.close(1000);
});
leave();
