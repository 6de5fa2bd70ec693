/** The log as items: a record with its rows, or equal records in a row as one. Walking them reads only what is passed. */

import type { LogRecord } from "../../core/index.ts";
import type { Line } from "../text/style.ts";
import type { Matches } from "./matches.ts";
import type { Repeat, Runs } from "./runs.ts";
import type { RecordSource } from "./source.ts";
import { Walk } from "./walk.ts";

/** The log as rows: which records, and how each becomes rows. */
export interface RowSource {
  readonly reader: RecordSource;
  readonly matches: Matches;
  readonly collapse: boolean;
  readonly runs: Runs;
  readonly rows: (record: LogRecord, previous: LogRecord | undefined, repeat: Repeat) => readonly Line[];
  readonly gap: (dropped: number) => Line;
}

export interface Item {
  /** Of the newest of its records. */
  readonly sequence: number;
  /** Sequence of the oldest of them. */
  readonly first: number;
  /** True: nothing is known yet of what lies beyond it; it is the last one of the walk. */
  readonly open: boolean;
  readonly rows: readonly Line[];
  /** The same where nothing stands above it: with its time and name also when it goes on with the record before. */
  alone(): readonly Line[];
}

/** From the newest record up to `sequence` on towards older ones. `room`: about how many are wanted. */
export function* itemsBack(source: RowSource, sequence: number, room: number): Generator<Item> {
  const walk = new Walk(source.reader, source.matches, -1, sequence, room);
  for (let record = walk.peek(); record !== undefined; record = walk.peek()) {
    const repeat = pass(source, walk, record, -1);
    const previous = repeat.open ? undefined : walk.peek();
    yield itemOf(source, record, previous, repeat);
    if (repeat.open) return;
  }
}

/** From the oldest record from `sequence` on towards newer ones. What stands before each is not known: for counting rows alone. */
export function* itemsOn(source: RowSource, sequence: number, room: number): Generator<Item> {
  const walk = new Walk(source.reader, source.matches, 1, sequence, room);
  for (let record = walk.peek(); record !== undefined; record = walk.peek()) {
    const repeat = pass(source, walk, record, 1);
    yield itemOf(source, { ...record, sequence: repeat.last }, undefined, repeat);
    if (repeat.open) return;
  }
}

/** Passes the record that comes next, with those that are equal to it where they are one row. */
function pass({ collapse, runs }: RowSource, walk: Walk, record: LogRecord, direction: 1 | -1): Repeat {
  if (collapse) return runs.pass(walk, record, direction);
  walk.take();
  return { times: 1, exact: true, first: record.sequence, last: record.sequence, open: false };
}

function itemOf(source: RowSource, record: LogRecord, previous: LogRecord | undefined, repeat: Repeat): Item {
  return {
    sequence: record.sequence,
    first: repeat.first,
    open: repeat.open,
    rows: source.rows(record, previous, repeat),
    alone: () => source.rows(record, undefined, repeat),
  };
}
