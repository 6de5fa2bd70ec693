/** Publishes `count` events of each of the topics in turn, as fast as it can, through as many ends of the bus as it is told. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { leave } from "../worker.ts";
import { type numbered, topics } from "./topics.ts";

interface Task {
  readonly buffer: SharedArrayBuffer;
  /** The number of the first end. */
  readonly from: number;
  readonly ends?: number;
  readonly count: number;
  readonly stallMs: number;
  readonly names: readonly (typeof numbered)[number][];
  /** Events of each topic in a batch; one by one otherwise. */
  readonly batch?: number;
}

const { buffer, from, ends = 1, count, stallMs, names, batch: size } = workerData as Task;
const publishers = Array.from({ length: ends }, (_, index) => {
  const bus = EventBus.attach(topics, buffer, { stallMs });
  return { bus, batch: bus.batch(), from: from + index };
});
for (let n = 0; n < count; n++) {
  for (const { bus, batch, from } of publishers) {
    for (const name of names) {
      if (size === undefined) bus.publish(name, { from, count: n });
      else batch.add(name, { from, count: n });
    }
    if (size !== undefined && (n % size === size - 1 || n === count - 1)) batch.publish();
  }
}
for (const { bus } of publishers) await bus.close(1000);
parentPort?.postMessage("done");
leave();
