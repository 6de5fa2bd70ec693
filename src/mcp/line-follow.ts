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

  /** One run of sequences: the line that ends it bounds those that are looked at. */
  async #look(to: number, records: LogRecord[], pace: Pace): Promise<void> {
    const { wanted, until, limit = Number.POSITIVE_INFINITY } = this.#query;
    const run = isQuick(wanted) && isQuick(until) ? mcpLimits.scanRecords : mcpLimits.searchRecords;
    const end = Math.min(to, this.#cursor + run);
    const { stop, last } = until === undefined ? { stop: end, last: undefined } : await this.#first(until, end, pace);
    if (wanted === undefined) {
      // Of a flood only the lines that are kept are decoded.
      const counted = this.#candidates(undefined, stop).slice(0, limit - this.#count);
      this.#count += counted.length;
      records.push(...this.#decoded(counted.slice(-mcpLimits.matches)));
      this.#cursor = this.#count < limit ? stop : (counted.at(-1) ?? stop - 1) + 1;
    } else if (!(await this.#collect(wanted, stop, records, pace))) return;
    if (this.#count >= limit) this.#end = "limit";
    else if (last !== undefined) {
      this.#end = "until";
      if (records.at(-1)?.sequence === last.sequence) return;
      records.push(last);
      this.#count++;
    }
  }

  /** Those that fit, up to `stop`; false: it has not got there, as its time is over. */
  async #collect(wanted: LinePattern, stop: number, records: LogRecord[], pace: Pace): Promise<boolean> {
    const { limit = Number.POSITIVE_INFINITY } = this.#query;
    for (const record of this.#decoded(this.#candidates(wanted, stop))) {
      if (await fits(wanted, record.text, pace)) {
        records.push(record);
        this.#count++;
      }
      this.#cursor = record.sequence + 1;
      if (this.#count >= limit) return true;
      if (pace.isDue && (await pace.isOver())) return this.#cursor >= stop;
    }
    this.#cursor = stop;
    return true;
  }

  /** The first line that fits, and the sequence behind it or, where there is none, behind those that were looked at. */
  async #first(pattern: LinePattern, end: number, pace: Pace): Promise<{ stop: number; last: LogRecord | undefined }> {
    for (const record of this.#decoded(this.#candidates(pattern, end))) {
      const stop = record.sequence + 1;
      if (await fits(pattern, record.text, pace)) return { stop, last: record };
      if (pace.isDue && (await pace.isOver())) return { stop, last: undefined };
    }
    return { stop: end, last: undefined };
  }

  #candidates(pattern: LinePattern | undefined, stop: number): number[] {
    const { filter } = this.#query;
    const count = stop - this.#cursor;
    if (pattern === undefined || !isQuick(pattern)) return this.#reader.select(filter, this.#cursor, 1, count, stop);
    return this.#reader.search({ text: pattern.required, ignoreCase: true, filter }, this.#cursor, 1, count, stop);
  }

  *#decoded(sequences: readonly number[]): Generator<LogRecord> {
    for (const sequence of sequences) {
      const record = this.#reader.at(sequence);
      if (record !== undefined) yield record;
    }
  }
}

/** Whether lines need not be decoded to see that most do not fit. */
function isQuick(pattern: LinePattern | undefined): boolean {
  return pattern === undefined || pattern.required.length >= LEAST_REQUIRED;
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
