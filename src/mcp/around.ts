/** Lines that stand around matches in the log: bounded in records and time, as searches are. */

import type { LogReader, LogRecord, RecordFilter } from "../../core/index.ts";
import { mcpLimits } from "./limits.ts";
import { Pace } from "./pace.ts";
import type { LinePattern } from "./search.ts";

/** Which lines may stand around others. */
export interface AroundOptions {
  /** Whose. */
  readonly filter: RecordFilter;
  /** Sequence before which they stand. */
  readonly to: number;
  /** None that one of these fits. */
  readonly hidden: readonly Pick<LinePattern, "test">[];
  /** So many before a match, and so many after it. */
  readonly count: number;
}

/** Finds them for the matches of one answer. */
export class Surroundings {
  readonly #reader: LogReader;
  readonly #options: AroundOptions;
  readonly #pace: Pace;
  /** Whether some were not looked for, as the time was over. */
  isIncomplete = false;

  constructor(
    reader: LogReader,
    options: AroundOptions,
    signal: AbortSignal,
    milliseconds: number = mcpLimits.aroundMs,
  ) {
    this.#reader = reader;
    this.#options = options;
    this.#pace = new Pace(milliseconds, signal);
  }

  /** Those around a sequence; what is before it first, each nearest first. None where the log has lost that. */
  async of(sequence: number): Promise<LogRecord[]> {
    const { count, to } = this.#options;
    if (count === 0 || sequence < this.#reader.oldest()) return [];
    const before = await this.#walk(sequence, -1, Math.max(0, sequence - mcpLimits.aroundReach), count);
    const after = await this.#walk(sequence + 1, 1, Math.min(to, sequence + mcpLimits.aroundReach), count);
    return [...before, ...after];
  }

  /** Whether there is a line between two sequences that could stand around a match; false where none are asked for. */
  async isBetween(before: number, after: number): Promise<boolean> {
    if (this.#options.count === 0 || after <= before + 1) return false;
    if (before < this.#reader.oldest()) return true;
    return (await this.#walk(before + 1, 1, after, 1)).length > 0;
  }

  async #walk(from: number, direction: 1 | -1, until: number, count: number): Promise<LogRecord[]> {
    const { filter } = this.#options;
    const found: LogRecord[] = [];
    let cursor = from;
    while (found.length < count && !this.isIncomplete) {
      const sequences = this.#reader.select(filter, cursor, direction, count, until);
      for (const sequence of sequences) {
        const record = this.#reader.at(sequence);
        if (record !== undefined && !(await this.#isHidden(record.text)) && found.length < count) found.push(record);
      }
      const last = sequences.at(-1);
      if (last === undefined || sequences.length < count) break;
      cursor = direction === 1 ? last + 1 : last;
    }
    return found;
  }

  async #isHidden(text: string): Promise<boolean> {
    for (const test of this.#options.hidden) {
      let fits = test.test(text);
      while (typeof fits === "object") {
        if (await this.#isOver()) return true;
        fits = test.test(text, fits);
      }
      if (fits) return true;
    }
    return this.#isOver();
  }

  async #isOver(): Promise<boolean> {
    if (!this.isIncomplete && this.#pace.isDue) this.isIncomplete = await this.#pace.isOver();
    return this.isIncomplete;
  }
}
