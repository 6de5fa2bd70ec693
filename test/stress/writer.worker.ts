/** Writes its numbered lines, in turn one alone and three in a batch. */

import { parentPort, workerData } from "node:worker_threads";
import { LogBatch, LogRing, threadId } from "../../core/index.ts";
import { Line } from "./board.ts";
import type { OfThread } from "./events-data.ts";
import { fieldsOf, LineBytes } from "./lines.ts";
import { PATIENCE_MS } from "./scenario.ts";

export interface WriterData {
  readonly ring: SharedArrayBuffer;
  /** Word 0 is 1 when writers may begin. */
  readonly go: SharedArrayBuffer;
  readonly source: number;
  /** Writes. */
  readonly each: number;
}

// Checked border: what log.ts and the host pass.
const data = workerData as OfThread<WriterData>;
const line = new Line(data.board, data.line);
const go = new Int32Array(data.go);
const writer = LogRing.attach(data.ring).writer();
const batch = new LogBatch();
const bytes = new LineBytes(data.source);
const gated = { gated: true, timeoutMs: PATIENCE_MS };
parentPort?.postMessage(threadId);
while (Atomics.load(go, 0) === 0) Atomics.wait(go, 0, 0);
line.does("writing the log");
let number = 0;
for (let write = 0; write < data.each; write++) {
  if (write % 2 === 0) {
    writer.append(fieldsOf(data.source, number), bytes.of(number), gated);
    line.count("written", 1);
    number++;
    continue;
  }
  batch.clear();
  for (const end = number + 3; number < end; number++) {
    batch.add(fieldsOf(data.source, number), bytes.of(number));
  }
  writer.write(batch, gated);
  line.count("written", batch.count);
}
line.does("idle");
