/** Times handler runs. */

import { limits } from "../limits.ts";
import type { TopicTally } from "./metrics.ts";

/**
 * A look at the clock costs as much as all the rest of a delivery, so it is not read twice per run: the end of one is the
 * beginning of the next. And where runs of one topic have been short, several are timed together, as one: the slowest is
 * exact for whatever takes longer than `limits.busFastMs` for each of them, and told too high by less than that otherwise.
 */
export class Stopwatch {
  /** The last look at the clock (`performance.now()`). */
  now = 0;
  #tally: TopicTally | undefined;
  /** Runs since then, and after how many to look again. */
  #runs = 0;
  #most = 1;

  /** Whether the next run is timed with the one before: both are short, and of one topic. */
  get isTiming(): boolean {
    return this.#runs > 0;
  }

  /** Before the first run, and where something else has taken time. */
  start(): void {
    this.now = performance.now();
  }

  /** Before each run of a handler of the topic that `tally` counts. */
  before(tally: TopicTally): void {
    if (tally === this.#tally) return;
    this.stop();
    this.#tally = tally;
    this.#most = 1;
  }

  /** After each run. */
  after(): void {
    this.#runs++;
    if (this.#runs >= this.#most) this.stop();
  }

  /** Before something else takes time. */
  stop(): void {
    if (this.#runs === 0 || this.#tally === undefined) return;
    const began = this.now;
    this.now = performance.now();
    const took = this.now - began;
    if (took > this.#tally.slowestMs) this.#tally.slowestMs = took;
    this.#most = took < this.#runs * limits.busFastMs ? Math.min(2 * this.#most, limits.busTimedRuns) : 1;
    this.#runs = 0;
  }
}
