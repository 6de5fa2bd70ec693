/** Reading a ring as it grows. */

import { Deadline } from "../sync/index.ts";
import { waitUntil, waitUntilAsync } from "../sync/waiting.ts";
import { checkedCursor } from "./checks.ts";
import type { RingTally } from "./counters.ts";
import type { History, Records } from "./history.ts";
import { RawRecords } from "./raw-records.ts";

/** A cursor that goes along with the ring; one thread's. */
export class LogFollower {
  #cursor: number;
  readonly #history: History;
  readonly #tally: RingTally;
  #raw: RawRecords | undefined;

  constructor(history: History, tally: RingTally, cursor: number) {
    this.#history = history;
    this.#tally = tally;
    this.#cursor = checkedCursor(cursor);
  }

  /** The sequence of the next record to read; may be set, and throws `ring.argument` for what is no sequence. */
  get cursor(): number {
    return this.#cursor;
  }

  set cursor(sequence: number) {
    this.#cursor = checkedCursor(sequence);
  }

  /**
   * The next records, `limit` at most, and how many were overwritten before they could be read, or abandoned by a producer
   * that died; moves the cursor past both.
   */
  next(limit: number): Records {
    const { records, dropped, next } = this.#history.read(this.#cursor, Number.POSITIVE_INFINITY, limit);
    this.#goOn(next, dropped);
    return { records, dropped };
  }

  /**
   * As {@link next} without making strings, several times faster: as many of the next records as lie in one piece. What it
   * returns is the same object each time, and holds until this reader or any of its followers is asked for something else.
   */
  nextRaw(limit: number): { records: RawRecords; dropped: number } {
    const { window, dropped, next } = this.#history.run(this.#cursor, limit);
    this.#goOn(next, dropped);
    this.#raw ??= new RawRecords(window);
    return { records: this.#raw, dropped };
  }

  /** Blocks until there is a record at the cursor, `timeoutMs` at most; says whether there is one. Workers only. */
  wait(timeoutMs: number): boolean {
    if (this.#isBehind()) return true;
    const { arrival } = this.#history.claims;
    return waitUntil(arrival, () => this.#isBehind() || undefined, new Deadline(timeoutMs)) === true;
  }

  /** As {@link wait} without blocking, for event loops; without `timeoutMs` for as long as it takes. */
  async waitAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.#isBehind()) return true;
    const { arrival } = this.#history.claims;
    return (await waitUntilAsync(arrival, () => this.#isBehind() || undefined, new Deadline(timeoutMs))) === true;
  }

  #goOn(next: number, dropped: number): void {
    this.#cursor = next;
    if (dropped === 0) return;
    this.#tally.add("dropped", dropped);
    this.#tally.add("gaps", 1);
  }

  #isBehind(): boolean {
    return this.#cursor < this.#history.claims.committed();
  }
}
