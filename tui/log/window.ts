/** The part of the log that is on the screen, read from the ring when it has to be. */

import type { RecordFilter } from "../../core/index.ts";
import { limits } from "../limits.ts";
import type { Scroll } from "../messages.ts";
import type { Anchor } from "../model.ts";
import type { Line } from "../text/style.ts";
import type { RecordLook } from "../views/record.ts";
import { errorBeside } from "./error-steps.ts";
import { itemsBack, itemsOn, type RowSource } from "./items.ts";
import { Matches } from "./matches.ts";
import type { TextQuery } from "./options.ts";
import { type PlacedRow, placeAbove, placeAround, placeBelow, rowsAt, settle, startPlace } from "./place.ts";
import { Runs } from "./runs.ts";
import { compileSelection, type SelectionSpec } from "./selection.ts";
import type { RecordSource } from "./source.ts";
import { compileText, type TextTest } from "./text-test.ts";

/** How much there is, for the line above the log. */
export interface LogState {
  readonly lines: number;
  /** False: older lines are still being counted; `read` goes on with it. */
  readonly counted: boolean;
  /** Records below the lowest row that is shown. */
  readonly behind: number;
  /** Lines of those with what is searched for; null: nothing is. */
  readonly found: number | null;
  /** Which of them, from 1, was jumped to; null: none. */
  readonly foundAt: number | null;
}

export interface LogWindow extends LogState {
  readonly rows: readonly Line[];
  /** For each row the newest record that it shows; null: it is none of a record. */
  readonly sequences: readonly (number | null)[];
  /** For each row the oldest record that it shows: of equal ones in a row. */
  readonly oldest: readonly (number | null)[];
}

export const emptyWindow: LogWindow = {
  rows: [],
  sequences: [],
  oldest: [],
  lines: 0,
  counted: true,
  behind: 0,
  found: null,
  foundAt: null,
};

/** What is asked for: of whom, from where, how large. `look.rows` may change with every frame. */
export interface WindowRequest {
  /** Null: there is nothing to show. */
  readonly spec: SelectionSpec | null;
  readonly search: (TextQuery & { readonly at: number | null }) | null;
  readonly anchor: Anchor | null;
  readonly height: number;
  readonly collapse: boolean;
  readonly look: RecordLook;
}

/** A selection and what is searched for in it, with their records. */
interface Kept {
  readonly key: string;
  readonly matches: Matches;
  readonly runs: Runs;
}

/** Reads windows for one screen and keeps what the next one can reuse. */
export class LogWindows {
  readonly #reader: RecordSource;
  #shown: Kept | null = null;
  #found: Omit<Kept, "runs"> | null = null;
  #search: { readonly key: string; readonly test: TextTest } | null = null;
  #rows: { readonly key: string; readonly rows: readonly PlacedRow[] } | null = null;

  constructor(reader: RecordSource) {
    this.#reader = reader;
  }

  read(request: WindowRequest): LogWindow {
    const { spec, anchor, search } = request;
    if (spec === null) return emptyWindow;
    const { matches: shown, runs } = this.#shownOf(spec);
    shown.update();
    runs.begin();
    const found = search === null ? null : this.#foundIn(spec, search);
    found?.update();
    const rows = anchor === null ? this.#followed(request) : this.#scrolledBack(request, anchor);
    const at = search?.at ?? null;
    return {
      rows: rows.map(({ line }) => line),
      sequences: rows.map(({ sequence }) => sequence),
      oldest: rows.map(({ first }) => first),
      lines: shown.count(),
      counted: shown.complete && !runs.behind && found?.complete !== false,
      behind: anchor === null ? 0 : shown.countAfter(anchor.sequence),
      found: found?.count() ?? null,
      foundAt: found === null || at === null || !found.has(at) ? null : found.count() - found.countAfter(at),
    };
  }

  /** The place that a scroll leads to; null: following. */
  scroll(request: WindowRequest, scroll: Scroll): Anchor | null {
    const source = this.#freshSource(request);
    if (source === null) return null;
    if (scroll.unit === "start") return startPlace(source, request.height);
    const { by } = scroll;
    if (by < 0) return placeAbove(source, request.anchor, -by, request.height);
    const from = request.anchor === null ? null : settle(source, request.anchor, request.height);
    return from === null ? null : placeBelow(source, from, by);
  }

  /** The place that shows a record, which need not be among those that are shown: then what stands there is. */
  around(request: WindowRequest, sequence: number): Anchor | null {
    const source = this.#freshSource(request);
    return source === null ? null : placeAround(source, sequence, request.height);
  }

  /** The next hit of the search after a record, or with direction -1 before it; undefined: there is none. */
  hit(request: WindowRequest, sequence: number, direction: 1 | -1): number | undefined {
    const { spec, search } = request;
    if (spec === null || search === null) return undefined;
    const found = this.#foundIn(spec, search);
    found.update();
    return beside(found, sequence, direction);
  }

