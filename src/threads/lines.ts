/** Entry point of a lines thread: makes records of what terminals show, which its ingest thread reads. */

import { EventBus, LogRing } from "../../core/index.ts";
import { loadRules, ruleFiles } from "../errors/thread.ts";
import { IntakeTools, reportTo, SystemLog } from "../logs/index.ts";
import { serveLines } from "../process/thread.ts";
import { topicsWith } from "../topics.ts";
import { newAnalysis } from "./analyse.ts";
import { enterThread } from "./entry.ts";
import { serveCommands } from "./protocol.ts";
import type { SharedInit } from "./shared.ts";

/** What its ingest thread sends at the start. */
export interface LinesInit extends SharedInit {
  /** That of its ingest thread. */
  readonly index: number;
  readonly count: number;
  /** Where rules for errors are looked for. */
  readonly directory: string;
  readonly permits: Int32Array<SharedArrayBuffer>;
  /** What terminals show comes in here. */
  readonly lines: MessagePort;
  /** Commands of its ingest thread come in here. */
  readonly owner: MessagePort;
}

enterThread<LinesInit>((init) => {
  const writer = LogRing.attach(init.ring).writer();
  const log = new SystemLog(writer, init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  // What is wrong with them, the first ingest thread has told.
  const { rules } = loadRules(ruleFiles(init.directory));
  const analysis = newAnalysis(rules, bus, { index: init.index, count: init.count, kind: "lines" });
  serveLines(init.lines, {
    permits: init.permits,
    intake: new IntakeTools(writer),
    analyse: (owner) => analysis.forRun(owner)(),
  });
  serveCommands(init.owner, {
    "thread.close": async () => {
      analysis.close();
      await bus.close(500);
      return null;
    },
  });
});
