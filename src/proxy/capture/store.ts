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
  /** Told of every change of a row, in batches. */
  readonly tell?: (rows: readonly ExchangeRow[]) => void;
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

  /** Oldest first. */
  rows(): ExchangeRow[] {
    return [...this.#recordings.values()].map((recording) => recording.row());
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
      cleared++;
    }
    return cleared;
  }

  /** What waits to be told is told. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = [...this.#changed].map((recording) => recording.row());
    this.#changed = new Set();
    if (rows.length > 0) this.#parts.tell?.(rows);
  }

  #note(recording: Recording): void {
    if (recording.isKept) this.#measure(recording);
    if (this.#parts.tell === undefined) return;
    this.#changed.add(recording);
    if (this.#changed.size >= proxyLimits.toldAtOnce) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), proxyLimits.toldMs);
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
    }
  }

  #forget(recording: Recording): void {
    this.#recordings.delete(recording.id);
    recording.isKept = false;
    this.#bytes -= recording.counted;
  }
}
