/** A log ring's gates, followers, errors and abandoned records as plain arrays: what each step must do. */

import { Buffer } from "node:buffer";
import type { LogRecord } from "../../../core/index.ts";

/** A record as it was written; nothing where its producer died. */
type Entry = { record: LogRecord | undefined; position: number };
/** The sequence and the position that a gate has not passed. */
export type Passed = { sequence: number; position: number };

/** Bytes of text of a record, plain and styled. */
export function textBytes({ text, styled = "" }: Pick<LogRecord, "text" | "styled">): number {
  return Buffer.byteLength(text) + Buffer.byteLength(styled);
}

export class StepsModel {
  readonly #slots: number;
  readonly #bytes: number;
  readonly #all: Entry[] = [];
  #end = 0;

  constructor(slots: number, bytes: number) {
    this.#slots = slots;
    this.#bytes = bytes;
  }

  get latest(): number {
    return this.#all.length;
  }

  get oldest(): number {
    const bySlot = Math.max(0, this.latest - this.#slots);
    const byText = this.#all.findIndex(({ position }) => position >= this.#end - this.#bytes);
    return Math.max(bySlot, byText === -1 ? this.latest : byText);
  }

  /** One batch: contiguous, from a word's border, not over the end of the text. */
  write(records: readonly LogRecord[]): void {
    const bytes = records.reduce((sum, record) => sum + textBytes(record), 0);
    let position = this.#claim(bytes);
    for (const record of records) {
      this.#all.push({ record: { ...record, sequence: this.latest }, position });
      position += textBytes(record);
    }
  }

  /** A claim of a producer that dies. */
  abandon(count: number, bytes: number): void {
    const position = this.#claim(bytes);
    for (let index = 0; index < count; index++) this.#all.push({ record: undefined, position });
  }

  follow(cursor: number, limit: number): { records: LogRecord[]; dropped: number; next: number } {
    const records: LogRecord[] = [];
    let next = cursor;
    let dropped = 0;
    while (records.length < limit && next < this.latest) {
      if (next < this.oldest) {
        dropped += this.oldest - next;
        next = this.oldest;
        continue;
      }
      const record = this.#all[next]?.record;
      if (record === undefined) dropped++;
      else records.push(record);
      next++;
    }
    return { records, dropped, next };
  }

  /** Where a gate is that opens at `cursor`. */
  open(cursor: number): Passed {
    return (
      this.passed(cursor) ?? {
        sequence: Math.max(0, this.latest - this.#slots),
        position: Math.max(0, this.#end - this.#bytes),
      }
    );
  }

  /** Where a gate is that has read up to `cursor`; undefined: it does not know. */
  passed(cursor: number): Passed | undefined {
    if (cursor >= this.latest) return { sequence: this.latest, position: this.#end };
    const entry = cursor < this.oldest ? undefined : this.#all[cursor];
    return entry && { sequence: cursor, position: entry.position };
  }

  /** May so much be written without overwriting what a gate has not passed? */
  admits(count: number, bytes: number, gates: readonly Passed[]): boolean {
    const end = this.#startOf(bytes) + words(bytes);
    return gates.every(
      ({ sequence, position }) => sequence >= this.latest + count - this.#slots && position >= end - this.#bytes,
    );
  }

  #claim(bytes: number): number {
    const start = this.#startOf(bytes);
    this.#end = start + words(bytes);
    return start;
  }

  #startOf(bytes: number): number {
    const left = this.#bytes - (this.#end % this.#bytes);
    return left < words(bytes) ? this.#end + left : this.#end;
  }
}

function words(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
