/** When a wait for a process is over: pure reasoning over what is known of it. */

import { isAlive, type ProcessSnapshot } from "../process/index.ts";

/** Whether it has come to what is waited for, cannot any more, or may still; with a sentence for the first two. */
export type Verdict = { readonly over: boolean; readonly reached: boolean; readonly why: string };

const goesOn: Verdict = { over: false, reached: false, why: "" };

/** For `brum wait --ready` and `--done`. */
export function verdictOf(process: ProcessSnapshot, until: "ready" | "done"): Verdict {
  return until === "ready" ? readiness(process) : end(process);
}

function readiness(process: ProcessSnapshot): Verdict {
  const { name, status, launch, note } = process;
  if (status === "ready") return { over: true, reached: true, why: `${name} is ready` };
  if (status === "running") {
    if (launch.ready === undefined)
      return { over: true, reached: true, why: `${name} runs (it has no readiness check)` };
    return { over: true, reached: false, why: note ?? `${name} runs and did not get ready in its time` };
  }
  // One that does its work and ends well, a migration, has done all that can be waited for.
  if (status === "success" && launch.ready === undefined) return { over: true, reached: true, why: ended(process) };
  return isAlive(status) ? goesOn : { over: true, reached: false, why: ended(process) };
}

function end(process: ProcessSnapshot): Verdict {
  const { status } = process;
  if (isAlive(status)) return goesOn;
  return { over: true, reached: status !== "failed", why: ended(process) };
}

/** `web failed with exit code 3`. */
function ended({ name, status, exitCode, signal, error }: ProcessSnapshot): string {
  if (error !== null) return `${name} could not be started: ${error}`;
  const how = signal !== null ? `signal ${signal}` : `exit code ${exitCode}`;
  if (status === "failed") return `${name} failed with ${how}`;
  return status === "stopped" ? `${name} was stopped` : `${name} ended (${how})`;
}
