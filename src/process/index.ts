/**
 * Processes: what is run, in which state it is, and how another thread asks for a change. The ingest thread owns them
 * (`thread.ts`); everybody else sees snapshots and sends requests.
 */

import { topic } from "../../core/index.ts";
import type { ProcessSnapshot } from "./types.ts";

export { durationText } from "./duration-text.ts";
export { Guard, type SelfCommand } from "./guard/client.ts";
export { KnownProcesses, type ProcessIdentity } from "./known.ts";
export type {
  Dependency,
  DependencyState,
  Launch,
  ReadyCheck,
  ReadyProbe,
  RestartPolicy,
  StopSignal,
  WatchRule,
} from "./launch.ts";
export { type Listener, listeners } from "./listeners.ts";
export { portOwner } from "./ports.ts";
export { tcpProbe } from "./ready/tcp.ts";
export { signalAll } from "./tree/force.ts";
export {
  isAlive,
  type ProcessClient,
  type ProcessSnapshot,
  type ProcessStatus,
  type ProcessUsage,
  processStatuses,
  type StartResult,
  type TerminalOutput,
  type TerminalSize,
} from "./types.ts";

/** Published by the ingest threads. */
export const processTopics = {
  /** At every change of a process. */
  "process.changed": topic<ProcessSnapshot>("high"),
  /** Once for each run that was spawned or failed to be, after its last line of output and the line about its end. */
  "process.exited": topic<ProcessSnapshot>("high"),
} as const;
