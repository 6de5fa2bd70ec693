/** Follows a ring with blocking waits until it has `count` records, then sends their texts. */

import { parentPort, workerData } from "node:worker_threads";
import { LogRing } from "../../../core/index.ts";
import { leave } from "../worker.ts";

const { buffer, count, timeoutMs } = workerData;
const follower = LogRing.attach(buffer).reader().follow(0);
const texts: string[] = [];
parentPort?.postMessage("ready");
while (texts.length < count && follower.wait(timeoutMs)) {
  for (const record of follower.next(100).records) texts.push(record.text);
}
parentPort?.postMessage(texts);
leave();
