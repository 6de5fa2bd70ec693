/** A log ring as a plain array: what a reader must find, worked out from what was written. */

import { Buffer } from "node:buffer";
import { flag, type LogRecord, type RecordFilter, type SearchQuery } from "../../../core/index.ts";

/** All records ever written, and where their text lies. */
export class RingModel {
  readonly #slots: number;
  readonly #bytes: number;
  readonly #all: { record: LogRecord; position: number }[] = [];
  #position = 0;

  constructor(slots: number, bytes: number) {
    this.#slots = slots;
    this.#bytes = bytes;
  }

  get latest(): number {
    return this.#all.length;
  }

  /** One batch: contiguous, from a word's border, not over the end of the text region. */
  write(records: readonly Omit<LogRecord, "sequence">[]): void {
    const sizes = records.map(({ text, styled }) => Buffer.byteLength(text) + Buffer.byteLength(styled ?? ""));
    const total = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 4) * 4;
    const left = this.#bytes - (this.#position % this.#bytes);
    let position = this.#position + (left < total ? left : 0);
    this.#position = position + total;
    records.forEach((record, index) => {
      this.#all.push({ record: { ...record, sequence: this.#all.length }, position });
      position += sizes[index] ?? 0;
    });
  }

  /** All records ever written, by sequence. */
  everything(): LogRecord[] {
    return this.#all.map(({ record }) => record);
  }

  get oldest(): number {
    const bySlot = Math.max(0, this.#all.length - this.#slots);
    const whole = this.#all.findIndex(({ position }) => position >= this.#position - this.#bytes);
    return Math.max(bySlot, whole === -1 ? this.#all.length : whole);
  }

  range(from: number, to: number): { records: LogRecord[]; dropped: number } {
    const start = Math.min(Math.max(from, this.oldest), Math.max(from, Math.min(to, this.latest)));
    return {
      records: this.#all.slice(start, Math.max(start, to)).map(({ record }) => record),
      dropped: start - from,
    };
  }

  search(query: SearchQuery, from: number, direction: 1 | -1, limit: number, until?: number): number[] {
    const up = direction === 1;
    const [low, high] = up ? [from, until ?? Number.POSITIVE_INFINITY] : [until ?? 0, from];
    const found = this.#all
      .slice(this.oldest)
      .map(({ record }) => record)
      .filter(({ sequence }) => sequence >= low && sequence < high)
      .filter((record) => this.matches(record, query))
      .map((record) => record.sequence);
    return (up ? found : found.reverse()).slice(0, limit);
  }

  /** Whether a record is found; `latest`: as if there were none from that sequence on. */
  matches(record: LogRecord, query: SearchQuery, latest = this.latest): boolean {
    const { text = "", ignoreCase = false, pattern, filter = {} } = query;
    return (
      (text === "" || this.#hasText(record, text, ignoreCase, latest)) &&
      (pattern === undefined || pattern.test(record.text)) &&
      passes(record, filter)
    );
  }

  /** Whether the text begins in the record, and goes on in its line. */
  #hasText(record: LogRecord, text: string, ignoreCase: boolean, latest: number): boolean {
    const fold = (value: string) => {
      // A character a byte: what lies across a border may begin inside of a character.
      const bytes = Buffer.from(value).toString("latin1");
      return ignoreCase ? bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : bytes;
    };
    const at = fold(this.#lineFrom(record, latest)).indexOf(fold(text));
    return at !== -1 && at < Buffer.byteLength(record.text);
  }

  #lineFrom(record: LogRecord, latest: number): string {
    let line = record.text;
    for (let last = record; (last.flags & flag.continued) !== 0; line += last.text) {
      const next = this.#all
        .slice(last.sequence + 1, latest)
        .find((one) => one.record.source === record.source && one.record.stream === record.stream);
      if (next === undefined || (next.record.flags & flag.continuation) === 0) break;
      last = next.record;
    }
    return line;
  }
}

function passes(record: LogRecord, { sources, minLevel, anyFlags = 0, groups, since, until }: RecordFilter): boolean {
  return (
    (sources?.has(record.source) ?? true) &&
    (groups?.has(record.group) ?? true) &&
    record.level >= (minLevel ?? 0) &&
    (anyFlags === 0 || (record.flags & anyFlags) !== 0) &&
    record.time >= (since ?? -1) &&
    record.time < (until ?? Number.POSITIVE_INFINITY)
  );
}
