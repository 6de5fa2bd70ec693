/** Cuts what comes in into lines, each of a bounded size. Pure. */

import { bridgeLimits } from "./limits.ts";

const NEWLINE = 10;

/** A line without its end; undefined: it was longer than may be, and is gone. */
export type Line = string | undefined;

/** For one stream of bytes. */
export class LineReader {
  readonly #limit: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isTooLong = false;

  constructor(limit: number = bridgeLimits.lineBytes) {
    this.#limit = limit;
  }

  /** The lines that `chunk` ends; blank ones are none. The bytes are kept. */
  read(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#take(lines);
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** What is left at the end of the stream: a line without its end counts, too. */
  end(): Line[] {
    const lines: Line[] = [];
    this.#take(lines);
    return lines;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#bytes += bytes.length;
    this.#isTooLong ||= this.#bytes > this.#limit;
    if (this.#isTooLong) this.#pieces = [];
    else this.#pieces.push(bytes);
  }

  #take(lines: Line[]): void {
    const text = Buffer.concat(this.#pieces).toString("utf8");
    if (this.#isTooLong) lines.push(undefined);
    else if (text.trim() !== "") lines.push(text);
    this.#pieces = [];
    this.#bytes = 0;
    this.#isTooLong = false;
  }
}
