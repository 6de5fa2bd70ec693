/** Finding places in the log by rows. A place is the lowest row that is shown; every function reads only what it passes. */

import type { LogRecord, RecordFilter } from "../../core/index.ts";
import type { Anchor } from "../model.ts";
import type { Line } from "../text/style.ts";
import type { RecordSource } from "./source.ts";

/** The log as rows: which records, and how each becomes rows. */
export interface RowSource {
  readonly reader: RecordSource;
  readonly filter: RecordFilter;
  readonly rows: (record: LogRecord, previous: LogRecord | undefined) => Line[];
  readonly gap: (dropped: number) => Line;
}

/** Rows that end with a place, oldest first. */
export interface Rows {
  readonly rows: Line[];
  /** They reach the start of what the ring holds (with the row for what it dropped). */
  readonly complete: boolean;
}

/** The `height` rows up to `anchor`; `sequences` are the records up to there, ascending, at least `height + 1` if there are so many. */
export function rowsUpTo(source: RowSource, sequences: readonly number[], anchor: Anchor | null, height: number): Rows {
  const blocks: Line[][] = [];
  let count = 0;
  let index = sequences.length - 1;
  let record = recordAt(source, sequences[index]);
  while (record !== undefined && count < height) {
    const previous = recordAt(source, sequences[index - 1]);
    let rows = source.rows(record, previous);
    if (anchor !== null && record.sequence === anchor.sequence) rows = rows.slice(0, anchor.row + 1);
    blocks.push(rows);
    count += rows.length;
    index -= 1;
    record = previous;
  }
  const complete = record === undefined;
  const rows = blocks.reverse().flat();
  if (complete && count < height) rows.unshift(...droppedRow(source));
  return { rows: rows.slice(-height), complete: complete && rows.length <= height };
}

function recordAt(source: RowSource, sequence: number | undefined): LogRecord | undefined {
  return sequence === undefined ? undefined : source.reader.at(sequence);
}

/** The first record of a ring is 0: what is older than its oldest was overwritten. */
function droppedRow(source: RowSource): Line[] {
  const dropped = source.reader.oldest();
  return dropped > 0 ? [source.gap(dropped)] : [];
}

/** The `height` rows up to a place; null: up to the newest row. */
export function rowsAt(source: RowSource, place: Anchor | null, height: number): Line[] {
  const bottom = place?.sequence ?? source.reader.latest() - 1;
  return rowsUpTo(source, sequencesUpTo(source, bottom, height + 1), place, height).rows;
}

/** The place itself, or the first that fills the pane: its records were overwritten, or the pane has become higher. */
export function settle(source: RowSource, place: Anchor, height: number): Anchor | null {
  return rowsAt(source, place, height).length < height ? startPlace(source, height) : place;
}

/** The records up to and with `sequence`, ascending. */
function sequencesUpTo(source: RowSource, sequence: number, limit: number): number[] {
  return source.reader.select(source.filter, sequence + 1, -1, limit).reverse();
}

/** The place that shows the oldest rows at the top; null where all rows fit. */
export function startPlace(source: RowSource, height: number): Anchor | null {
  let left = height - droppedRow(source).length;
  for (const sequence of source.reader.select(source.filter, source.reader.oldest(), 1, height + 1)) {
    const record = source.reader.at(sequence);
    if (record === undefined) continue;
    const count = source.rows(record, undefined).length;
    if (left < count || (left === count && !isNewest(source, sequence)))
      return { sequence, row: Math.max(0, left - 1) };
    left -= count;
  }
  return null;
}

function isNewest(source: RowSource, sequence: number): boolean {
  return source.reader.select(source.filter, sequence + 1, 1, 1).length === 0;
}

/** The place `count` rows above `anchor` (null: the newest row), never so high that the pane would not be full. */
export function placeAbove(source: RowSource, anchor: Anchor | null, count: number, height: number): Anchor | null {
  const bottom = anchor?.sequence ?? source.reader.latest() - 1;
  const sequences = sequencesUpTo(source, bottom, count + height + 1);
  const all = rowsUpTo(source, sequences, anchor, count + height);
  if (all.complete && all.rows.length < count + height) return startPlace(source, height);
  let left = count;
  for (let index = sequences.length - 1; index >= 0; index -= 1) {
    const record = recordAt(source, sequences[index]);
    if (record === undefined) break;
    let last = source.rows(record, undefined).length - 1;
    if (record.sequence === anchor?.sequence) last = Math.min(last, anchor.row);
    if (left <= last) return { sequence: record.sequence, row: last - left };
    left -= last + 1;
  }
  return startPlace(source, height);
}

/** The place `count` rows below `anchor`; null where that is the newest row or beyond: then the log is followed. */
export function placeBelow(source: RowSource, anchor: Anchor, count: number): Anchor | null {
  let left = count;
  const sequences = source.reader.select(source.filter, anchor.sequence, 1, count + 1);
  for (const sequence of sequences) {
    const record = source.reader.at(sequence);
    if (record === undefined) continue;
    const rows = source.rows(record, undefined).length;
    const first = sequence === anchor.sequence ? anchor.row : -1;
    const below = rows - 1 - first;
    if (left < below) return { sequence, row: first + left };
    if (left === below) return isNewest(source, sequence) ? null : { sequence, row: rows - 1 };
    left -= below;
  }
  return null;
}
