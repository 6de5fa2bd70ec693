/** Work in slices: others have the thread in time, and it ends when it is enough. */

import { setImmediate } from "node:timers/promises";
import { mcpLimits } from "./limits.ts";

/** The work of one search. */
export class Pace {
  readonly #milliseconds: number;
  readonly #signal: AbortSignal;
  #worked = 0;
  #sliceStart = performance.now();

  /** `milliseconds` of work; `signal`: nobody waits for it any more. */
  constructor(milliseconds: number, signal: AbortSignal) {
    this.#milliseconds = milliseconds;
    this.#signal = signal;
  }

  /** True when {@link isOver} is to be asked. */
  get isDue(): boolean {
    return performance.now() - this.#sliceStart >= Math.min(mcpLimits.sliceMs, this.#left) || this.#signal.aborted;
  }

  /** True when the work must end; else others have had their turn. */
  async isOver(): Promise<boolean> {
    this.#worked += performance.now() - this.#sliceStart;
    if (this.#left > 0 && !this.#signal.aborted) await setImmediate();
    this.#sliceStart = performance.now();
    return this.#left <= 0 || this.#signal.aborted;
  }

  get #left(): number {
    return this.#milliseconds - this.#worked;
  }
}
