/** Asking a running Brummer for its report. */

import * as z from "zod";
import { priorities } from "../../core/index.ts";
import type { ControlClient } from "../control/index.ts";
import type { CoreReport } from "./report.ts";

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

/** The report of this instance; undefined when it gives none that this version of the program understands. Rejects where nobody answers. */
export async function askForCore(client: ControlClient): Promise<CoreReport | undefined> {
  return coreReport.safeParse(await client.ask("doctor.core", {})).data;
}
