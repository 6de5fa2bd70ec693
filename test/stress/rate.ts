/** Whether the core is as fast under mixed load as was asked for. */

import { availableParallelism, cpus } from "node:os";
import type { Checks } from "./checks.ts";

/** Operations a second of the predecessor under its own stress test, which was a mixed load. */
export const PREDECESSOR = 239_000;
/** How many times as many are asked for, and what that comes to. */
export const TIMES = 10;
export const TARGET: number = TIMES * PREDECESSOR;
/** Seconds of mixed load until the engines have compiled what runs: on two idle cores they take two to three. */
export const WARM_UP_S = 4;
/** Seconds after that, at least, for a figure that means anything. */
const LEAST_S = 5;
/** Seconds of a whole run, at least, for the rate to be judged. */
export const JUDGED_FROM_S = 20;
/**
 * The share of the processors that others may take while a rate counts against the core. Who holds a lock is then often kept
 * off its core, and the others sleep that long: two busy programs on two cores have left between a fifth and two thirds.
 */
const OTHERS = 0.15;
const NAME = `${TIMES} times the predecessor's operations a second under mixed load`;

/** What was done in a stretch of time. */
export interface Rate {
  readonly operations: number;
  readonly seconds: number;
  /** The share of the processors' time that was neither idle nor ours; undefined where the system does not tell. */
  readonly othersShare: number | undefined;
}

/** Begins a stretch; the function that it returns ends it. `operations`: the count at that moment. */
export function beginRate(operations: number): (operations: number) => Rate {
  const began = take();
  return (now) => {
    const ended = take();
    const ms = ended.at - began.at;
    const own = ended.own - began.own;
    const idle = ended.idle - began.idle;
    const isTold = Number.isFinite(idle) && idle + own > 0;
    const othersShare = isTold ? Math.max(0, 1 - (idle + own) / (ms * availableParallelism())) : undefined;
    return { operations: now - operations, seconds: ms / 1000, othersShare };
  };
}

/** Milliseconds: the clock, what this process has used of all processors, and how long they were idle. */
function take(): { at: number; own: number; idle: number } {
  const { user, system } = process.cpuUsage();
  const idle = cpus().reduce((sum, { times }) => sum + times.idle, 0);
  return { at: performance.now(), own: (user + system) / 1000, idle };
}

export function perSecond({ operations, seconds }: { operations: number; seconds: number }): number {
  return seconds === 0 ? 0 : operations / seconds;
}

/** Whether the target was reached; undefined: nothing was measured after the warm-up. */
export function isReached(rate: Rate | undefined): boolean | undefined {
  return rate && perSecond(rate) >= TARGET;
}

/** Checks the rate after the warm-up of a run of `seconds`. Where it could only be missed for lack of time or processors it is not checked. */
export function checkRate(checks: Checks, rate: Rate | undefined, seconds: number): void {
  if (rate === undefined || seconds < JUDGED_FROM_S || rate.seconds < LEAST_S) {
    checks.leaveOut(NAME, `run too short, ${JUDGED_FROM_S} s and ${LEAST_S} s after the warm-up are needed`);
    return;
  }
  const figure = `${Math.round(perSecond(rate)).toLocaleString("en")}/s, not ${TARGET.toLocaleString("en")}/s`;
  if (!isReached(rate) && rate.othersShare !== undefined && rate.othersShare > OTHERS) {
    const share = Math.round(rate.othersShare * 100);
    checks.leaveOut(NAME, `${figure}, but other programs took ${share} % of the processors`);
    return;
  }
  checks.check(NAME, isReached(rate) === true, figure);
}
