/** Handles every event and reads what it holds. Says what it has seen when asked. */

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { EventBus, setLockOrderChecks } from "../../../core/index.ts";
import { Flow } from "./flow.ts";
import { Tally } from "./tally.ts";
import { jsonNames, PAYLOAD_BYTES, rawNames, reportOf, topics } from "./topics.ts";

/** What is passed: how the events come, and the subscriber's number. */
export type SubscriberData = {
  readonly by: "raw" | "json" | "messages";
  readonly bus: SharedArrayBuffer;
  readonly flow: SharedArrayBuffer;
  readonly subscriber: number;
  /** For messages. */
  readonly port?: MessagePort;
};

setLockOrderChecks(false);
// Checked border: what throughput.ts passes.
const { by, bus: buffer, flow: flowBuffer, subscriber, port } = workerData as SubscriberData;
const tally = new Tally(new Flow(1, flowBuffer), subscriber);
/** The last four bytes of every message. */
const tail = 0x61616161;
const { state } = reportOf(0);

if (by === "messages") {
  const note = tally.source();
  port?.on("message", (bytes: Uint8Array<ArrayBuffer>) => {
    const words = new Int32Array(bytes.buffer);
    note(words[0] ?? -1, words[PAYLOAD_BYTES / 4 - 1] === tail);
  });
} else {
  const bus = EventBus.attach(topics, buffer);
  for (const name of rawNames) {
    const note = tally.source();
    bus.subscribe(name, (event) => note(event.readWord(0), event.readWord(PAYLOAD_BYTES - 4) === tail));
  }
  for (const name of jsonNames) {
    const note = tally.source();
    bus.subscribe(name, ({ payload }) => note(payload.number, payload.state === state));
  }
}
parentPort?.on("message", () => parentPort?.postMessage(tally.report()));
parentPort?.postMessage("ready");
