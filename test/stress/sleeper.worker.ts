/** A subscriber that blocks its whole thread in its first event until it is told to go on. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, threadId } from "../../core/index.ts";
import { awake } from "../core/worker.ts";
import { Line } from "./board.ts";
import type { OfThread } from "./events-data.ts";
import { settles } from "./host.ts";
import { topics } from "./topics.ts";

export interface SleeperData {
  readonly bus: SharedArrayBuffer;
  /** Word 0: go on; word 1: the thread is blocked. */
  readonly gate: SharedArrayBuffer;
  /** The number of the last event. */
  readonly last: number;
}

export interface SleeperReport {
  readonly handled: number;
  readonly missed: number;
  readonly disordered: number;
}

// Checked border: what deaths.ts and the host pass.
const data = workerData as OfThread<SleeperData>;
const line = new Line(data.board, data.line);
const gate = new Int32Array(data.gate);
const bus = EventBus.attach(topics, data.bus);
let handled = 0;
let disordered = 0;
let latest = -1;
const subscription = bus.subscribe("json.high", ({ payload }) => {
  if (payload.number <= latest) disordered++;
  latest = payload.number;
  handled++;
  line.count("handled", 1);
  if (handled > 1) return;
  Atomics.store(gate, 1, 1);
  Atomics.wait(gate, 0, 0);
});
parentPort?.postMessage(threadId);
await awake(async () => {
  await settles(() => latest === data.last);
  parentPort?.postMessage({ handled, missed: subscription.missed, disordered } satisfies SleeperReport);
  await bus.close(1000);
});