  /** The record so many rows' records further among those that are shown, or the last one that way. */
  step(request: WindowRequest, sequence: number, by: number): number {
    const source = this.#freshSource(request);
    if (source === null || by === 0) return sequence;
    const items = by < 0 ? itemsBack(source, sequence, -by) : itemsOn(source, sequence, by);
    let at = sequence;
    let left = Math.abs(by) + 1;
    for (const item of items) {
      at = item.sequence;
      left -= 1;
      if (left === 0) break;
    }
    return at;
  }

  /** The first of those that are shown that passes a filter besides. */
  first(spec: SelectionSpec, filter: RecordFilter): number | undefined {
    const matches = this.#matchesOf(spec);
    matches.update();
    const wanted = { ...compileSelection(spec).filter, ...filter };
    for (let at = matches.oldest(); ; ) {
      const found = this.#reader.select(wanted, at, 1, limits.matchChunk);
      const hit = found.find((sequence) => matches.has(sequence));
      if (hit !== undefined || found.length < limits.matchChunk) return hit;
      at = (found.at(-1) ?? 0) + 1;
    }
  }

  /** The first line of the nearest error after a record, or before it; not the error of which `at` is a line. */
  error(spec: SelectionSpec, sequence: number, direction: 1 | -1, at: number | null): number | undefined {
    const matches = this.#matchesOf(spec);
    matches.update();
    const { filter } = compileSelection(spec);
    return errorBeside({ reader: this.#reader, matches, filter }, sequence, direction, at);
  }

  /** Sequences of those that are shown from one to another, ascending, the newest `limits.copiedLines` of them. */
  between(spec: SelectionSpec, from: number, to: number): readonly number[] {
    const matches = this.#matchesOf(spec);
    matches.update();
    return matches.upTo(to, limits.copiedLines).filter((sequence) => sequence >= from);
  }

  /** Where in a text the search finds something: for the rows. */
  readonly highlighter = (search: TextQuery | null): TextTest["ranges"] | null => {
    return search === null ? null : this.#testOf(search).ranges;
  };

  #followed(request: WindowRequest): readonly PlacedRow[] {
    this.#rows = null;
    const source = this.#source(request);
    return source === null ? [] : rowsAt(source, null, request.height);
  }

  /** Rows that are scrolled back stay as they are, also when the ring overwrites their records meanwhile. */
  #scrolledBack(request: WindowRequest, anchor: Anchor): readonly PlacedRow[] {
    const { spec, height, look, collapse } = request;
    const key = JSON.stringify([anchor.sequence, anchor.row, height, collapse, look.key, spec]);
    if (this.#rows?.key === key) return this.#rows.rows;
    const source = this.#source(request);
    if (source === null) return [];
    const place = settle(source, anchor, height);
    const rows = rowsAt(source, place, height);
    // While older records are still looked for, or equal ones counted, there may be more rows in a moment.
    if (source.matches.complete && !source.runs.behind) this.#rows = { key, rows };
    return rows;
  }

  /** The rows of what is shown. */
  #source({ spec, look, collapse }: WindowRequest): RowSource | null {
    if (spec === null) return null;
    const { matches, runs } = this.#shownOf(spec);
    return { reader: this.#reader, matches, runs, collapse, rows: look.rows, gap: look.gap };
  }

  /** The same for an answer of its own: with all that there is now, and with time to count. */
  #freshSource(request: WindowRequest): RowSource | null {
    const source = this.#source(request);
    source?.matches.update();
    source?.runs.begin();
    return source;
  }

  #matchesOf(spec: SelectionSpec): Matches {
    return this.#shownOf(spec).matches;
  }

  #shownOf(spec: SelectionSpec): Kept {
    const key = JSON.stringify(spec);
    if (this.#shown?.key !== key) {
      const matches = new Matches(this.#reader, compileSelection(spec));
      this.#shown = { key, matches, runs: new Runs(matches) };
      this.#rows = null;
    }
    return this.#shown;
  }

  #foundIn(spec: SelectionSpec, search: TextQuery): Matches {
    const key = JSON.stringify([spec, keyOf(search)]);
    if (this.#found?.key !== key) {
      this.#found = { key, matches: new Matches(this.#reader, compileSelection(spec, this.#testOf(search))) };
    }
    return this.#found.matches;
  }

  #testOf(search: TextQuery): TextTest {
    const key = keyOf(search);
    if (this.#search?.key !== key) this.#search = { key, test: compileText(search) };
    return this.#search.test;
  }
}

function keyOf({ text, regex, ignoreCase }: TextQuery): string {
  return `${regex} ${ignoreCase} ${text}`;
}

function beside(matches: Matches, sequence: number, direction: 1 | -1): number | undefined {
  return direction === 1 ? matches.from(sequence + 1, 1)[0] : matches.upTo(sequence - 1, 1)[0];
}
