/** Follows the log ring into the history, as slowly as it may: what it writes must not slow down who prints. */

import type { LogFollower } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { WrittenExchange } from "../proxy/index.ts";
import { storedExchange } from "./exchanges.ts";
import { historyLimits } from "./limits.ts";
import { prune, type Retention } from "./retention.ts";
import { isBusy } from "./transaction.ts";
import type { HistoryWriter } from "./writer.ts";

/** Part of the ring that it may be behind before it works with shorter pauses. */
const CALM = 0.4;
/** Milliseconds of pause after a piece of work while it is not far behind (some 400,000 lines a second), and when it is (550,000). */
const PAUSE_MS = 15;
const SHORT_PAUSE_MS = 10;

/** What the recorder needs of its thread. */
export interface RecorderParts {
  readonly writer: HistoryWriter;
  readonly follower: Pick<LogFollower, "cursor" | "next" | "nextRaw">;
  readonly latest: () => number;
  /** Records that the ring holds at most. */
  readonly capacity: number;
  readonly retention: Retention;
  /** It cannot go on: why. Told once; nothing is written after it. */
  failed(why: string): void;
  /** Something that whoever looks at the history later should know. */
  warn(text: string): void;
  /** Records as they are written: for files beside the database. */
  readonly beside?: (records: Parameters<HistoryWriter["write"]>[0]) => void;
}

const WAITS =
  "The history waits: another program has its file locked. What is printed until that ends may be missing in it; lines are counted.";

export class Recorder {
  readonly #parts: RecorderParts;
  #isOver = false;
  /** When what waits is committed at the latest. */
  #nextCommit = 0;
  #lastPrune = 0;
  /** It has been told that the file is locked and as much waits as may, and not yet that this is over. */
  #isStuck = false;
  /** Errors, events and exchanges that were not taken in meanwhile. */
  #lost = 0;

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
    const more = this.#safely(() => {
      const { writer, retention } = this.#parts;
      if (!this.#commit(now)) return true;
      if (now - this.#lastPrune > historyLimits.pruneEveryMs) {
        this.#lastPrune = now;
        prune(writer.database, retention, now, [writer.run]);
      }
      return writer.index(historyLimits.idleMs);
    });
    return more ?? this.isRunning;
  }

  name(source: number, name: string): void {
    this.#safely(() => this.#parts.writer.source(source, name));
  }

  error(sighting: ErrorSighting): void {
    if (this.#safely(() => this.#parts.writer.error(sighting)) === false) this.#lost++;
  }

  event(event: ToldEvent): void {
    if (this.#safely(() => this.#parts.writer.event(event)) === false) this.#lost++;
  }

  /** Those of HTTP that are over. */
  exchanges(exchanges: readonly WrittenExchange[]): void {
    for (const exchange of exchanges) {
      if (this.#safely(() => this.#parts.writer.exchange(storedExchange(exchange))) === false) this.#lost++;
    }
  }

  /** Writes what there is and ends; a file that is locked is a failure now. */
  close(now: number): void {
    const { writer, follower, latest } = this.#parts;
    do {
      while (this.step(now)) {
        // Everything that was printed before the end.
      }
      // Where no more could wait, there is room again once that is committed.
    } while (follower.cursor < latest() && this.#safely(() => this.#commit(now)) === true);
    if (this.#isOver) return;
    const left = latest() - follower.cursor;
    try {
      if (left > 0) writer.gap(latest(), left, now);
      writer.close(now);
      this.#isOver = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(now: number): boolean {
    const more = this.#copy(now);
    if (now >= this.#nextCommit && this.#parts.writer.pending > 0) this.#commit(now);
    return more;
  }

  /** False: the file is locked, and all waits on. */
  #commit(now: number): boolean {
    const { writer } = this.#parts;
    const isDone = writer.commit();
    // A try of a locked file takes all of its time; between two of them records are to be taken.
    this.#nextCommit = now + historyLimits.flushMs + (isDone ? 0 : historyLimits.busyMs);
    if (this.#isStuck !== writer.isStuck) this.#tellStuck(writer.isStuck);
    return isDone;
  }

  #tellStuck(isStuck: boolean): void {
    const { warn } = this.#parts;
    this.#isStuck = isStuck;
    if (isStuck) {
      warn(WAITS);
      return;
    }
    const lost = this.#lost === 0 ? "" : ` Errors, events and exchanges that are missing in it: ${this.#lost}.`;
    this.#lost = 0;
    warn(`The history goes on: its file is free again.${lost}`);
  }

  /** Copies the next records; true: there are more. While the file is locked they wait in the writer; where that has no room, in the ring. */
  #copy(now: number): boolean {
    const { writer, follower, beside, latest } = this.#parts;
    // Files go on: what the writer has no room for then counts as a gap.
    const mustWait = () => beside === undefined && writer.isStuck;
    const end = Math.min(latest(), follower.cursor + historyLimits.takeRecords);
    while (follower.cursor < end && !mustWait()) {
      if (beside === undefined) {
        const { records, dropped } = follower.nextRaw(historyLimits.takeRecords);
        if (dropped > 0) writer.gap(follower.cursor - records.count, dropped, now);
        if (records.count === 0 && dropped === 0) break;
        writer.writeRaw(records);
      } else {
        const { records, dropped } = follower.next(historyLimits.takeRecords);
        if (dropped > 0) writer.gap(records[0]?.sequence ?? follower.cursor, dropped, now);
        if (records.length === 0 && dropped === 0) break;
        beside(records);
        writer.write(records);
      }
    }
    return follower.cursor < latest() && !mustWait();
  }

  #safely<T>(work: () => T): T | undefined {
    if (this.#isOver) return undefined;
    try {
      return work();
    } catch (error) {
      // Another Brummer of this project writes: a later try will do.
      if (!isBusy(error)) this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#isOver = true;
    this.#parts.writer.abandon();
    this.#parts.failed(sentence(error));
  }
}

function sentence(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  if (/full/i.test(why)) return "the disk is full";
  if (/read-?only|readonly/i.test(why)) return "its file cannot be written to";
  return why;
}
