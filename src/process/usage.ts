/** What processes use: processor, memory, ports. Measured when asked for, at most once a second. */

import { listeningPorts } from "./ports.ts";
import { clockTicks, memoryOf } from "./tree/linux-usage.ts";
import type { ProcessUsage } from "./types.ts";

/** Milliseconds for which a measurement is good. */
const GOOD_MS = 1000;

/** One thread's. Elsewhere than on Linux it knows no processor time, memory or ports, and says 0. */
export class UsageMeter {
  #at = Number.NEGATIVE_INFINITY;
  #last: ProcessUsage[] = [];
  /** Ticks of every process at the last measurement. */
  #ticks = new Map<number, number>();

  measure(living: readonly { readonly name: string; readonly pids: readonly number[] }[]): ProcessUsage[] {
    const now = performance.now();
    const passed = now - this.#at;
    if (passed < GOOD_MS) return this.#last;
    const isFirst = this.#at === Number.NEGATIVE_INFINITY;
    this.#at = now;
    const before = this.#ticks;
    this.#ticks = new Map();
    const ports = listeningPorts(living.flatMap(({ pids }) => pids));
    this.#last = living
      .filter(({ pids }) => pids.length > 0)
      .map(({ name, pids }) => {
        let used = 0;
        for (const pid of pids) {
          const ticks = clockTicks(pid);
          this.#ticks.set(pid, ticks);
          // A new process has used all of its time since the last measurement.
          used += Math.max(0, ticks - (before.get(pid) ?? 0));
        }
        return {
          name,
          // A tick is a hundredth of a second.
          cpu: isFirst ? null : Math.round((used * 1000 * 10) / passed) / 10,
          memory: pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
          processes: pids.length,
          ports: [...new Set(pids.flatMap((pid) => ports.get(pid) ?? []))].sort((a, b) => a - b),
        };
      });
    return this.#last;
  }
}
