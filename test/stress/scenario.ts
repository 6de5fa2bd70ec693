/** What a scenario is given and what it tells. */

import type { Checks } from "./checks.ts";
import type { Host } from "./host.ts";
import type { Rate } from "./rate.ts";

export interface Outcome {
  readonly operations: number;
  /** From the first operation to the last check that they were done; threads are started before. */
  readonly seconds: number;
  /** What a person should know of it: threads, counters. */
  readonly detail: string;
  /** Of mixed load: what was done once it was warm. */
  readonly warm?: Rate | undefined;
}

export interface Scenario {
  readonly name: string;
  run(host: Host, checks: Checks): Promise<Outcome>;
}

/** Milliseconds for what takes milliseconds, on a machine that is busy with something else. */
export const PATIENCE_MS = 20_000;

/** Seconds since `began`, by `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
