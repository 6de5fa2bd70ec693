/** Takes hold of a bus in the way it is told, says its number, and ends without a word: the host has to say so. */

import { parentPort, workerData } from "node:worker_threads";
import { BusLayout } from "../../../core/bus/layout.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { EventBus, threadId } from "../../../core/index.ts";
import { leave } from "../worker.ts";
import { topics } from "./topics.ts";

const { buffer, deed } = workerData as { buffer: SharedArrayBuffer; deed: "claim" | "lock" | "seat" | "counters" };
const layout = BusLayout.attach(numberTopics(topics), buffer);
const [high] = layout.rings;
if (high === undefined) throw new Error("no ring");
const claims = new Claims(high.claims);
const say = () => parentPort?.postMessage(threadId);

if (deed === "claim") {
  const bus = EventBus.attach(topics, buffer);
  bus.publish("high.b", "before its death");
  // Claimed, and nothing of it written: three events in two claims.
  claims.claim(2, 64);
  claims.claim(1, 8);
  say();
} else if (deed === "lock") {
  say();
  claims.exclusively(() => process.exit());
} else if (deed === "seat") {
  const bus = EventBus.attach(topics, buffer);
  for (const name of ["high.b", "low.b"] as const) bus.subscribe(name, () => {});
  say();
} else {
  const bus = EventBus.attach(topics, buffer);
  for (let n = 0; n < 3; n++) bus.publish("low.b", "");
  await Promise.resolve();
  // In the middle of writing its counters.
  const version = 1 * layout.counterWords;
  layout.counters[version] = (layout.counters[version] ?? 0) + 1;
  say();
}
leave();
