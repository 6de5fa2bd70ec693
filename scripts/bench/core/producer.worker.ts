/** Writes its numbered records to the ring, once for each round. */

import { parentPort, workerData } from "node:worker_threads";
import { LogBatch, LogRing, setLockOrderChecks } from "../../../core/index.ts";
import { fieldsOf, fillLine, RECORD_BYTES } from "./lines.ts";
import type { ProducerData } from "./producers.ts";

setLockOrderChecks(false);
// Checked border: what producers.ts passes.
const { buffer, round, producer, each, batch: size } = workerData as ProducerData;
const word = new Int32Array(round);
const writer = LogRing.attach(buffer).writer();
const batch = new LogBatch();
const line = new Uint8Array(RECORD_BYTES);
parentPort?.postMessage("ready");
for (let number = 1; ; number++) {
  while (Atomics.load(word, 0) < number) Atomics.wait(word, 0, number - 1);
  const fields = fieldsOf(producer);
  for (let count = 0; count < each; ) {
    if (size === 1) {
      fillLine(line, producer, count);
      fields.group = count++;
      writer.append(fields, line);
      continue;
    }
    batch.clear();
    for (const end = Math.min(count + size, each); count < end; count++) {
      fillLine(line, producer, count);
      fields.group = count;
      batch.add(fields, line);
    }
    writer.write(batch);
  }
  parentPort?.postMessage(number);
}
