/** Going through the records that a log pane shows, one after the other, in either direction. Reads them in growing pieces. */

import type { LogRecord } from "../../core/index.ts";
import type { Matches } from "./matches.ts";
import type { RecordSource } from "./source.ts";

/** Records that are looked up at once, at most. */
const MOST = 1_024;
/** With gaps wider than this between them, records are decoded one by one; else together, which is three times as quick. */
const SPARSE = 2;

/** Where it stands among the records of a selection. Direction 1: towards newer ones. */
export class Walk {
  readonly #reader: RecordSource;
  readonly #matches: Matches;
  readonly #direction: 1 | -1;
  /** In the order in which they are passed; those before `#at` have been. */
  #records: readonly LogRecord[] = [];
  #at = 0;
  /** Where the next piece begins; null: there is none. */
  #next: number | null;
  #count: number;

  /** `from`: the first sequence that may be passed. `room`: about how many records are wanted. */
  constructor(reader: RecordSource, matches: Matches, direction: 1 | -1, from: number, room: number) {
    this.#reader = reader;
    this.#matches = matches;
    this.#direction = direction;
    this.#next = from;
    this.#count = Math.min(MOST, room + 1);
  }

  /** The record that comes next; undefined: there is none. */
  peek(): LogRecord | undefined {
    while (this.#at >= this.#records.length && this.#next !== null) this.#read(this.#next);
    return this.#records[this.#at];
  }

  /** Passes the record that comes next. */
  take(): void {
    this.#at += 1;
  }

  /** Passes all records up to and with a sequence. */
  skip(sequence: number): void {
    const isPassed = (record: LogRecord) => (record.sequence - sequence) * this.#direction <= 0;
    for (let record = this.#records[this.#at]; record !== undefined && isPassed(record); ) {
      this.#at += 1;
      record = this.#records[this.#at];
    }
    const beyond = sequence + this.#direction;
    if (this.#next !== null && (beyond - this.#next) * this.#direction > 0) this.#next = beyond;
  }

  #read(from: number): void {
    const back = this.#direction === -1;
    const sequences = back ? this.#matches.upTo(from, this.#count) : this.#matches.from(from, this.#count);
    const last = back ? sequences[0] : sequences.at(-1);
    const records = recordsOf(this.#reader, sequences);
    this.#records = back ? records.toReversed() : records;
    this.#at = 0;
    // What is missing was overwritten meanwhile, and so is all before it.
    const isOver = last === undefined || (back && records.length < sequences.length);
    this.#next = isOver ? null : last + this.#direction;
    this.#count = Math.min(MOST, 2 * this.#count);
  }
}

function recordsOf(reader: RecordSource, sequences: readonly number[]): readonly LogRecord[] {
  const [first = 0] = sequences;
  const last = sequences.at(-1) ?? first;
  const span = last - first + 1;
  if (span > SPARSE * sequences.length) {
    return sequences.map((sequence) => reader.at(sequence)).filter((record) => record !== undefined);
  }
  const { records } = reader.range(first, last + 1);
  if (span === sequences.length) return records;
  const wanted = new Set(sequences);
  return records.filter(({ sequence }) => wanted.has(sequence));
}
