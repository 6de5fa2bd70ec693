/** Whether a run has come to what an agent waits for: pure reasoning over what one look at it has shown. */

import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";
import type { Address } from "./address.ts";
import type { Told } from "./told.ts";

/** What one look has shown. */
export interface Sight {
  readonly process: ProcessSnapshot;
  readonly told: Told;
  readonly address: Address | undefined;
  /** TCP ports that it listens on, once it has been silent, or has run, for long enough that they say something. */
  readonly ports: readonly number[];
  /** Whether errors of this run are known. */
  readonly hasErrors: boolean;
  /** Milliseconds since it printed something. */
  readonly quietMs: number;
  /** Milliseconds since it said that it is ready, or since the wait began, where that is shorter. */
  readonly saidMs: number;
}

/** What has come of a run. `running`: nothing of that yet, as far as it is known. */
export const outcomes = ["ready", "succeeded", "failed", "stopped", "running"] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a wait is over. */
export type Reason =
  /** The run has ended, or could not begin. */
  | "ended"
  /** A check, a line of it, its address or its ports say that it is ready. */
  | "ready"
  /** It said that it is ready, but nothing answers at the address that it named. */
  | "unreachable"
  /** Its readiness check was given up. */
  | "unready"
  /** It goes on, and has told how its build or its tests ended. */
  | "build"
  | "tests"
  /** It goes on in silence after errors. */
  | "errors";

export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: Reason;
}

export type Until = "ready" | "exit";

/** Undefined: wait on. */
export function verdictOf(sight: Sight, until: Until): Verdict | undefined {
  const { process } = sight;
  const end = endOf(process);
  if (end !== undefined) return { outcome: end, reason: "ended" };
  if (until === "exit" || !["running", "starting", "ready"].includes(process.status)) return undefined;
  const { told, quietMs } = sight;
  const { quietAfterFailureMs } = mcpLimits;
  // It may end by itself right after that, and then its exit code tells more.
  if (told.build?.phase === "failed") {
    return quietMs < quietAfterFailureMs ? undefined : { outcome: "failed", reason: "build" };
  }
  if (told.build?.phase === "started" && quietMs < mcpLimits.quietInBuildMs) return undefined;
  return readiness(sight) ?? standstill(sight);
}

/** How a run has ended, whatever its policy has in store for its name; undefined: it has not. */
export function endOf({ status, restartAt, exitCode }: ProcessSnapshot): Outcome | undefined {
  if (status === "restarting" && restartAt !== null) return exitCode === 0 ? "succeeded" : "failed";
  if (isAlive(status)) return undefined;
  return status === "success" ? "succeeded" : status === "stopped" ? "stopped" : "failed";
}

function readiness({ process, told, address, ports, saidMs }: Sight): Verdict | undefined {
  const ready: Verdict = { outcome: "ready", reason: "ready" };
  if (process.status === "ready") return ready;
  if (process.launch.ready !== undefined) {
    return process.status === "running" ? { outcome: "failed", reason: "unready" } : undefined;
  }
  if (told.ready !== undefined) {
    if (address === undefined || address.answers !== false) return ready;
    if (saidMs < mcpLimits.unansweredMs) return undefined;
    return address.isNamed ? { outcome: "ready", reason: "unreachable" } : ready;
  }
  if (address !== undefined) return address.answers === false ? undefined : ready;
  return ports.length > 0 ? ready : undefined;
}

/** It goes on, but nothing more is to be expected of it now. */
function standstill({ told, hasErrors, quietMs }: Sight): Verdict | undefined {
  if (told.tests !== undefined && quietMs >= mcpLimits.quietAfterFailureMs) {
    return { outcome: told.tests.phase === "failed" ? "failed" : "succeeded", reason: "tests" };
  }
  if (told.build?.phase === "succeeded" && quietMs >= mcpLimits.quietInBuildMs) {
    return { outcome: "succeeded", reason: "build" };
  }
  return hasErrors && quietMs >= mcpLimits.quietAfterErrorMs ? { outcome: "running", reason: "errors" } : undefined;
}
