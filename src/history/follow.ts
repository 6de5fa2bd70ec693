/** Follows the log ring into the history, as slowly as it may: what it writes must not slow down who prints. */

import type { LogFollower } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import { historyLimits } from "./limits.ts";
import { prune, type Retention } from "./retention.ts";
import type { HistoryWriter } from "./writer.ts";

/** Part of the ring that it may be behind before it works without a pause. */
const CALM = 0.4;
/** Milliseconds of pause after a piece of work while it is not far behind. */
const PAUSE_MS = 15;

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
    return latest() - follower.cursor > CALM * capacity ? 0 : PAUSE_MS;
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
    const { writer, follower, beside } = this.#parts;
    const { records, dropped } = follower.next(historyLimits.takeRecords);
    const [first] = records;
    if (dropped > 0) writer.gap(first?.sequence ?? follower.cursor, dropped, now);
    writer.write(records);
    beside?.(records);
    if (now - this.#lastCommit >= historyLimits.flushMs && writer.pending > 0) {
      writer.commit();
      this.#lastCommit = now;
    }
    return records.length === historyLimits.takeRecords || dropped > 0;
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

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/i.test(error.message);
}

function sentence(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  if (/full/i.test(why)) return "the disk is full";
  if (/read-?only|readonly/i.test(why)) return "its file cannot be written to";
  return why;
}
