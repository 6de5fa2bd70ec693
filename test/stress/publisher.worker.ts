/** Publishes its numbered events, one by one, in all priorities in turn. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, limits, threadId } from "../../core/index.ts";
import { Line } from "./board.ts";
import type { OfThread, PublisherData } from "./events-data.ts";
import { jsonNames, topics } from "./topics.ts";

// Checked border: what events.ts and the host pass.
const data = workerData as OfThread<PublisherData>;
const line = new Line(data.board, data.line);
const go = new Int32Array(data.go);
const published = new Int32Array(data.published);
const bus = EventBus.attach(topics, data.bus, { stallMs: limits.busMaxStallMs });
parentPort?.postMessage(threadId);
while (Atomics.load(go, 0) === 0) Atomics.wait(go, 0, 0);
line.does("publishing");
for (let number = 0; number < data.each; number++) {
  const name = jsonNames[number % jsonNames.length] ?? "json.low";
  bus.publish(name, { publisher: data.publisher, number });
  Atomics.add(published, 0, 1);
  line.count("published", 1);
}
Atomics.notify(published, 0);
await bus.close(1000);
line.does("idle");
