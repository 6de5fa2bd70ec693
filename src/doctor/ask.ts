/** Asking a running Brummer for its report. */

import * as z from "zod";
import { priorities } from "../../core/index.ts";
import type { Instance } from "./instance.ts";
import { CORE_REPORT_PATH, type CoreReport } from "./report.ts";
import { getJson } from "./request.ts";

const counters = z.record(z.string(), z.number());
const ring = z.object({ slots: z.number(), bytes: z.number() });
const byName = z.record(z.string(), counters);
const coreReport: z.ZodType<CoreReport> = z.object({
  version: z.string(),
  pid: z.number(),
  directory: z.string(),
  startedAt: z.number(),
  settings: z.object({
    core: z.object({
      ringBytes: z.number(),
      ringSlots: z.number(),
      errorRingBytes: z.number(),
      errorRingSlots: z.number(),
      ingestThreads: z.number(),
    }),
    eventBus: z.object({
      workers: z.number(),
      queue: z.number(),
      rings: z.object({ high: ring, medium: ring, low: ring }),
      priorities: z.record(z.string(), z.enum(priorities)),
    }),
  }),
  ring: counters,
  bus: z.object({
    priorities: byName,
    topics: byName,
    threads: z.array(z.object({ thread: z.number(), topics: byName })),
  }),
});

/** The report of this instance; undefined when it gives none that this version of the program understands. */
export async function askForCore({ port }: Instance): Promise<CoreReport | undefined> {
  return coreReport.safeParse(await getJson(port, CORE_REPORT_PATH)).data;
}
