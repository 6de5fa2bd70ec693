/** What a run has printed last. */

import { type LogReader, type LogRecord, stream } from "../../../core/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { searchLog } from "../search.ts";

/** Follows the last line of a process: each look begins where the one before ended. */
export class LastLine {
  readonly #reader: LogReader;
  #looked = 0;
  #last: LogRecord | undefined;

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** The last line that its newest run has printed itself, if it has printed one. */
  of({ source, firstRecord }: ProcessSnapshot): LogRecord | undefined {
    const latest = this.#reader.latest();
    const from = Math.max(this.#looked, firstRecord);
    const sequences = this.#reader.select({ sources: new Set([source]) }, latest, -1, mcpLimits.ownLines, from);
    this.#looked = latest;
    if (this.#last !== undefined && this.#last.sequence < firstRecord) this.#last = undefined;
    for (const sequence of sequences) {
      const record = this.#reader.at(sequence);
      if (record === undefined || !isPrinted(record)) continue;
      this.#last = record;
      break;
    }
    return this.#last;
  }
}

/** The last lines that its newest run has printed, oldest first, each cut. */
export async function lastLines(
  reader: LogReader,
  { source, firstRecord }: ProcessSnapshot,
  signal: AbortSignal,
): Promise<string[]> {
  const { records } = await searchLog(
    reader,
    {
      filter: { sources: new Set([source]) },
      from: firstRecord,
      to: reader.latest(),
      text: "",
      ignoreCase: false,
      pattern: undefined,
      // What Brummer says of the process stands among them.
      limit: mcpLimits.lastLines + mcpLimits.ownLines,
    },
    signal,
  );
  return records
    .filter((record) => isPrinted(record) && record.text.trim() !== "")
    .slice(0, mcpLimits.lastLines)
    .reverse()
    .map(({ text }) => cut(text, mcpLimits.briefBytes));
}

function isPrinted(record: LogRecord): boolean {
  return record.stream !== stream.system;
}
