/** What processes have printed since a moment, as far as it tells how a change went. */

import { flag, type LogReader, type LogRecord, stream } from "../../../core/index.ts";
import { mcpLimits } from "../limits.ts";
import { Pace } from "../pace.ts";

/** Of one process. Times in milliseconds since 1970; 0: there was none. */
export interface Printed {
  readonly lines: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastText: string;
  /** It said that it begins anew: to build, to run the tests, to start its server. */
  readonly begunAt: number;
  /** It said that it has done so, or is ready, and not only that it waits for the next change. */
  readonly readyAt: number;
  /** It said that what it runs has failed. */
  readonly failedAt: number;
}

const nothingPrinted: Printed = {
  lines: 0,
  firstAt: 0,
  lastAt: 0,
  lastText: "",
  begunAt: 0,
  readyAt: 0,
  failedAt: 0,
};

/** `Restarting 'server.mjs'`, `[nodemon] restarting due to changes...`, `RERUN  a.test.ts`, `File change detected.` */
const beginning =
  /\bre-?(?:start|run|build|compil|load|bundl)(?:e?s|e|ing)?\b|\b(?:file|source)s? (?:changed|changes? detected)\b|\bchanges? (?:detected|in)\b|\bdetected (?:file )?changes?\b|\b(?:compil|build|bundl)ing\b/i;
/** `server restarted.` */
const done = /\bre-?(?:started|loaded|built|compiled|bundled)\b/i;
/** Vite tells pages to load themselves again. */
const told = /\bpage reload\b/;
const waiting = /\b(?:watch|wait)(?:ing|es)?\b/i;
/** `[nodemon] app crashed`, `Failed running 'server.mjs'`, `exited with code 1` */
const failing =
  /\bapp crashed\b|\bfailed running\b|\bcommand failed\b|\bexit(?:ed)?(?: with)?(?: code| status)? [1-9]\d*\b/i;

/** Whether a line says of a server that it is ready. `flags`: of its record. */
export function isReadyLine({ text, flags }: Pick<LogRecord, "text" | "flags">): boolean {
  return (flags & flag.ready) !== 0 && !waiting.test(text);
}

/** What waits for the next change before it begins has not begun. */
function isBeginning(text: string): boolean {
  return beginning.test(text) && !waiting.test(text) && !failing.test(text) && !told.test(text);
}

/** Goes along with the log, from a moment on. */
export class LineWatch {
  /** The first sequence that is looked at. */
  readonly start: number;
  readonly #reader: LogReader;
  readonly #since: number;
  readonly #printed = new Map<number, Printed>();
  #cursor: number;

  /** Lines from a sequence on, of that time or later. */
  constructor(reader: LogReader, from: number, since: number) {
    this.start = from;
    this.#reader = reader;
    this.#cursor = from;
    this.#since = since;
  }

  /** Of the process with this source, as far as {@link advance} has come. */
  of(source: number): Printed {
    return this.#printed.get(source) ?? nothingPrinted;
  }

  /** Looks at what has come; of a flood as much as `mcpLimits.followMs` of work allow. */
  async advance(sources: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const pace = new Pace(mcpLimits.followMs, signal);
    const to = this.#reader.latest();
    const filter = { sources, since: this.#since };
    while (this.#cursor < to) {
      const stop = Math.min(to, this.#cursor + mcpLimits.scanRecords);
      const sequences = this.#reader.select(filter, this.#cursor, 1, mcpLimits.searchRecords, stop);
      for (const sequence of sequences) this.#look(sequence);
      const last = sequences.at(-1);
      this.#cursor = last !== undefined && sequences.length === mcpLimits.searchRecords ? last + 1 : stop;
      if (pace.isDue && (await pace.isOver())) return;
    }
  }

  #look(sequence: number): void {
    const record = this.#reader.at(sequence);
    if (record === undefined || record.stream === stream.system || record.text.trim() === "") return;
    const { source, time } = record;
    const text = record.text.slice(0, mcpLimits.lineBytes);
    const before = this.of(source);
    const isReady = isReadyLine(record) || done.test(text);
    this.#printed.set(source, {
      lines: before.lines + 1,
      firstAt: before.lines === 0 ? time : before.firstAt,
      lastAt: time,
      lastText: text,
      begunAt: !isReady && isBeginning(text) ? time : before.begunAt,
      readyAt: isReady ? time : before.readyAt,
      failedAt: failing.test(text) ? time : before.failedAt,
    });
  }
}
