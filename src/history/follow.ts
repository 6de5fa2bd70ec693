/** Follows the log ring into the history, as slowly as it may: what it writes must not slow down who prints. */

import type { LogFollower } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import { historyLimits } from "./limits.ts";
import { prune, type Retention } from "./retention.ts";
import { type HistoryWriter, isBusy } from "./writer.ts";

/** Part of the ring that it may be behind before it works with shorter pauses. */
const CALM = 0.4;
/** Milliseconds of pause after a piece of work while it is not far behind (some 400,000 lines a second), and when it is (550,000). */
const PAUSE_MS = 15;
const SHORT_PAUSE_MS = 10;

/** What the recorder needs of its thread. */
export interface RecorderParts {
  readonly writer: HistoryWriter;
  readonly follower: LogFollower;
  readonly latest: () => number;
  /** Records that the ring holds at most. */
  readonly capacity: number;
  readonly retention: Retention;
  /** It cannot go on: why. Told once; nothing is written after it. */
  failed(why: string): void;
  /** Records as they are written: for files beside the database. */
  readonly beside?: (records: Parameters<HistoryWriter["write"]>[0]) => void;
}

export class Recorder {
  readonly #parts: RecorderParts;
  #isOver = false;
  #lastCommit = 0;
  #lastPrune = 0;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Whether it still writes. */
  get isRunning(): boolean {
    return !this.#isOver;
  }

  /** Takes what has come; true: there is more. */
  step(now: number): boolean {
    return this.#safely(() => this.#take(now)) ?? false;
  }

  /** Milliseconds until the next {@link step}, given what the last one returned. */
  pauseAfter(more: boolean): number {
    if (!more) return 0;
    const { follower, latest, capacity } = this.#parts;
    return latest() - follower.cursor > CALM * capacity ? SHORT_PAUSE_MS : PAUSE_MS;
  }

  /** Nothing has come: what waited is written, words are indexed, what is too old goes. True: there is more to do. */
  idle(now: number): boolean {
    return (
      this.#safely(() => {
        const { writer, retention } = this.#parts;
        writer.commit();
        this.#lastCommit = now;
        if (now - this.#lastPrune > historyLimits.pruneEveryMs) {
          this.#lastPrune = now;
          prune(writer.database, retention, now, [writer.run]);
        }
        return writer.index(historyLimits.idleMs);
      }) ?? false
    );
  }

  name(source: number, name: string): void {
    this.#safely(() => this.#parts.writer.source(source, name));
  }

  error(sighting: ErrorSighting): void {
    this.#safely(() => this.#parts.writer.error(sighting));
  }

  event(event: ToldEvent): void {
    this.#safely(() => this.#parts.writer.event(event));
  }

  /** Writes what there is and ends. */
  close(now: number): void {
    while (this.step(now)) {
      // Everything that was printed before the end.
    }
    this.#safely(() => this.#parts.writer.close(now));
    this.#isOver = true;
  }

  #take(now: number): boolean {
    const { writer } = this.#parts;
    const more = this.#copy(now);
    if (now - this.#lastCommit >= historyLimits.flushMs && writer.pending > 0) {
      writer.commit();
      this.#lastCommit = now;
    }
    return more;
  }

  /** Copies the next records; true: there are more. Where a write fails because the file is locked, they wait in the writer. */
  #copy(now: number): boolean {
    const { writer, follower, beside, latest } = this.#parts;
    const end = Math.min(latest(), follower.cursor + historyLimits.takeRecords);
    while (follower.cursor < end) {
      if (beside === undefined) {
        const { records, dropped } = follower.nextRaw(historyLimits.takeRecords);
        if (dropped > 0) writer.gap(records.first, dropped, now);
        if (records.count === 0 && dropped === 0) break;
        writer.writeRaw(records);
      } else {
        const { records, dropped } = follower.next(historyLimits.takeRecords);
        if (dropped > 0) writer.gap(records[0]?.sequence ?? follower.cursor, dropped, now);
        if (records.length === 0 && dropped === 0) break;
        writer.write(records);
        beside(records);
      }
    }
    return follower.cursor < latest();
  }

  #safely<T>(work: () => T): T | undefined {
    if (this.#isOver) return undefined;
    try {
      return work();
    } catch (error) {
      // Another Brummer of this project writes: a later try will do.
      if (isBusy(error) && !this.#parts.writer.isStuck) return undefined;
      this.#isOver = true;
      this.#parts.writer.abandon();
      this.#parts.failed(sentence(error));
      return undefined;
    }
  }
}

function sentence(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  if (/full/i.test(why)) return "the disk is full";
  if (/read-?only|readonly/i.test(why)) return "its file cannot be written to";
  return why;
}
