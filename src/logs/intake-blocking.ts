/** Taking in a stream only as fast as its lines are kept: whoever prints is blocked, as nobody reads on. */

import { limits } from "../../core/index.ts";
import { type IntakeTarget, type IntakeTools, LogIntake } from "./intake.ts";
import { GatedOutlet, type OutletTrouble } from "./intake-outlet.ts";

const NEWLINE = 10;
/**
 * What is taken in at a time gives no more records and bytes than a batch holds, with the open line before it (64 KiB), the
 * pieces of long lines, and a styled copy of everything.
 */
const PIECE_BYTES = limits.batchBytes / 8;
const PIECE_LINES = limits.batchRecords - 64;

/** How an intake waits: `async` in its own time, or `blocking` the thread, for bytes that come by a callback. */
export type IntakeWait = "async" | "blocking";

/** What a blocking intake needs beside its tools. */
export interface BlockingParts {
  readonly wait: IntakeWait;
  /** See {@link GatedOutlet}. */
  readonly trouble: (what: OutletTrouble) => void;
  readonly limitMs: number;
}

/** A {@link LogIntake} that overwrites nothing that is still to be kept. `push` and `end` one after the other. */
export class BlockingIntake {
  readonly #intake: LogIntake;
  readonly #outlet: GatedOutlet;
  readonly #wait: IntakeWait;

  constructor(tools: IntakeTools, target: IntakeTarget, { wait, trouble, limitMs }: BlockingParts) {
    this.#outlet = new GatedOutlet(tools.writer, trouble, limitMs);
    this.#intake = new LogIntake(tools, target, this.#outlet);
    this.#wait = wait;
  }

  /** As {@link LogIntake.isLate}. */
  set isLate(isLate: boolean) {
    this.#intake.isLate = isLate;
  }

  /** Whether its stream is not read on at the moment, or was not within so many milliseconds. */
  wasHeld(withinMs: number): boolean {
    return this.#outlet.wasHeld(withinMs);
  }

  /** As {@link LogIntake.push}; settles when the chunk is in the ring. Undefined: it is already. */
  push(chunk: Uint8Array, time: number): Promise<void> | undefined {
    return this.#takeFrom(chunk, 0, time);
  }

  /** As {@link LogIntake.end}, likewise. */
  end(time: number): Promise<void> | undefined {
    this.#intake.end(time);
    return this.#whenWritten();
  }

  #takeFrom(chunk: Uint8Array, from: number, time: number): Promise<void> | undefined {
    for (let start = from; start < chunk.length; ) {
      const end = pieceEnd(chunk, start);
      this.#intake.push(chunk.subarray(start, end), time);
      start = end;
      const written = this.#whenWritten();
      if (written !== undefined) return written.then(() => this.#takeFrom(chunk, end, time));
    }
    return undefined;
  }

  #whenWritten(): Promise<void> | undefined {
    if (!this.#outlet.isHeld) return undefined;
    if (this.#wait === "async") return this.#outlet.room();
    this.#outlet.waitForRoom();
    return undefined;
  }
}

/** Where the piece from `start` ends: with a line where it has many, else anywhere. */
function pieceEnd(chunk: Uint8Array, start: number): number {
  const limit = Math.min(chunk.length, start + PIECE_BYTES);
  let end = start;
  for (let lines = 0; lines < PIECE_LINES; lines++) {
    const newline = chunk.indexOf(NEWLINE, end);
    if (newline < 0 || newline >= limit) return limit;
    end = newline + 1;
  }
  return end;
}
