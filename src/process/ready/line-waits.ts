/** Waiting for lines of processes in the log ring: for a readiness check, or for a process that another one depends on. */

import { setImmediate as turn } from "node:timers/promises";
import { delay } from "es-toolkit";
import { type LogFollower, type LogReader, type LogRecord, stream } from "../../../core/index.ts";

/** Milliseconds of work after which everything else in the thread gets its turn. */
const SLICE_MS = 4;
/** Records whose slots are looked at in one go, and those of them whose text is. */
const SLOTS = 4096;
const TEXTS = 256;
/** Milliseconds that arriving lines are gathered before they are looked at: a flood does not wake us for each of them. */
const GATHER_MS = 5;

/**
 * Says whether a text fits. One whose answer takes long gives, in place of it, an object from which it goes on when called
 * again with the same text: others have their turn between.
 */
export interface TextMatcher {
  test(text: string, from?: object): boolean | object;
}

/** What is waited for. */
export interface LineQuery {
  /** Whose lines. What Brummer itself says about the process does not count. */
  readonly source: number;
  /** The first sequence that counts: that of the run's first record, or any before it. */
  readonly from: number;
  /** Milliseconds since 1970: lines that were read before this do not count either. */
  readonly since?: number;
  /** Asked about the plain text of one record: of a line longer than a record (16 KiB), of each part alone. */
  readonly matcher: TextMatcher;
}

/** The first line that fits. */
export interface LineFound {
  readonly record: LogRecord;
  /** As {@link LineWait.missed}: if not 0, an earlier line may have fitted. */
  readonly missed: number;
}

/** One wait. */
export interface LineWait {
  /** Resolves with the line, or with undefined once it was stopped. Rejects where the log cannot be read: a mistake in Brummer. */
  readonly found: Promise<LineFound | undefined>;
  /** Records, of whatever process, that were overwritten before they could be looked at; may be a few too many. */
  readonly missed: number;
  /** Ends it. Afterwards it does nothing. */
  stop(): void;
}

class Wait implements LineWait {
  readonly query: LineQuery;
  cursor: number;
  missed = 0;
  readonly #waits: Set<Wait>;
  readonly #found = Promise.withResolvers<LineFound | undefined>();

  constructor(query: LineQuery, cursor: number, waits: Set<Wait>) {
    this.query = query;
    this.cursor = cursor;
    this.#waits = waits;
    waits.add(this);
  }

  get found(): Promise<LineFound | undefined> {
    return this.#found.promise;
  }

  stop(): void {
    this.end(undefined);
  }

  end(found: LineFound | undefined): void {
    this.#waits.delete(this);
    this.#found.resolve(found);
  }

  fail(error: unknown): void {
    this.#waits.delete(this);
    this.#found.reject(error);
  }
}

/**
 * All waits of a thread: one look at the ring serves them together, so that a flood costs its records once, however many
 * wait. Only slots are looked at, and the text of those sources that are waited for. It reads nothing while nobody waits.
 */
export class LineWaits {
  readonly #reader: LogReader;
  readonly #follower: LogFollower;
  readonly #waits = new Set<Wait>();
  /** Settles at the next record; kept, as it cannot be called off. */
  #arrival: Promise<unknown> | undefined;
  #wake: () => void = () => {};
  #isRunning = false;
  #turnAt = 0;

  /** `reader`: of this thread, and used by nobody else. */
  constructor(reader: LogReader) {
    this.#reader = reader;
    this.#follower = reader.follow(0);
  }

  /** The sequence of the next record: `from` of what is about to begin. */
  latest(): number {
    return this.#reader.latest();
  }

  /** The first sequence that is still there: `from` of what began at a time that is known only by the clock. */
  oldest(): number {
    return this.#reader.oldest();
  }

  /** Begins to wait. The line may be there already. */
  wait(query: LineQuery): LineWait {
    const wait = new Wait(query, Math.min(query.from, this.#reader.latest()), this.#waits);
    this.#wake();
    if (!this.#isRunning) void this.#run();
    return wait;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      // Who asks gets the wait before it is served.
      await turn();
      while (this.#waits.size > 0) {
        const from = Math.min(...[...this.#waits].map(({ cursor }) => cursor));
        if (from >= this.#reader.latest()) await this.#nextRecord(from);
        else await this.#look(from);
      }
    } catch (error) {
      for (const wait of [...this.#waits]) wait.fail(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #nextRecord(from: number): Promise<void> {
    if (this.#arrival === undefined) {
      this.#follower.cursor = from;
      this.#arrival = this.#follower.waitAsync().finally(() => {
        this.#arrival = undefined;
      });
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await Promise.race([this.#arrival, promise]);
    await delay(GATHER_MS);
  }

  async #look(from: number): Promise<void> {
    const reader = this.#reader;
    // Whoever joins while we look begins with the next look.
    const latest = reader.latest();
    const waits = [...this.#waits].filter(({ cursor }) => cursor < Math.min(latest, from + SLOTS));
    const sources = new Set(waits.map(({ query }) => query.source));
    const end = Math.min(latest, from + SLOTS);
    const sequences = reader.select({ sources }, from, 1, TEXTS, end);
    const lookedTo = sequences.length < TEXTS ? end : (sequences.at(-1) ?? from) + 1;
    skip(waits, Math.min(reader.oldest(), lookedTo));
    this.#turnAt = performance.now() + SLICE_MS;
    for (const sequence of sequences) {
      if (waits.every((wait) => !this.#waits.has(wait))) return;
      const record = reader.at(sequence);
      // It was overwritten since, with all before it.
      if (record === undefined) skip(waits, sequence + 1);
      else if (record.stream !== stream.system) await this.#ask(waits, record);
      await this.#letOthers();
    }
    for (const wait of waits) wait.cursor = Math.max(wait.cursor, lookedTo);
    await turn();
  }

  async #ask(waits: readonly Wait[], record: LogRecord): Promise<void> {
    for (const wait of waits) {
      const { source, matcher, since = 0 } = wait.query;
      if (source !== record.source || record.time < since || wait.cursor > record.sequence || !this.#waits.has(wait))
        continue;
      let fits = matcher.test(record.text);
      while (typeof fits === "object") {
        await this.#letOthers();
        fits = matcher.test(record.text, fits);
      }
      if (fits) wait.end({ record, missed: wait.missed });
      // What was looked at does not count as missed when it is overwritten.
      else wait.cursor = record.sequence + 1;
    }
  }

  async #letOthers(): Promise<void> {
    if (performance.now() < this.#turnAt) return;
    await turn();
    this.#turnAt = performance.now() + SLICE_MS;
  }
}

/** Records before `to` that a wait has not looked at are gone. */
function skip(waits: readonly Wait[], to: number): void {
  for (const wait of waits) {
    if (wait.cursor >= to) continue;
    wait.missed += to - wait.cursor;
    wait.cursor = to;
  }
}
