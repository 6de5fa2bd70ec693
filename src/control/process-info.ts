/** Processes as they are told over the control socket. */

import type { ProcessSnapshot, ProcessUsage } from "../process/index.ts";
import type { ProcessInfo } from "./requests.ts";

/** What of a snapshot is told, with what it uses where that was asked for: a second old at most, so perhaps of before its end. */
export function infoOf(snapshot: ProcessSnapshot, measured?: ProcessUsage): ProcessInfo {
  const usage = snapshot.pid === null || snapshot.endedAt !== null ? undefined : measured;
  const { launch, leftover, waitingFor, source: _, firstRecord: _record, ...rest } = snapshot;
  return {
    ...rest,
    command: launch.command,
    cwd: launch.cwd,
    hasReadyCheck: launch.ready !== undefined,
    leftover: [...leftover],
    waitingFor: [...waitingFor],
    cpu: usage?.cpu ?? null,
    memory: usage?.memory ?? null,
    processes: usage?.processes ?? null,
    ports: [...(usage?.ports ?? [])],
  };
}
