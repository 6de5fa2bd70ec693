/** What the process holds: memory, open files, threads of the system, timers, listeners. */

import { heapStats } from "bun:jsc";
import { existsSync, readdirSync } from "node:fs";
import type { Checks } from "./checks.ts";

export interface Resources {
  /** Megabytes of resident memory, after a garbage collection of this thread. */
  readonly megabytes: number;
  /** Undefined where the system has no /proc. */
  readonly files: number | undefined;
  readonly threads: number | undefined;
  /** Timers that are set, and listeners on `process`. */
  readonly timers: number;
  readonly listeners: number;
}

/**
 * What the end may be above the start. Memory: the engine keeps some of what ended threads had for the next ones. Threads:
 * helpers of the engine (compiler, collector) come and go by themselves.
 */
const tolerance = { megabytes: 64, files: 0, threads: 8, timers: 0, listeners: 0 } as const;
/** What the middle of the last third of a run may be above the middle of the first, in megabytes and as a share. */
const rise = { megabytes: 40, share: 0.2 } as const;

const trendName = "memory does not rise under load";

export function takeResources(): Resources {
  Bun.gc(true);
  return {
    megabytes: process.memoryUsage.rss() / 1e6,
    files: entries("/proc/self/fd"),
    threads: entries("/proc/self/task"),
    timers: heapStats().objectTypeCounts["Timeout"] ?? 0,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** Takes them again and again until they are within the tolerances, as collectors and closing threads need a moment. */
export async function settledResources(start: Resources, timeoutMs: number): Promise<Resources> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const now = takeResources();
    if (excess(start, now).length === 0 || performance.now() > until) return now;
    await Bun.sleep(100);
  }
}

/** Checks that the end is as the start. */
export function checkResources(checks: Checks, start: Resources, end: Resources): void {
  const over = new Set(excess(start, end));
  for (const key of Object.keys(tolerance) as (keyof Resources)[]) {
    const [before, after] = [start[key], end[key]];
    if (before === undefined || after === undefined) continue;
    const problem = `${after.toFixed(0)} at the end, ${before.toFixed(0)} at the start, ${tolerance[key]} more allowed`;
    checks.check(`${key} at the end as at the start`, !over.has(key), problem);
  }
}

/** Checks that memory does not rise over a run; `samples` in megabytes, evenly spaced, the first of them warming up. */
export function checkTrend(checks: Checks, samples: readonly number[]): void {
  const steady = samples.slice(Math.ceil(samples.length / 4));
  const third = Math.floor(steady.length / 3);
  if (third < 1) {
    checks.leaveOut(trendName, "run too short");
    return;
  }
  const first = middle(steady.slice(0, third));
  const last = middle(steady.slice(-third));
  const allowed = Math.max(rise.megabytes, first * rise.share);
  const problem = `from ${first.toFixed(0)} to ${last.toFixed(0)} MB, ${allowed.toFixed(0)} more allowed`;
  checks.check(trendName, last - first <= allowed, problem);
}

function excess(start: Resources, end: Resources): (keyof Resources)[] {
  return (Object.keys(tolerance) as (keyof Resources)[]).filter(
    (key) => (end[key] ?? 0) > (start[key] ?? 0) + tolerance[key],
  );
}

function middle(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
}

function entries(folder: string): number | undefined {
  return existsSync(folder) ? readdirSync(folder).length : undefined;
}
