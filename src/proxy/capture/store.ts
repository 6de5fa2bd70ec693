/** The exchanges of this run, the newest, within bounds of number and bytes; what is dropped is counted. One thread's. */

import type { RequestHead } from "../http1/head.ts";
import { proxyLimits } from "../limits.ts";
import type { Exchange, ExchangeRow } from "./exchange.ts";
import { Recording, type RecordingParts } from "./recording.ts";

export interface CaptureParts {
  /** Sequence of the log's next line. */
  readonly latest: () => number;
  /** Bytes of each body that are kept. */
  readonly bodyBytes?: number;
  /** Exchanges that are kept. */
  readonly exchanges?: number;
  /**
   * Told of the changed rows that are still kept, in batches. `passed`: how many others have ended and are kept no longer: under a load
   * test more than anybody could look at.
   */
  readonly tell?: (rows: readonly ExchangeRow[], passed: number) => void;
  /** Exchanges that are over have been forgotten because somebody wanted it: of one process, or of all. */
  readonly cleared?: (process: string | undefined) => void;
  /** Called once for each exchange when it is over, at once. */
  readonly over?: (recording: Recording) => void;
  readonly now?: () => number;
  readonly clock?: () => number;
}

export interface CaptureCounts {
  readonly kept: number;
  readonly bytes: number;
  /** Since the start. */
  readonly recorded: number;
  readonly dropped: number;
}

export class Capture {
  readonly #parts: CaptureParts;
  /** Exchanges that are kept at most. */
  readonly #most: number;
  /** Each at its number modulo {@link #most}: as they are numbered one by one, nothing is searched for, and nothing moved. */
  readonly #slots: (Recording | undefined)[] = [];
  #kept = 0;
  readonly #shared: RecordingParts;
  #bytes = 0;
  #last = 0;
  /** None that is kept has a smaller number. */
  #oldest = 1;
  #dropped = 0;
  /** None that is to be told has a smaller number; infinite: nothing is. */
  #firstChanged = Number.POSITIVE_INFINITY;
  /** Over and forgotten before they were told. */
  #passed = 0;
  /** Milliseconds until the next batch. */
  #pause: number = proxyLimits.toldMs;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#most = parts.exchanges ?? proxyLimits.exchanges;
    const { latest, bodyBytes = proxyLimits.bodyBytes, now = Date.now, clock = () => performance.now() } = parts;
    this.#shared = { latest, bodyBytes, now, clock, changed: (recording) => this.#note(recording) };
  }

  begin(what: {
    readonly head: RequestHead | undefined;
    readonly url: string;
    readonly process: string | null;
    readonly label: string;
    readonly replayOf?: number | undefined;
  }): Recording {
    const { head, url, process, label, replayOf } = what;
    const recording = new Recording({ id: ++this.#last, head, url, process, label, replayOf }, this.#shared);
    const slot = recording.id % this.#most;
    const before = this.#slots[slot];
    if (before !== undefined) this.#drop(before);
    this.#slots[slot] = recording;
    this.#kept++;
    recording.isKept = true;
    this.#note(recording);
    return recording;
  }

  get counts(): CaptureCounts {
    return { kept: this.#kept, bytes: this.#bytes, recorded: this.#last, dropped: this.#dropped };
  }

  /** Those with a number above `after`, oldest first, as many as `most`. */
  rows(after = 0, most = Number.POSITIVE_INFINITY): ExchangeRow[] {
    const rows: ExchangeRow[] = [];
    for (const recording of this.#from(after + 1)) {
      if (rows.length >= most) break;
      rows.push(recording.row());
    }
    return rows;
  }

  find(id: number): Exchange | undefined {
    return this.#at(id)?.exchange();
  }

  /** Forgets those that are over: of one process, or of all. Says how many. */
  clear(process?: string): number {
    // That they ended is told all the same: the timeline has them.
    this.flush();
    let cleared = 0;
    for (const recording of this.#from(1)) {
      if (!recording.isOver || (process !== undefined && recording.process !== process)) continue;
      this.#forget(recording);
      cleared++;
    }
    this.#parts.cleared?.(process);
    return cleared;
  }

  /** What waits to be told is told. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows: ExchangeRow[] = [];
    for (const recording of this.#from(this.#firstChanged)) {
      if (!recording.isChanged) continue;
      recording.isChanged = false;
      rows.push(recording.row());
    }
    const passed = this.#passed;
    this.#firstChanged = Number.POSITIVE_INFINITY;
    this.#passed = 0;
    this.#pause = pauseAfter(rows.length);
    if (rows.length + passed > 0) this.#parts.tell?.(rows, passed);
  }

  #note(recording: Recording): void {
    const { id, isKept, isOver } = recording;
    if (isKept) this.#measure(recording);
    if (this.#parts.tell !== undefined) {
      if (isKept) {
        recording.isChanged = true;
        if (id < this.#firstChanged) this.#firstChanged = id;
      } else if (isOver) this.#passed++;
      this.#timer ??= setTimeout(() => this.flush(), this.#pause);
    }
    if (isOver) this.#parts.over?.(recording);
  }

  #at(id: number): Recording | undefined {
    const found = this.#slots[id % this.#most];
    return found?.id === id ? found : undefined;
  }

  /** Those with this number and above, oldest first. */
  *#from(id: number): Generator<Recording> {
    for (let at = Math.max(id, this.#oldest, this.#last - this.#most + 1); at <= this.#last; at++) {
      const recording = this.#at(at);
      if (recording !== undefined) yield recording;
    }
  }

  #measure(recording: Recording): void {
    const { bytes } = recording;
    this.#bytes += bytes - recording.counted;
    recording.counted = bytes;
    if (this.#bytes <= proxyLimits.captureBytes) return;
    this.#oldest = Math.max(this.#oldest, this.#last - this.#most + 1);
    while (this.#kept > 1 && this.#bytes > proxyLimits.captureBytes) {
      const oldest = this.#at(this.#oldest);
      if (oldest === recording) break;
      if (oldest !== undefined) this.#drop(oldest);
      this.#oldest++;
    }
  }

  /** Forgets one for want of room. */
  #drop(recording: Recording): void {
    this.#forget(recording);
    this.#dropped++;
    if (recording.isOver && recording.isChanged) this.#passed++;
  }

  #forget(recording: Recording): void {
    this.#slots[recording.id % this.#most] = undefined;
    this.#kept--;
    recording.forget();
    this.#bytes -= recording.counted;
  }
}

/** Milliseconds until more is told: a frame after the modules of a page (250), the most after a thousand rows. */
function pauseAfter(rows: number): number {
  const { toldMs, mostToldMs } = proxyLimits;
  return Math.min(mostToldMs, Math.max(toldMs, mostToldMs * (rows / 1000) ** 2));
}
