/** Counts what it gets of each publisher and priority, and whether any came twice or out of order. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { awake, leave, until } from "../worker.ts";
import { type numbered, topics } from "./topics.ts";

const { buffer, expected, names } = workerData as {
  buffer: SharedArrayBuffer;
  expected: number;
  names: readonly (typeof numbered)[number][];
};
const bus = EventBus.attach(topics, buffer);
const next = new Map<string, number>();
let received = 0;
let disorder = 0;
const subscriptions = names.map((name) =>
  bus.subscribe(name, ({ topic, payload }) => {
    const key = `${topic} ${payload.from}`;
    if (payload.count !== (next.get(key) ?? 0)) disorder += 1;
    next.set(key, payload.count + 1);
    received += 1;
  }),
);
parentPort?.postMessage("ready");
await awake(async () => {
  await until(() => received >= expected, `${expected} events (${received} came)`, 20_000).catch(() => {});
  const missed = subscriptions.reduce((sum, subscription) => sum + subscription.missed, 0);
  const { left } = await bus.close(1000);
  parentPort?.postMessage({ received, disorder, missed, left });
});
leave();
