/** The part of the log that is on the screen, read from the ring when it has to be. */

import type { Scroll } from "../messages.ts";
import type { Anchor } from "../model.ts";
import type { Line } from "../text/style.ts";
import type { RecordLook } from "../views/record.ts";
import { Matches } from "./matches.ts";
import { placeAbove, placeBelow, type RowSource, rowsAt, rowsUpTo, settle, startPlace } from "./place.ts";
import { filterOf, type RecordSource } from "./source.ts";

/** How much there is, for the line above the log. */
export interface LogState {
  readonly lines: number;
  /** False: older lines are still being counted; `read` goes on with it. */
  readonly counted: boolean;
  /** Records below the lowest row that is shown. */
  readonly behind: number;
}

export interface LogWindow extends LogState {
  readonly rows: readonly Line[];
}

const emptyWindow: LogWindow = { rows: [], lines: 0, counted: true, behind: 0 };

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
  #matches: Matches;
  #kept: Kept | null = null;

  constructor(reader: RecordSource) {
    this.#reader = reader;
    this.#matches = new Matches(reader, "all");
  }

  read(request: WindowRequest): LogWindow {
    const { source, anchor } = request;
    if (source === null) return emptyWindow;
    if (source !== this.#source) {
      this.#source = source;
      this.#matches = new Matches(this.#reader, source);
      this.#kept = null;
    }
    this.#matches.update();
    return {
      rows: anchor === null ? this.#followed(request, source) : this.#scrolledBack(request, source, anchor),
      lines: this.#matches.count(),
      counted: this.#matches.complete,
      behind: anchor === null ? 0 : this.#matches.countAfter(anchor.sequence),
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

  #followed(request: WindowRequest, source: number | "all"): readonly Line[] {
    this.#kept = null;
    const sequences = this.#matches.newest(request.height + 1);
    return rowsUpTo(this.#rowSource(source, request.look), sequences, null, request.height).rows;
  }

  /** Rows that are scrolled back stay as they are, also when the ring overwrites their records meanwhile. */
  #scrolledBack(request: WindowRequest, source: number | "all", anchor: Anchor): readonly Line[] {
    const key = `${anchor.sequence}:${anchor.row}:${request.height}:${request.look.key}`;
    if (this.#kept?.key !== key) {
      const place = settle(this.#rowSource(source, request.look), anchor, request.height);
      this.#kept = { key, rows: rowsAt(this.#rowSource(source, request.look), place, request.height) };
    }
    return this.#kept.rows;
  }

  #rowSource(source: number | "all", look: RecordLook): RowSource {
    return { reader: this.#reader, filter: filterOf(source), rows: look.rows, gap: look.gap };
  }
}
