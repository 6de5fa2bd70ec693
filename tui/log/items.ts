/** The log as items: a record with its rows, or equal records in a row as one. Walking them reads only what is passed. */

import type { LogRecord } from "../../core/index.ts";
import { limits } from "../limits.ts";
import type { Line } from "../text/style.ts";
import type { Matches } from "./matches.ts";
import type { RecordSource } from "./source.ts";

/** The log as rows: which records, and how each becomes rows. */
export interface RowSource {
  readonly reader: RecordSource;
  readonly matches: Matches;
  readonly collapse: boolean;
  /** `times`: how many equal ones it stands for. */
  readonly rows: (record: LogRecord, previous: LogRecord | undefined, times: number) => readonly Line[];
  readonly gap: (dropped: number) => Line;
}

export interface Item {
  /** Of the newest of its records. */
  readonly sequence: number;
  readonly rows: readonly Line[];
  /** The same where nothing stands above it: with its time and name also when it goes on with the record before. */
  alone(): readonly Line[];
}

/** From the newest record up to `sequence` on towards older ones. `room`: about how many are wanted. */
export function* itemsBack(source: RowSource, sequence: number, room: number): Generator<Item> {
  const records = recordsBack(source, sequence, room);
  let record = records.next().value;
  while (record !== undefined) {
    let previous = records.next().value;
    let times = 1;
    while (previous !== undefined && isSame(source, record, previous) && times < limits.collapsed) {
      times += 1;
      previous = records.next().value;
    }
    yield itemOf(source, record, previous, times);
    record = previous;
  }
}

/** From the oldest record from `sequence` on towards newer ones. What stands before each is not known: for counting rows alone. */
export function* itemsOn(source: RowSource, sequence: number, room: number): Generator<Item> {
  const records = recordsOn(source, sequence, room);
  let record = records.next().value;
  while (record !== undefined) {
    let next = records.next().value;
    let times = 1;
    while (next !== undefined && isSame(source, next, record) && times < limits.collapsed) {
      times += 1;
      record = next;
      next = records.next().value;
    }
    yield itemOf(source, record, undefined, times);
    record = next;
  }
}

function itemOf(source: RowSource, record: LogRecord, previous: LogRecord | undefined, times: number): Item {
  return {
    sequence: record.sequence,
    rows: source.rows(record, previous, times),
    alone: () => source.rows(record, undefined, times),
  };
}

/** As the predecessor had it: the same process, level and text. */
function isSame({ collapse }: RowSource, record: LogRecord, previous: LogRecord): boolean {
  return (
    collapse &&
    record.text === previous.text &&
    record.source === previous.source &&
    record.level === previous.level &&
    record.flags === previous.flags
  );
}

function* recordsBack({ reader, matches }: RowSource, from: number, room: number): Generator<LogRecord, undefined> {
  let sequence = from;
  for (let count = room + 1; ; count = Math.min(2 * count, MOST)) {
    const sequences = matches.upTo(sequence, count);
    const [oldest] = sequences;
    if (oldest === undefined) return;
    const records = recordsOf(reader, sequences);
    yield* records.toReversed();
    // Overwritten meanwhile, and so are all before them.
    if (records.length < sequences.length) return;
    sequence = oldest - 1;
  }
}

function* recordsOn({ reader, matches }: RowSource, from: number, room: number): Generator<LogRecord, undefined> {
  let sequence = from;
  for (let count = room + 1; ; count = Math.min(2 * count, MOST)) {
    const sequences = matches.from(sequence, count);
    yield* recordsOf(reader, sequences);
    const newest = sequences.at(-1);
    if (newest === undefined) return;
    sequence = newest + 1;
  }
}

/** Records that are looked up at once, at most. */
const MOST = 1_024;
/** With gaps wider than this between them, records are decoded one by one; else together, which is three times as quick. */
const SPARSE = 2;

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
