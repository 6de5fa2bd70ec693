/** What has come of a run, in a sentence or two. Pure. */

import { durationText, type ProcessSnapshot } from "../../process/index.ts";
import { cut, duration } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { Sight, Until } from "./verdict.ts";
import type { Waited } from "./wait.ts";

/** What was asked for. */
export interface Asked {
  readonly until: Until;
  readonly limitMs: number;
  /** It ran already. */
  readonly isOld: boolean;
}

export function messageOf(waited: Waited, asked: Asked, now: number): string {
  const { sight, verdict } = waited;
  const goesOn = verdict?.reason !== "ended" && verdict?.reason !== "ready";
  const begun = asked.isOld && goesOn ? [`${sight.process.name} runs already.`] : [];
  const outcome = cut(outcomeText(waited, asked, now), mcpLimits.lineBytes);
  return [...begun, withStop(outcome), ...testsText(sight)].join(" ");
}

function outcomeText({ sight, verdict }: Waited, asked: Asked, now: number): string {
  const { process, told, address } = sight;
  const { name } = process;
  const where = address === undefined || address.answers === false ? "" : ` at ${address.url}`;
  switch (verdict?.reason) {
    case "ended":
      return endText(sight);
    case "ready":
      return asked.isOld ? oldReadyText(sight, now) : `${name} ${readyText(sight)} ${afterText(sight, now)}`;
    case "unreachable":
      return `${name} said that it is ready at ${address?.url}, but nothing accepts connections there`;
    case "unready":
      return `${name} runs${where}, but did not get ready${noteText(process)}`;
    case "build":
      return `The build of ${name} ${told.build?.phase}; it goes on${where}`;
    case "tests":
      return `The tests of ${name} ${told.tests?.phase}; it goes on${where}`;
    case "errors":
      return `${name} is not ready: it reported errors and has been silent since; it goes on`;
    case undefined:
      return openText(process, asked, now);
  }
}

/** What stands of tests: `Tests: 12 passed, 1 failed: cart.test.ts adds up.` */
function testsText({ process, told }: Sight): string[] {
  const tests = process.status === "failed" ? (told.failedTests ?? told.tests) : told.tests;
  if (tests === undefined) return [];
  const counts = [
    [tests.passed, "passed"],
    [tests.failed, "failed"],
    [tests.skipped, "skipped"],
  ].flatMap(([count, what]) => (typeof count === "number" && count > 0 ? [`${count} ${what}`] : []));
  const named = tests.failures
    .slice(0, mcpLimits.failedTests)
    .map(({ file, name }) => cut(`${file} ${name}`.trim(), mcpLimits.briefBytes));
  const more = tests.failures.length - named.length;
  const failures = named.length === 0 ? "" : `: ${named.join("; ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [`Tests: ${counts.length > 0 ? counts.join(", ") : tests.phase}${failures}.`];
}

function endText({ process, told }: Sight): string {
  const { name, status, exitCode, signal, error, startedAt, endedAt } = process;
  if (error !== null) return `${name} could not be started: ${error}`;
  const took = tookText((endedAt ?? startedAt) - startedAt);
  const how = signal !== null ? `signal ${signal}` : `exit code ${exitCode}`;
  if (status === "stopped" && endedAt === null) return `${name} was stopped before it started`;
  if (status === "stopped") return `${name} was stopped (${how}) after ${took}`;
  if (exitCode !== 0) return `${name} failed with ${how} after ${took}${noteText(process)}`;
  const isTold = told.build?.phase === "succeeded" || told.tests?.phase === "passed";
  const warnings = told.build?.warnings ?? 0;
  const note = `${warnings > 0 ? `, with ${warnings} warnings` : ""}${noteText(process)}`;
  return isTold ? `${name} succeeded in ${took}${note}` : `${name} ended with exit code 0 after ${took}${note}`;
}

/** `is ready at http://localhost:5173` */
function readyText({ process, told, address, ports }: Sight): string {
  if (address !== undefined && address.answers !== false) return `is ready at ${address.url}`;
  if (process.status === "ready" || told.ready !== undefined) return "is ready";
  return `listens on port ${ports.join(", ")}`;
}

/** An address alone is no readiness: that somebody answers there has just been seen. */
function afterText({ process, told }: Sight, now: number): string {
  const at = process.readyAt ?? told.ready?.time ?? now;
  return `after ${tookText(Math.max(0, at - process.startedAt))}`;
}

/** `340 ms`, `3.2 s`. */
function tookText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : durationText(milliseconds);
}

function oldReadyText(sight: Sight, now: number): string {
  const { name, startedAt } = sight.process;
  return `${name} runs already for ${duration(now - startedAt)} and ${readyText(sight)}; scripts_restart starts it anew`;
}

/** Nothing has come of it yet. */
function openText(process: ProcessSnapshot, { until, limitMs, isOld }: Asked, now: number): string {
  const { name, status, waitingFor, startedAt } = process;
  const within = `within ${limitMs / 1000} s`;
  if (status === "waiting") return `${name} has not started ${within}: it waits for ${waitingFor.join(", ")}`;
  if (until === "exit") return `${name} has not ended ${within}; it is ${status}`;
  const age = now - startedAt;
  if (isOld && age > limitMs) return `In ${duration(age)} it has told nothing of being ready; it is ${status}`;
  return `${name} is not ready ${within}; it is ${status}${noteText(process)}`;
}

function noteText({ note }: ProcessSnapshot): string {
  return note === null ? "" : `: ${note}`;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
