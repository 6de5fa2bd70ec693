/** The event bus's figures: events a second between threads, and how long one takes. */

import { setLockOrderChecks } from "../../core/index.ts";
import { latencyRows, targets as latencyTargets } from "./bus/latency.ts";
import { throughputRows, targets as throughputTargets } from "./bus/throughput.ts";
import type { BenchRow, Targets } from "./row.ts";

export const targets: Targets = { ...throughputTargets, ...latencyTargets };

export const notes: readonly string[] = [
  "The target of 8 times postMessage is judged on batches only: one event at a time has a target of its own, in M/s.",
];

export async function suite(): Promise<BenchRow[]> {
  // As it costs without the check of the order of locks, which is for development.
  setLockOrderChecks(false);
  return [...(await throughputRows()), ...(await latencyRows())];
}
