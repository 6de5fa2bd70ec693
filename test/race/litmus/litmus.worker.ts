/** A free-running thread of a litmus test. */

import { parentPort, workerData } from "node:worker_threads";
import type { Words } from "../../../core/memory/index.ts";
import { litmusTests } from "./index.ts";
import { signal, stopSign } from "./litmus.ts";

export interface LitmusThread {
  readonly test: string;
  readonly thread: number;
  readonly shared: unknown;
  readonly signals: Words;
}

// Checked border: run.ts starts this module with nothing else.
const { test: name, thread, shared, signals } = workerData as LitmusThread;
const test = litmusTests.find((one) => one.name === name);
if (test === undefined) throw new Error(`no litmus test "${name}"`);
Atomics.add(signals, signal.ready, 1);
Atomics.notify(signals, signal.ready);
Atomics.wait(signals, signal.begin, 0);
try {
  parentPort?.postMessage(test.run(shared, thread, stopSign(signals)));
} catch (error) {
  parentPort?.postMessage(error instanceof Error ? error.message : String(error));
}
