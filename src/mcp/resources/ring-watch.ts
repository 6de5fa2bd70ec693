/** Hears of new records without reading them: the ring wakes it, once for all that came within a second. */

import type { LogFollower, LogReader } from "../../../core/index.ts";
import { mcpLimits } from "../limits.ts";
import { Source } from "./source.ts";

/** New records: their sequences, from the first to before the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Tells of new records: the first at once, then at most once in `mcpLimits.changeMs`. A flood costs one wake-up in that time; a
 * silent ring none.
 */
export function ringSource(reader: LogReader): Source<Span> {
  const watch = new RingWatch(reader);
  return new Source((tell) => watch.start(tell));
}

class RingWatch {
  readonly #reader: LogReader;
  readonly #follower: LogFollower;
  /** Undefined: nobody listens. */
  #tell: ((span: Span) => void) | undefined;
  /** Asleep until a record comes, which nothing can call off: who listens next waits for the same one. */
  #isAsleep = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(reader: LogReader) {
    this.#reader = reader;
    this.#follower = reader.follow(0);
  }

  start(tell: (span: Span) => void): () => void {
    this.#tell = tell;
    this.#follower.cursor = this.#reader.latest();
    void this.#sleep();
    return () => {
      this.#tell = undefined;
      clearTimeout(this.#rest);
    };
  }

  async #sleep(): Promise<void> {
    if (this.#isAsleep) return;
    this.#isAsleep = true;
    await this.#follower.waitAsync();
    this.#isAsleep = false;
    const from = this.#follower.cursor;
    const to = this.#reader.latest();
    this.#follower.cursor = to;
    // The first may be gone and another one come meanwhile, which began where the ring ends now.
    if (this.#tell === undefined) return;
    if (to > from) this.#tell({ from, to });
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#sleep(), mcpLimits.changeMs);
  }
}
