/** The part of the log that is on the screen, read from the ring when it has to be. */

import type { Scroll } from "../messages.ts";
import type { Anchor } from "../model.ts";
import type { Line } from "../text/style.ts";
import type { RecordLook } from "../views/record.ts";
import { Counter } from "./count.ts";
import { placeAbove, placeBelow, type RowSource, rowsAt, rowsUpTo, settle, startPlace } from "./place.ts";
import { filterOf, type RecordSource } from "./source.ts";
import { Tail } from "./tail.ts";

/** How much there is, for the line above the log. Numbers that are not exact are lower bounds. */
export interface LogState {
  readonly lines: number;
  readonly linesExact: boolean;
  /** Records below the lowest row that is shown. */
  readonly behind: number;
  readonly behindExact: boolean;
}

export interface LogWindow extends LogState {
  readonly rows: readonly Line[];
}

export const emptyWindow: LogWindow = { rows: [], lines: 0, linesExact: true, behind: 0, behindExact: true };

/** What is asked for: of whom, from where, how large. `look.rows` may change with every frame. */
export interface WindowRequest {
  readonly source: number | "all" | null;
  readonly anchor: Anchor | null;
  readonly height: number;
  readonly look: RecordLook;
}

interface Kept {
  readonly key: string;
  readonly rows: readonly Line[];
}

/** Reads windows for one screen and keeps what the next one can reuse. */
export class LogWindows {
  readonly #reader: RecordSource;
  #source: number | "all" | null = null;
  #tail: Tail | null = null;
  #lines: Counter | null = null;
  #behind: Counter | null = null;
  #behindFrom = -1;
  #kept: Kept | null = null;

  constructor(reader: RecordSource) {
    this.#reader = reader;
  }

  read(request: WindowRequest): LogWindow {
    if (request.source === null) return emptyWindow;
    this.#select(request.source);
    const lines = this.#lines?.read() ?? { count: 0, exact: true };
    const behind = this.#behindOf(request.source, request.anchor);
    return {
      rows: request.anchor === null ? this.#followed(request) : this.#scrolledBack(request, request.anchor),
      lines: lines.count,
      linesExact: lines.exact,
      behind: behind.count,
      behindExact: behind.exact,
    };
  }

  /** The place that a scroll leads to; null: following. */
  scroll(request: WindowRequest, scroll: Scroll): Anchor | null {
    if (request.source === null) return null;
    const source = this.#rowSource(request.source, request.look);
    if (scroll.unit === "start") return startPlace(source, request.height);
    const by = scroll.unit === "pages" ? scroll.by * Math.max(1, request.height - 1) : scroll.by;
    if (by < 0) return placeAbove(source, request.anchor, -by, request.height);
    const from = request.anchor === null ? null : settle(source, request.anchor, request.height);
    return from === null ? null : placeBelow(source, from, by);
  }

  #select(source: number | "all"): void {
    if (source === this.#source && this.#tail !== null) return;
    const filter = filterOf(source);
    this.#source = source;
    this.#tail = new Tail(this.#reader, filter);
    this.#lines = new Counter(this.#reader, filter, source === "all", this.#reader.oldest());
    this.#behind = null;
    this.#kept = null;
  }

  #behindOf(source: number | "all", anchor: Anchor | null): { readonly count: number; readonly exact: boolean } {
    if (anchor === null) {
      this.#behind = null;
      return { count: 0, exact: true };
    }
    const from = anchor.sequence + 1;
    if (this.#behind === null || this.#behindFrom !== from) {
      this.#behind = new Counter(this.#reader, filterOf(source), source === "all", from);
      this.#behindFrom = from;
    }
    return this.#behind.read();
  }

  #followed(request: WindowRequest): readonly Line[] {
    this.#kept = null;
    if (request.source === null || this.#tail === null) return [];
    const sequences = this.#tail.newest(request.height + 1);
    return rowsUpTo(this.#rowSource(request.source, request.look), sequences, null, request.height).rows;
  }

  /** Rows that are scrolled back stay as they are, also when the ring overwrites their records meanwhile. */
  #scrolledBack(request: WindowRequest, anchor: Anchor): readonly Line[] {
    const key = `${anchor.sequence}:${anchor.row}:${request.height}:${request.look.key}`;
    if (this.#kept?.key === key || request.source === null) return this.#kept?.rows ?? [];
    const source = this.#rowSource(request.source, request.look);
    const rows = rowsAt(source, settle(source, anchor, request.height), request.height);
    this.#kept = { key, rows };
    return rows;
  }

  #rowSource(source: number | "all", look: RecordLook): RowSource {
    return { reader: this.#reader, filter: filterOf(source), rows: look.rows, gap: look.gap };
  }
}
