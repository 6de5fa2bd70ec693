/** Notes when it learns of a number, by the bus or by a message, and answers in the same way. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, setLockOrderChecks } from "../../../core/index.ts";
import { answerClock } from "./clock.ts";
import { type LatencyData, pingPong } from "./latency-data.ts";
import { Payload } from "./topics.ts";

setLockOrderChecks(false);
// Checked border: what latency.ts passes.
const { bus: buffer, clock, heard: heardBuffer } = workerData as LatencyData;
const heard = new Float64Array(heardBuffer);
const bus = EventBus.attach(pingPong, buffer);
const payload = new Payload();
bus.subscribe("ping", (event) => {
  const number = event.readWord(0);
  heard[number] = performance.now();
  bus.publish("pong", payload.with(number));
});
parentPort?.on("message", (bytes: Uint8Array<ArrayBuffer>) => {
  const number = new Int32Array(bytes.buffer)[0] ?? 0;
  heard[number] = performance.now();
  parentPort?.postMessage(payload.with(number));
});
answerClock(clock);
