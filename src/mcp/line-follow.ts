/** Lines of the log as they come: those that fit a query, counted, the newest of them kept. Holds the thread for moments only. */

import type { LogReader, LogRecord, RecordFilter } from "../../core/index.ts";
import { mcpLimits } from "./limits.ts";
import { Pace } from "./pace.ts";
import type { LinePattern } from "./search.ts";

/** What is followed. */
export interface FollowQuery {
  readonly filter: RecordFilter;
  /** Lines that it fits; undefined: all. */
  readonly wanted: LinePattern | undefined;
  /** The first line that it fits is the last one, wanted or not. */
  readonly until: LinePattern | undefined;
  /** Ends after so many lines. */
  readonly limit: number | undefined;
}

/** What has come since the last look. */
export interface Arrived {
  readonly count: number;
  /** The newest of them, oldest first: `mcpLimits.matches` at most. */
  readonly records: readonly LogRecord[];
}

/** Characters of a text that is looked for before lines are decoded: a shorter one is in almost every line. */
const LEAST_REQUIRED = 3;

/** From one sequence on. For one event loop. */
export class LineFollow {
  readonly #reader: LogReader;
  readonly #query: FollowQuery;
  #cursor: number;
  #count = 0;
  #dropped = 0;
  #end: "until" | "limit" | undefined;

  constructor(reader: LogReader, query: FollowQuery, from: number) {
    this.#reader = reader;
    this.#query = query;
    this.#cursor = from;
  }

  /** Where it has got to: a cursor to go on from. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Lines that fit, so far. */
  get count(): number {
    return this.#count;
  }

  /** Lines, of all there are, that were overwritten before they could be looked at. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Why nothing more is to come; undefined: it may. */
  get end(): "until" | "limit" | undefined {
    return this.#end;
  }

  /** Looks at what has come, as long as `mcpLimits.followMs` of work allow: the rest is for the next time. */
  async advance(signal: AbortSignal): Promise<Arrived> {
    const to = this.#reader.latest();
    const before = this.#count;
    const records: LogRecord[] = [];
    const pace = new Pace(mcpLimits.followMs, signal);
    while (this.#cursor < to && this.#end === undefined) {
      const start = Math.min(to, Math.max(this.#cursor, this.#reader.oldest()));
      this.#dropped += start - this.#cursor;
      this.#cursor = start;
      await this.#look(to, records, pace);
      records.splice(0, records.length - mcpLimits.matches);
      if (pace.isDue && (await pace.isOver())) break;
    }
    return { count: this.#count - before, records };
  }

  /** One run of sequences. */
  async #look(to: number, records: LogRecord[], pace: Pace): Promise<void> {
    const { wanted, until, limit = Number.POSITIVE_INFINITY } = this.#query;
    const isCounted = wanted === undefined && until === undefined;
    const stop = Math.min(to, this.#cursor + (isCounted ? mcpLimits.scanRecords : mcpLimits.searchRecords));
    const sequences = this.#candidates(stop);
    if (isCounted) {
      // Of a flood only the lines that are kept are decoded.
      const counted = sequences.slice(0, limit - this.#count);
      this.#count += counted.length;
      if (this.#count >= limit) this.#end = "limit";
      records.push(...this.#decoded(counted.slice(-mcpLimits.matches)));
      this.#cursor = this.#end === undefined ? stop : (counted.at(-1) ?? stop) + 1;
      return;
    }
    for (const record of this.#decoded(sequences)) {
      const isLast = until !== undefined && (await fits(until, record.text, pace));
      if (isLast || wanted === undefined || (await fits(wanted, record.text, pace))) {
        records.push(record);
        this.#count++;
        if (isLast) this.#end = "until";
        else if (this.#count >= limit) this.#end = "limit";
      }
      this.#cursor = record.sequence + 1;
      if (this.#end !== undefined || (pace.isDue && (await pace.isOver()))) return;
    }
    this.#cursor = stop;
  }

  #candidates(stop: number): number[] {
    const { filter, wanted, until } = this.#query;
    const count = stop - this.#cursor;
    if (until !== undefined || wanted === undefined || wanted.required.length < LEAST_REQUIRED) {
      return this.#reader.select(filter, this.#cursor, 1, count, stop);
    }
    return this.#reader.search({ text: wanted.required, ignoreCase: true, filter }, this.#cursor, 1, count, stop);
  }

  *#decoded(sequences: readonly number[]): Generator<LogRecord> {
    for (const sequence of sequences) {
      const record = this.#reader.at(sequence);
      if (record !== undefined) yield record;
    }
  }
}

/** Whether a line fits; false where the pattern takes longer on it than there is time. */
async function fits(pattern: LinePattern, text: string, pace: Pace): Promise<boolean> {
  let result = pattern.test(text);
  while (typeof result === "object") {
    if (pace.isDue && (await pace.isOver())) return false;
    result = pattern.test(text, result);
  }
  return result;
}
