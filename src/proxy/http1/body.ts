/** Where the body of a message ends, found while its bytes pass by as they are. Pure. */

import { HttpError } from "./error.ts";
import type { Framing } from "./framing.ts";

/** Bytes of a chunk's size line with its extensions, which nobody uses. */
const MAX_SIZE_LINE = 4096;
/** Bytes of the trailer fields of one body. */
const MAX_TRAILERS = 16 * 1024;
const CR = 0x0d;
const LF = 0x0a;

/** Told of the ranges of a chunk of bytes that are content, not framing; `of` is what the scanner was made with. */
export interface ContentTaker<Of> {
  content(of: Of, bytes: Uint8Array, start: number, end: number): void;
}

type State = "data" | "size" | "size-lf" | "chunk" | "chunk-cr" | "chunk-lf" | "trailer" | "trailer-lf" | "done";

/** One body. */
export class BodyScanner<Of = unknown> {
  readonly #framing: Framing["kind"];
  readonly #taker: ContentTaker<Of>;
  readonly #of: Of;
  #state: State;
  /** Bytes of content that are still to come; of a chunk, where the body is chunked. */
  #left: number;
  #size = 0;
  #digits = 0;
  /** Whether the size line's extensions have begun. */
  #inExtension = false;
  #lineBytes = 0;
  #trailerBytes = 0;
  #trailerLine = 0;

  constructor(framing: Framing, taker: ContentTaker<Of>, of: Of) {
    this.#framing = framing.kind;
    this.#taker = taker;
    this.#of = of;
    this.#left = framing.kind === "length" ? framing.bytes : 0;
    this.#state = framing.kind === "none" ? "done" : framing.kind === "chunked" ? "size" : "data";
  }

  /** All of it has passed. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** The connection has ended: whether the body is whole. */
  end(): boolean {
    if (this.#framing === "close") this.#state = "done";
    return this.isDone;
  }

  /** Takes in bytes; returns the offset behind the last one that belongs to it. Throws {@link HttpError}. */
  scan(bytes: Uint8Array, from = 0, to = bytes.length): number {
    let at = from;
    while (at < to && this.#state !== "done") {
      at = this.#state === "data" || this.#state === "chunk" ? this.#content(bytes, at, to) : this.#framed(bytes, at);
    }
    return at;
  }

  #content(bytes: Uint8Array, from: number, to: number): number {
    const end = this.#framing === "close" ? to : Math.min(to, from + this.#left);
    if (end > from) this.#taker.content(this.#of, bytes, from, end);
    if (this.#framing === "close") return end;
    this.#left -= end - from;
    if (this.#left === 0) this.#state = this.#framing === "length" ? "done" : "chunk-cr";
    return end;
  }

  /** One byte of what stands between chunks (RFC 9112, section 7.1). */
  #framed(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    switch (this.#state) {
      case "size":
        this.#sizeByte(byte);
        break;
      case "size-lf":
        expect(byte, LF);
        this.#left = this.#size;
        this.#state = this.#size === 0 ? "trailer" : "chunk";
        break;
      case "chunk-cr":
        expect(byte, CR);
        this.#state = "chunk-lf";
        break;
      case "chunk-lf":
        expect(byte, LF);
        this.#startSize();
        break;
      case "trailer":
        this.#trailerByte(byte);
        break;
      case "trailer-lf":
        expect(byte, LF);
        this.#state = this.#trailerLine === 0 ? "done" : "trailer";
        this.#trailerLine = 0;
    }
    return at + 1;
  }

  #startSize(): void {
    this.#state = "size";
    this.#size = 0;
    this.#digits = 0;
    this.#inExtension = false;
    this.#lineBytes = 0;
  }

  #sizeByte(byte: number): void {
    if (++this.#lineBytes > MAX_SIZE_LINE) throw broken("a chunk's size line is too long");
    if (byte === CR) {
      if (this.#digits === 0) throw broken("a chunk has no size");
      this.#state = "size-lf";
      return;
    }
    if (this.#inExtension) {
      if (byte === LF || byte === 0) throw broken("a chunk's extension is not well-formed");
      return;
    }
    const digit = hexDigit(byte);
    if (digit !== undefined) {
      this.#size = this.#size * 16 + digit;
      // 2^44 bytes: no honest chunk is larger, and the number stays exact.
      if (++this.#digits > 11) throw broken("a chunk's size is too large");
    } else if (this.#digits > 0 && (byte === 0x3b || byte === 0x20 || byte === 0x09)) this.#inExtension = true;
    else throw broken("a chunk's size is no number");
  }

  #trailerByte(byte: number): void {
    if (++this.#trailerBytes > MAX_TRAILERS) throw broken("the trailer fields are too long");
    if (byte === CR) this.#state = "trailer-lf";
    else if (byte === LF || byte === 0) throw broken("a trailer field is not well-formed");
    else this.#trailerLine++;
  }
}

function expect(byte: number, wanted: number): void {
  if (byte !== wanted) throw broken("a chunk does not end where it should");
}

function broken(what: string): HttpError {
  return new HttpError(400, what);
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}
