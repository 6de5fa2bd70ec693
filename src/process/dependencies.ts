/** Whether what a process waits for has come about: pure. */

import type { Dependency } from "./launch.ts";
import type { ProcessSnapshot } from "./types.ts";

/** `failed`: it cannot come about any more; a clause that says why. */
export type Verdict = "met" | "open" | { readonly failed: string };

/** `process`: the newest run of what is waited for. `hasLine`: of `log`, whether a line of that run fits. */
export function verdictOn(dependency: Dependency, process: ProcessSnapshot | undefined, hasLine: boolean): Verdict {
  const { name, until } = dependency;
  if (process === undefined) return { failed: `${name} was never started` };
  switch (process.status) {
    case "pending":
    case "waiting":
    case "restarting":
      return "open";
    case "starting":
      return until === "started" || (until === "log" && hasLine) ? "met" : "open";
    case "running":
      if (until === "ready" && process.note !== null) return { failed: `${name} is not ready: ${process.note}` };
      return until === "started" || until === "ready" || (until === "log" && hasLine) ? "met" : "open";
    case "ready":
      return until === "started" || until === "ready" || (until === "log" && hasLine) ? "met" : "open";
    case "stopping":
      return "open";
    case "stopped":
    case "failed":
    case "success":
      return verdictOnEnd(dependency, process, hasLine);
  }
}

function verdictOnEnd({ name, until }: Dependency, process: ProcessSnapshot, hasLine: boolean): Verdict {
  const hasRun = process.error === null && process.endedAt !== null;
  if (until === "ended") return hasRun ? "met" : { failed: `${name} was not started` };
  if (until === "log" && hasLine) return "met";
  if (process.status === "success" && until !== "ready" && until !== "log") return "met";
  // A check that succeeded before the end says what was asked: a job that prepares something.
  if (process.status === "success" && until === "ready" && process.readyAt !== null) return "met";
  if (process.error !== null) return { failed: `${name} could not be started` };
  if (until === "log") return { failed: `${name} has ended without the line that was waited for` };
  if (until === "ready" && process.status === "success") return { failed: `${name} has ended before it was ready` };
  return { failed: `${name} ${process.status === "stopped" ? "was stopped" : "has failed"}` };
}

/** `db (ready)`, for a line that says what is waited for. */
export function dependencyText({ name, until }: Dependency): string {
  return until === "log" ? `${name} (a line)` : `${name} (${until})`;
}
