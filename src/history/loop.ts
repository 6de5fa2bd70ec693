/** The history thread's work over time: what is in the log goes to the database and to files, until the end or until neither is left. */

import { type LogFollower, type LogRecord, limits } from "../../core/index.ts";
import type { Recorder } from "./follow.ts";

/** Milliseconds until it looks again when nothing comes. */
const IDLE_MS = 400;
/** The same once all is written and indexed: then only what grows old is to be looked at. */
const REST_MS = 30_000;
/** Milliseconds between two pieces of work that have time. */
const PAUSE_MS = 40;

/** What it works with. */
export interface LoopParts {
  /** The recorder's too. */
  readonly follower: Pick<LogFollower, "next" | "waitAsync">;
  /** Undefined: there is no database. */
  readonly recorder: Pick<Recorder, "isRunning" | "step" | "pauseAfter" | "idle" | "close"> | undefined;
  /** Files of lines, which the recorder writes as long as it runs; undefined: there are none. */
  readonly files: FilesOfLines | undefined;
}

/** Files that are given up where they fail. */
export interface FilesOfLines {
  /** Whether they are still written. */
  readonly isRunning: boolean;
  write(records: readonly LogRecord[]): void;
}

export class HistoryLoop {
  readonly #parts: LoopParts;
  #isStopping = false;
  /** Ends the wait for more records. */
  #wake: () => void = () => {};

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  /** Settles after {@link stop}, or when neither the database nor files are left to write to: then nothing is read any more. Call it once. */
  async run(): Promise<void> {
    const { recorder } = this.#parts;
    let hasWork = true;
    while (!this.#isStopping && this.#isNeeded) {
      const { more, pause } = this.#step();
      if (more) {
        await wait(pause);
      } else if (await this.#comes(hasWork ? IDLE_MS : REST_MS)) {
        hasWork = true;
        // A little is worth waiting for more: a write for every line would keep the disk busy.
        await wait(PAUSE_MS);
      } else if (!this.#isStopping) {
        hasWork = recorder?.idle(Date.now()) === true;
        if (hasWork) await wait(PAUSE_MS);
      }
    }
  }

  /** Something has come another way: it is written soon, also where no records come. */
  nudge(): void {
    this.#wake();
  }

  /** Lets {@link run} settle. */
  stop(): void {
    this.#isStopping = true;
    this.#wake();
  }

  /** Writes what there is and ends; after {@link run}. Files get the rest also where the database fails, or has failed before. */
  finish(now: number): void {
    const { recorder, files } = this.#parts;
    if (recorder?.isRunning === true) recorder.close(now);
    while (files?.isRunning === true && this.#step().more) {
      // Everything that was printed before the end.
    }
  }

  get #isNeeded(): boolean {
    const { recorder, files } = this.#parts;
    return recorder?.isRunning === true || files?.isRunning === true;
  }

  /** Takes what has come; and how long to pause if there is more. */
  #step(): { more: boolean; pause: number } {
    const { recorder, files, follower } = this.#parts;
    if (recorder?.isRunning === true) {
      const more = recorder.step(Date.now());
      return { more, pause: recorder.pauseAfter(more) };
    }
    const { records } = follower.next(limits.windowRecords);
    files?.write(records);
    return { more: records.length === limits.windowRecords, pause: 0 };
  }

  /** Whether a record comes in time; false at once when it is to stop. */
  #comes(milliseconds: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(false);
      this.#parts.follower.waitAsync(milliseconds).then(resolve, reject);
    });
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
