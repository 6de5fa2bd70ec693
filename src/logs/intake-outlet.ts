/** Where the records of an intake go: into the ring at once, or only where that overwrites nothing that is still to be kept. */

import { LogBatch, type LogWriter } from "../../core/index.ts";

/** An intake fills `batch`, and says when it is full and when a chunk is through. */
export interface Outlet {
  readonly batch: LogBatch;
  /** What is in the batch may not go yet: the next chunk must wait. */
  readonly isHeld: boolean;
  /** Empties the batch at once: the chunk has more for it. */
  flush(): void;
  /** The chunk is through: what is in the batch goes as soon as it may, and before the next chunk. */
  done(): void;
}

/** Writes at once, whatever it overwrites. All intakes of a thread may share one: none leaves anything in the batch. */
export class DirectOutlet implements Outlet {
  readonly batch = new LogBatch();
  readonly isHeld = false;
  readonly #writer: LogWriter;

  constructor(writer: LogWriter) {
    this.#writer = writer;
  }

  flush(): void {
    if (this.batch.count > 0) this.#writer.write(this.batch);
    this.batch.clear();
  }

  done(): void {
    this.flush();
  }
}

/**
 * How such an outlet writes. A quarter of the ring is left to all that do not wait, Brummer's own lines above all: without
 * it each of their lines would overwrite one that is waited for.
 */
const gated = { gated: true, reserve: 0.25 } as const;

/** Milliseconds after which what is held is looked at anew: others may have overwritten by now what it waits for. */
const LOOK_MS = 100;

/**
 * Why a stream is not held back. `no-gate`: nothing keeps the log. `overtaken`: what keeps it loses lines to others that do
 * not wait. `stuck`: it does not go on.
 */
export type OutletTrouble = "no-gate" | "overtaken" | "stuck";

/**
 * Overwrites nothing that a gate of the ring has not passed: holds the batch instead, and the intake must get no chunk until
 * {@link room} or {@link waitForRoom} has let it go. Holds nothing where that saves nothing, and no longer than a limit: after
 * that it overwrites until the gates come along again.
 */
export class GatedOutlet implements Outlet {
  readonly batch = new LogBatch();
  readonly #writer: LogWriter;
  readonly #limitMs: number;
  readonly #trouble: (what: OutletTrouble) => void;
  #isHeld = false;
  #hasGivenUp = false;
  #heldUntil = Number.NEGATIVE_INFINITY;

  /** `trouble` may be called with the same more than once. `limitMs`: how long a batch is held at most. */
  constructor(writer: LogWriter, trouble: (what: OutletTrouble) => void, limitMs: number) {
    this.#writer = writer;
    this.#trouble = trouble;
    this.#limitMs = limitMs;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Whether anything is held, or was within so many milliseconds. */
  wasHeld(withinMs: number): boolean {
    return this.#isHeld || performance.now() - this.#heldUntil < withinMs;
  }

  /** Does not happen with chunks that the batch has room for: nothing can be held in the middle of one. */
  flush(): void {
    if (!this.#attempt()) this.#overwrite();
  }

  done(): void {
    if (this.batch.count === 0) return;
    const state = this.#writer.gateState();
    if (state === "none") this.#trouble("no-gate");
    if (this.#attempt()) this.#hasGivenUp = false;
    else if (this.#hasGivenUp) this.#overwrite();
    else if (state === "overtaken") this.#overwrite("overtaken");
    else this.#isHeld = true;
  }

  /** Resolves when nothing is held any more. */
  async room(): Promise<void> {
    const end = performance.now() + this.#limitMs;
    while (this.#isHeld) {
      await this.#writer.waitForRoomAsync(LOOK_MS);
      this.#again(performance.now() >= end);
    }
  }

  /** As {@link room}, blocking the thread. */
  waitForRoom(): void {
    const end = performance.now() + this.#limitMs;
    while (this.#isHeld) {
      this.#writer.waitForRoom(LOOK_MS);
      this.#again(performance.now() >= end);
    }
  }

  #again(isTooLong: boolean): void {
    if (!this.#attempt()) {
      const isOvertaken = this.#writer.gateState() === "overtaken";
      // Another producer may have been faster.
      if (!isOvertaken && !isTooLong) return;
      this.#hasGivenUp = !isOvertaken;
      this.#overwrite(isOvertaken ? "overtaken" : "stuck");
    }
    this.#isHeld = false;
    this.#heldUntil = performance.now();
  }

  #attempt(): boolean {
    if (this.#writer.tryWrite(this.batch, gated) === undefined) return false;
    this.batch.clear();
    return true;
  }

  #overwrite(why?: OutletTrouble): void {
    if (why !== undefined) this.#trouble(why);
    this.#writer.write(this.batch);
    this.batch.clear();
  }
}
