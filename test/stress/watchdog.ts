/** Ends the run when a thread makes no progress, and says what everyone was doing. */

import { Worker } from "node:worker_threads";
import type { Board } from "./board.ts";

/** Milliseconds without progress after which a thread that is at work counts as stuck. */
const STUCK_MS = 20_000;
const LOOK_MS = 500;

/**
 * Looks at the board twice a second. A second watchdog in a thread of its own looks at this one, for the case that it is
 * the main thread that is stuck.
 */
export class Watchdog {
  readonly #board: Board;
  readonly #seen = new Map<string, { progress: number; since: number }>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #heartbeat = new Int32Array(new SharedArrayBuffer(4));
  readonly #second: Worker;

  /** `onStuck` is told what everyone was doing, a line for each thread; the second watchdog writes to descriptor `out`. */
  constructor(board: Board, out: 1 | 2, onStuck: (report: string) => void) {
    this.#board = board;
    this.#timer = setInterval(() => {
      Atomics.add(this.#heartbeat, 0, 1);
      if (this.#look()) onStuck(this.report());
    }, LOOK_MS);
    const data = { heartbeat: this.#heartbeat.buffer, stuckMs: STUCK_MS + 10_000, out };
    this.#second = new Worker(new URL("./watchdog.worker.ts", import.meta.url), { workerData: data });
  }

  /** What every thread is doing. */
  report(): string {
    const now = performance.now();
    return this.#board
      .atWork()
      .map(({ name, activity }) => {
        const since = this.#seen.get(name)?.since ?? now;
        return `  ${name.padEnd(20)} ${activity.padEnd(22)} ${((now - since) / 1000).toFixed(1)} s without progress`;
      })
      .join("\n");
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#second.terminate();
  }

  /** Whether a thread is stuck. */
  #look(): boolean {
    const now = performance.now();
    let isStuck = false;
    const threads = this.#board.atWork();
    for (const { name, activity, progress } of threads) {
      const before = this.#seen.get(name);
      if (before === undefined || before.progress !== progress || activity === "idle") {
        this.#seen.set(name, { progress, since: now });
      } else if (now - before.since > STUCK_MS) isStuck = true;
    }
    for (const name of this.#seen.keys()) if (!threads.some((thread) => thread.name === name)) this.#seen.delete(name);
    return isStuck;
  }
}
