/** The running Brummer's side of the doctor: for the net thread. */

import { mapValues } from "es-toolkit";
import type { EventBus, LogRing } from "../../core/index.ts";
import type { Topics } from "../topics.ts";
import type { CoreReport } from "./report.ts";

export type { CoreReport } from "./report.ts";

/** What a report is made from. */
export interface ReportParts extends Pick<CoreReport, "version" | "directory" | "settings"> {
  readonly ring: LogRing;
  readonly bus: EventBus<Topics>;
}

/** The counters of this moment. */
export function makeCoreReport({ version, directory, settings, ring, bus }: ReportParts): CoreReport {
  const { priorities, topics, threads } = bus.counters();
  const copied = (counters: typeof topics) => mapValues(counters, (of) => ({ ...of }));
  return {
    version,
    pid: process.pid,
    directory,
    startedAt: Math.round(Date.now() - process.uptime() * 1000),
    settings,
    ring: { ...ring.counters() },
    bus: {
      priorities: mapValues(priorities, (of) => ({ ...of })),
      topics: copied(topics),
      threads: threads.map((one) => ({ thread: one.thread, topics: copied(one.topics) })),
    },
  };
}
