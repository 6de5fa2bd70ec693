/** Reads `count` records through a gate with blocking waits; tells how many lines of each source came, and what was wrong. */

import { parentPort, workerData } from "node:worker_threads";
import { LogRing } from "../../../core/index.ts";
import { leave } from "../worker.ts";
import { lineOf } from "./lines.ts";

const { buffer, count } = workerData as { buffer: SharedArrayBuffer; count: number };
const gate = LogRing.attach(buffer).gate(0);
parentPort?.postMessage("ready");
const lines: number[] = [];
let wrong = 0;
let lost = 0;
for (let read = 0; read < count && gate.wait(10_000); ) {
  const { records, dropped } = gate.next(20);
  for (const { source, text } of records) {
    const index = lines[source] ?? 0;
    if (text !== lineOf(source, index)) wrong++;
    lines[source] = index + 1;
  }
  read += records.length + dropped;
  lost += dropped;
}
gate.close();
parentPort?.postMessage({ lines, wrong, dropped: lost });
leave();
