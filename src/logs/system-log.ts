/** Lines that Brummer itself writes into the log: what it did with a process, what went wrong, what was left out. */

import { type Level, LogBatch, type LogWriter, level, stream } from "../../core/index.ts";

import { OwnLog } from "./own-log.ts";
import { printable } from "./printable.ts";

/** Source number of lines that belong to no process; shown under the name `brum`. */
const BRUM_SOURCE = 0;

/** Characters of one line; what Brummer says fits, but it may quote what is longer. */
const MAX_TEXT = 4096;

/** For the event bus: tells the log which handler failed with what. */
export function reportTo(log: SystemLog): (error: unknown, event: { readonly topic: string }) => void {
  return (error, { topic }) => {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const what = topic === "bus.delivery" ? "events could not be delivered in time" : `a handler of ${topic} failed`;
    log.write(`${what}, by a mistake in Brummer: ${why}`, { level: level.error });
  };
}

/** One per thread. */
export class SystemLog {
  readonly #writer: LogWriter;
  readonly #batch = new LogBatch({ records: 16, bytes: 64 * 1024 });
  readonly #encoder = new TextEncoder();
  readonly #own: OwnLog | undefined;

  /** `ownLog`: the file that keeps these lines after the program's end. */
  constructor(writer: LogWriter, ownLog?: string) {
    this.#writer = writer;
    this.#own = ownLog === undefined ? undefined : new OwnLog(ownLog);
  }

  /** Writes one line, under a process's source where it is about that process. */
  write(text: string, options: { level?: Level; source?: number } = {}): void {
    this.#batch.clear();
    const fields = {
      time: Date.now(),
      source: options.source ?? BRUM_SOURCE,
      stream: stream.system,
      level: options.level ?? level.info,
      flags: 0,
      group: 0,
    };
    const shown = printable(text);
    const line = shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)} … (${shown.length} characters)` : shown;
    this.#own?.write(fields.time, line);
    this.#batch.add(fields, this.#encoder.encode(line));
    this.#writer.write(this.#batch);
  }
}
