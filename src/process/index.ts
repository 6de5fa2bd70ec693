/**
 * Processes: what is run, in which state it is, and how another thread asks for a change. The ingest thread owns them
 * (`thread.ts`); everybody else sees snapshots and sends requests.
 */

import { topic } from "../../core/index.ts";
import type { ProcessSnapshot } from "./types.ts";

export { signalGroup } from "./groups.ts";
export { portOwner } from "./ports.ts";
export {
  isAlive,
  type Launch,
  type ProcessClient,
  type ProcessSnapshot,
  type ProcessStatus,
  type StartResult,
} from "./types.ts";

/** Published at every change of a process, by the ingest thread. */
export const processTopics = { "process.changed": topic<ProcessSnapshot>("high") } as const;
