/** From the bytes of a window to strings and records. */

import { flag, kindFlags, kindLevel, kindStream, type LogRecord, slotWord, toLevel } from "./record.ts";
import type { Window } from "./window.ts";

// A byte order mark is text here: it must come out as long as it went in.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Strings out of UTF-8 bytes. Decoding all at once and cutting the string is several times faster than decoding each
 * piece; it is done where string offsets follow from byte offsets.
 */
export class WindowText {
  readonly #bytes: Uint8Array;
  readonly #text: string;
  /** One string unit per byte: nothing but ASCII and lone invalid bytes, the same when decoded alone. */
  readonly #onePerByte: boolean;
  readonly #valid: boolean;
  /** Up to which byte string units have been counted, and how many there were. */
  #countedBytes = 0;
  #countedUnits = 0;

  /** `most`: most of the bytes will be asked for; otherwise it decodes what is asked for only. */
  constructor(bytes: Uint8Array, most: boolean) {
    this.#bytes = bytes;
    this.#text = most ? decoder.decode(bytes) : "";
    this.#onePerByte = this.#text.length === bytes.length;
    // A replacement character in the input costs speed only.
    this.#valid = most && (this.#onePerByte || !this.#text.includes("\uFFFD"));
  }

  /** The string of the bytes from `from` to before `to`; `from` must not fall between calls, nor below the last `to`. */
  slice(from: number, to: number): string {
    if (this.#onePerByte) return this.#text.slice(from, to);
    if (!this.#valid || isContinuation(this.#bytes[from]) || isContinuation(this.#bytes[to])) {
      return decoder.decode(this.#bytes.subarray(from, to));
    }
    const start = this.#unitsBefore(from);
    return this.#text.slice(start, this.#unitsBefore(to));
  }

  /** The plain text of a window's kept record; indices must rise. */
  plain(window: Window, index: number): string {
    const start = window.textStart(index);
    return this.slice(start, start + window.plainBytes(index));
  }

  /** UTF-16 units of valid UTF-8: one per character, two where it takes four bytes. */
  #unitsBefore(offset: number): number {
    let units = this.#countedUnits;
    for (let at = this.#countedBytes; at < offset; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (!isContinuation(byte)) units += byte >= 0xf0 ? 2 : 1;
    }
    this.#countedBytes = offset;
    this.#countedUnits = units;
    return units;
  }
}

/** The records that a window keeps, decoded, without the abandoned ones; its text must be loaded. */
export function decodeRecords(window: Window): LogRecord[] {
  const text = new WindowText(window.copy(), true);
  const records: LogRecord[] = [];
  for (let index = 0; index < window.count; index++) {
    const kind = window.word(index, slotWord.kind);
    if ((kindFlags(kind) & flag.abandoned) !== 0) continue;
    const start = window.textStart(index);
    const plainEnd = start + window.plainBytes(index);
    const styledBytes = window.styledBytes(index);
    records.push({
      sequence: window.first + index,
      time: window.time(index),
      source: window.word(index, slotWord.source),
      stream: kindStream(kind),
      level: toLevel(kindLevel(kind)),
      flags: kindFlags(kind),
      group: window.word(index, slotWord.group),
      text: text.slice(start, plainEnd),
      styled: styledBytes === 0 ? undefined : text.slice(plainEnd, plainEnd + styledBytes),
    });
  }
  return records;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
