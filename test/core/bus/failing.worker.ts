/** Handlers that throw or reject at every event, until one says "end". */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, threadId } from "../../../core/index.ts";
import { awake, leave, tick } from "../worker.ts";
import { topics } from "./topics.ts";

const bus = EventBus.attach(topics, (workerData as { buffer: SharedArrayBuffer }).buffer);
const ended = bus.waitFor("low.b", ({ payload }) => payload === "end", 10_000);
bus.subscribe("low.b", ({ payload }) => {
  if (payload !== "end") throw new Error(`thrown at ${payload}`);
});
bus.subscribe("medium.b", async ({ payload }) => {
  await tick();
  throw new Error(`rejected at ${payload}`);
});
parentPort?.postMessage(threadId);
await awake(async () => {
  await ended;
  await bus.close(1000);
});
leave();
