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
  /** In the order of the beginnings. */
  readonly #recordings = new Map<number, Recording>();
  readonly #shared: RecordingParts;
  #bytes = 0;
  #last = 0;
  /** None has a smaller number. A map whose first entries are gone is slow to find its first. */
  #oldest = 1;
  #dropped = 0;
  #changed = new Set<Recording>();
  /** Over and forgotten before they were told. */
  #passed = 0;
  /** Milliseconds until the next batch. */
  #pause: number = proxyLimits.toldMs;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
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
    this.#recordings.set(recording.id, recording);
    recording.isKept = true;
    this.#note(recording);
    return recording;
  }

  get counts(): CaptureCounts {
    return { kept: this.#recordings.size, bytes: this.#bytes, recorded: this.#last, dropped: this.#dropped };
  }

  /** Those with a number above `after`, oldest first, as many as `most`. */
  rows(after = 0, most = Number.POSITIVE_INFINITY): ExchangeRow[] {
    const rows: ExchangeRow[] = [];
    for (const recording of this.#recordings.values()) {
      if (rows.length >= most) break;
      if (recording.id > after) rows.push(recording.row());
    }
    return rows;
  }

  find(id: number): Exchange | undefined {
    return this.#recordings.get(id)?.exchange();
  }

  /** Forgets those that are over: of one process, or of all. Says how many. */
  clear(process?: string): number {
    let cleared = 0;
    for (const recording of this.#recordings.values()) {
      if (!recording.isOver || (process !== undefined && recording.process !== process)) continue;
      this.#forget(recording);
      this.#changed.delete(recording);
      cleared++;
    }
    this.#parts.cleared?.(process);
    return cleared;
  }

  /** What waits to be told is told. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = Array.from(this.#changed, (recording) => recording.row());
    const passed = this.#passed;
    this.#changed.clear();
    this.#passed = 0;
    this.#pause = Math.min(proxyLimits.mostToldMs, Math.max(proxyLimits.toldMs, rows.length / proxyLimits.toldPerMs));
    if (rows.length + passed > 0) this.#parts.tell?.(rows, passed);
  }

  #note(recording: Recording): void {
    if (recording.isKept) this.#measure(recording);
    if (this.#parts.tell !== undefined) {
      this.#changed.add(recording);
      this.#timer ??= setTimeout(() => this.flush(), this.#pause);
    }
    if (recording.isOver) this.#parts.over?.(recording);
  }

  #measure(recording: Recording): void {
    const { bytes } = recording;
    this.#bytes += bytes - recording.counted;
    recording.counted = bytes;
    const most = this.#parts.exchanges ?? proxyLimits.exchanges;
    while (this.#recordings.size > 1 && (this.#recordings.size > most || this.#bytes > proxyLimits.captureBytes)) {
      const oldest = this.#recordings.get(this.#oldest);
      if (oldest === undefined) {
        this.#oldest++;
        continue;
      }
      if (oldest === recording) break;
      this.#forget(oldest);
      this.#dropped++;
      if (oldest.isOver && this.#changed.delete(oldest)) this.#passed++;
    }
  }

  #forget(recording: Recording): void {
    this.#recordings.delete(recording.id);
    recording.isKept = false;
    this.#bytes -= recording.counted;
  }
}
