/** What producers of the thread tests write, so that a reader can tell a whole record from a torn one. */

import { LogBatch, type LogWriter, level, type RecordFields, stream, type WriteOptions } from "../../../core/index.ts";
import type { Words } from "../../../core/memory/index.ts";

const encoder = new TextEncoder();

/** Fields with everything that a test does not care about. */
export function fields(some: Partial<RecordFields> = {}): RecordFields {
  return { time: 1000, source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0, ...some };
}

/** Line `index` of a producer: both numbers, then a run whose character and length follow from them. */
export function lineOf(source: number, index: number): string {
  return `${source}:${index}:${String.fromCharCode(97 + ((source * 7 + index) % 26)).repeat((index * 7) % 61)}`;
}

/**
 * Writes lines 0 to `count - 1` of a producer, `size` records at a time; `time` and `group` carry the index too. With
 * errors, every third is one.
 */
export function writeLines(
  writer: LogWriter,
  source: number,
  count: number,
  size: number,
  options?: WriteOptions,
  withErrors = false,
): void {
  const batch = new LogBatch({ records: size, bytes: size * 160 });
  for (let index = 0; index < count; index++) {
    const at = withErrors && index % 3 === 0 ? level.error : level.info;
    const of = fields({ source, time: index, group: index, level: at });
    if (batch.add(of, encoder.encode(lineOf(source, index)))) continue;
    writer.write(batch, options);
    batch.clear();
    index--;
  }
  writer.write(batch, options);
}

/** Writes each text as a record of its own batch. */
export function writeTexts(writer: LogWriter, texts: readonly string[], some: Partial<RecordFields> = {}): void {
  const batch = new LogBatch({ records: 1 });
  for (const text of texts) {
    batch.clear();
    batch.add(fields(some), encoder.encode(text));
    writer.write(batch);
  }
}

/** What a producer of the tests claims before it dies. */
export const DEATH_RECORDS = 2;
export const DEATH_BYTES = 16;

/** Takes a lock, on the first word of `words`, for a thread that is no more (see `core/sync/mutex.ts`). */
export function lockAs(dead: number, words: Words): void {
  Atomics.store(words, 0, dead << 2);
}
