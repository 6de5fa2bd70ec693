/** Writes lines of {@link floodText} as fast as it can, until told to stop; the record with sequence n has text n. */

import { workerData } from "node:worker_threads";
import { LogBatch, LogRing } from "../../../core/index.ts";
import { leave } from "../worker.ts";
import { floodFlags, floodText } from "./flood.ts";
import { fields } from "./lines.ts";

const { buffer, stop } = workerData;
const words = new Int32Array(stop);
const writer = LogRing.attach(buffer).writer();
const batch = new LogBatch();
const encoder = new TextEncoder();
for (let sequence = 0; Atomics.load(words, 0) === 0; ) {
  batch.clear();
  for (const end = sequence + 1 + (sequence % 7); sequence < end; sequence++) {
    batch.add(fields({ flags: floodFlags(sequence) }), encoder.encode(floodText(sequence)));
  }
  writer.write(batch);
}
leave();
