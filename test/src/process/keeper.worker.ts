/** Keeps a ring's lines from a thread of its own, as the history does: slowly. Answers `end` with what it got of standard output. */

import { LogRing, stream } from "../../../core/index.ts";

/** `pauseMs`: between two parts of 2000 lines. */
export interface KeeperStart {
  readonly buffer: SharedArrayBuffer;
  readonly pauseMs: number;
}

let isOver = false;

addEventListener("message", async ({ data }: MessageEvent<KeeperStart | "end">) => {
  if (data === "end") {
    isOver = true;
    return;
  }
  const gate = LogRing.attach(data.buffer).gate(0);
  postMessage("begun");
  let [lines, dropped, last] = [0, 0, 0];
  do {
    await Bun.sleep(data.pauseMs);
    const part = gate.next(2000);
    dropped += part.dropped;
    lines += part.records.filter((record) => record.stream === stream.stdout).length;
    last = part.records.length;
  } while (!isOver || last > 0);
  postMessage({ lines, dropped });
});
