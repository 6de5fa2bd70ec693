/** Handles all events, the first only after many have gathered, and says what it has seen. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, threadId } from "../../core/index.ts";
import { awake } from "../core/worker.ts";
import { Line } from "./board.ts";
import { Census, type OfThread, type SubscriberData } from "./events-data.ts";
import { settles } from "./host.ts";
import { jsonNames, topics } from "./topics.ts";

// Checked border: what events.ts and the host pass.
const data = workerData as OfThread<SubscriberData>;
const line = new Line(data.board, data.line);
const published = new Int32Array(data.published);
const census = new Census(published);
const bus = EventBus.attach(topics, data.bus);
const subscriptions = jsonNames.map((name) =>
  bus.subscribe(name, ({ payload, topic }) => {
    if (census.handled === 0) gather();
    census.note(topic, payload);
    line.count("handled", 1);
  }),
);

/** Blocks this thread until enough has been published. */
function gather(): void {
  line.does("handling events");
  const until = performance.now() + 10_000;
  for (let seen = 0; seen < data.gathered && performance.now() < until; seen = Atomics.load(published, 0)) {
    // Looks again every few milliseconds, as publishers notify at their end only.
    Atomics.wait(published, 0, seen, 5);
  }
}

parentPort?.postMessage(threadId);
await awake(async () => {
  await settles(() => census.handled >= data.total);
  const missed = subscriptions.reduce((sum, subscription) => sum + subscription.missed, 0);
  parentPort?.postMessage(census.report(missed));
  line.does("closing its bus");
  await bus.close(1000);
  line.does("idle");
});
