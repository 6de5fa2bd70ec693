/** A log ring as a plain array: what a reader must find, worked out from what was written. */

import { Buffer } from "node:buffer";
import type { LogRecord, RecordFilter, SearchQuery } from "../../../core/index.ts";

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

  search(query: SearchQuery, from: number, direction: 1 | -1, limit: number): number[] {
    const found = this.#all
      .slice(this.oldest)
      .map(({ record }) => record)
      .filter((record) => (direction === 1 ? record.sequence >= from : record.sequence < from))
      .filter((record) => matches(record, query))
      .map((record) => record.sequence);
    return (direction === 1 ? found : found.reverse()).slice(0, limit);
  }
}

function matches(record: LogRecord, { text = "", ignoreCase = false, pattern, filter = {} }: SearchQuery): boolean {
  const fold = (value: string) => (ignoreCase ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : value);
  return (
    fold(record.text).includes(fold(text)) &&
    (pattern === undefined || pattern.test(record.text)) &&
    passes(record, filter)
  );
}

function passes(record: LogRecord, { sources, minLevel, anyFlags = 0, since, until }: RecordFilter): boolean {
  return (
    (sources?.has(record.source) ?? true) &&
    record.level >= (minLevel ?? 0) &&
    (anyFlags === 0 || (record.flags & anyFlags) !== 0) &&
    record.time >= (since ?? -1) &&
    record.time < (until ?? Number.POSITIVE_INFINITY)
  );
}
