/** Finding places in the log by rows. A place is the lowest row that is shown; every function reads only what it passes. */

import type { Anchor } from "../model.ts";
import type { Line } from "../text/style.ts";
import { type Item, itemsBack, itemsOn, type RowSource } from "./items.ts";

/** A row of the pane, and the newest record that it shows; null: it is none of a record. */
export interface PlacedRow {
  readonly line: Line;
  readonly sequence: number | null;
  /** The oldest record that it shows. */
  readonly first: number | null;
}

/** Rows that end with a place, oldest first. */
interface Rows {
  readonly rows: PlacedRow[];
  /** They reach the start of what the ring holds (with the row for what it dropped). */
  readonly complete: boolean;
}

/** The `height` rows up to a place; null: up to the newest row. */
function rowsUpTo(source: RowSource, place: Anchor | null, height: number): Rows {
  const rows: PlacedRow[] = [];
  const bottom = place?.sequence ?? source.reader.latest() - 1;
  let complete = true;
  let top: Item | undefined;
  for (const item of itemsBack(source, bottom, height)) {
    const { sequence, first, rows: own } = item;
    if (rows.length < height) top = item;
    const last = sequence === place?.sequence ? Math.min(place.row, own.length - 1) : own.length - 1;
    for (let row = last; row >= 0; row -= 1) rows.push({ line: own[row] ?? [], sequence, first });
    // What lies above equal lines that are still being counted is not known yet.
    complete = !item.open && rows.length < height;
    if (!complete) break;
  }
  if (complete && rows.length < height) rows.push(...droppedRow(source));
  // One that just fills the pane may be the last one all the same.
  const isOver = complete && rows.length <= height;
  const shown = rows.slice(0, height).reverse();
  const [first] = shown;
  // The uppermost row says whose it is, though what it goes on with is out of sight.
  if (first !== undefined && first.sequence === top?.sequence && first.line === top?.rows[0]) {
    shown[0] = { ...first, line: top.alone()[0] ?? first.line };
  }
  return { rows: shown, complete: isOver };
}

/** What is older than the oldest of a ring was overwritten; what was cleared away is no loss. */
function droppedRow({ reader, matches, gap }: RowSource): PlacedRow[] {
  const dropped = reader.oldest();
  return dropped > 0 && matches.horizon <= dropped ? [{ line: gap(dropped), sequence: null, first: null }] : [];
}

export function rowsAt(source: RowSource, place: Anchor | null, height: number): PlacedRow[] {
  return rowsUpTo(source, place, height).rows;
}

/** The place itself, or the first that fills the pane: its records were overwritten, or the pane has become higher. */
export function settle(source: RowSource, place: Anchor, height: number): Anchor | null {
  const { rows, complete } = rowsUpTo(source, place, height);
  return rows.length < height && complete ? startPlace(source, height) : place;
}

/** The place that shows the oldest rows at the top; null where all rows fit. */
export function startPlace(source: RowSource, height: number): Anchor | null {
  let left = height - droppedRow(source).length;
  let reached: Anchor | null = null;
  for (const { sequence, rows } of itemsOn(source, source.matches.oldest(), height)) {
    if (left < rows.length || (left === rows.length && !isNewest(source, sequence)))
      return { sequence, row: Math.max(0, left - 1) };
    left -= rows.length;
    if (left <= 0) break;
    reached = { sequence, row: rows.length - 1 };
  }
  return source.runs.behind ? reached : null;
}

function isNewest({ matches }: RowSource, sequence: number): boolean {
  return matches.from(sequence + 1, 1).length === 0;
}

/** The place `count` rows above `anchor` (null: the newest row), never so high that the pane would not be full. */
export function placeAbove(source: RowSource, anchor: Anchor | null, count: number, height: number): Anchor | null {
  const all = rowsUpTo(source, anchor, count + height);
  if (all.complete && all.rows.length < count + height) return startPlace(source, height);
  let left = count;
  let reached = anchor;
  const bottom = anchor?.sequence ?? source.reader.latest() - 1;
  for (const { sequence, rows } of itemsBack(source, bottom, count)) {
    const last = sequence === anchor?.sequence ? Math.min(rows.length - 1, anchor.row) : rows.length - 1;
    if (left <= last) return { sequence, row: last - left };
    left -= last + 1;
    reached = { sequence, row: 0 };
  }
  // As far as is known yet.
  return source.runs.behind ? reached : startPlace(source, height);
}

/** The place `count` rows below `anchor`; null where that is the newest row or beyond: then the log is followed. */
export function placeBelow(source: RowSource, anchor: Anchor, count: number): Anchor | null {
  let left = count;
  let reached = anchor;
  for (const { sequence, first: oldest, rows } of itemsOn(source, anchor.sequence, count)) {
    // The first item may go on behind the place: its rows are those of the place all the same.
    const first = anchor.sequence === oldest ? Math.min(anchor.row, rows.length - 1) : -1;
    const below = rows.length - 1 - first;
    if (left < below) return { sequence, row: first + left };
    if (left === below) return isNewest(source, sequence) ? null : { sequence, row: rows.length - 1 };
    left -= below;
    reached = { sequence, row: rows.length - 1 };
  }
  return source.runs.behind ? reached : null;
}

/** The place at which a record stands a third down from the top, or as near to that as the log allows. */
export function placeAround(source: RowSource, sequence: number, height: number): Anchor {
  const below = placeBelow(source, { sequence, row: 0 }, Math.floor((height * 2) / 3));
  if (below !== null) return settle(source, below, height) ?? below;
  const newest = source.matches.upTo(source.reader.latest() - 1, 1)[0] ?? sequence;
  return { sequence: newest, row: Number.MAX_SAFE_INTEGER };
}
