/** Messages of a web socket (RFC 6455, section 5), read while their bytes pass by. Pure; what is not understood is left alone. */

import type { Frame } from "./exchange.ts";

/** Bytes of a text that are kept. */
const MAX_TEXT_BYTES = 4096;
const kinds: Readonly<Record<number, Frame["kind"]>> = { 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong" };

type Told = Pick<Frame, "kind" | "size" | "text">;

/** One direction of one web socket. */
export class FrameReader {
  readonly #tell: (message: Told) => void;
  #head: number[] = [];
  #needed = 2;
  #left = 0;
  #inPayload = false;
  #mask: readonly number[] | undefined;
  #maskAt = 0;
  /** The message that goes on over frames, and whether this frame is of it (others may stand between). */
  #message: { kind: Frame["kind"]; compressed: boolean; size: number; kept: number[] } | undefined;
  #own: { kind: Frame["kind"]; compressed: boolean; size: number; kept: number[] } | undefined;
  #isFinal = false;
  #isLost = false;

  constructor(tell: (message: Told) => void) {
    this.#tell = tell;
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#isLost) {
      if (this.#inPayload) at = this.#payload(bytes, at, end);
      else {
        this.#head.push(bytes[at++] ?? 0);
        if (this.#head.length === this.#needed) this.#headByte();
      }
    }
  }

  /** The head has as many bytes as were needed so far: perhaps more are. */
  #headByte(): void {
    const [first = 0, second = 0] = this.#head;
    const isMasked = (second & 0x80) !== 0;
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const whole = 2 + lengthBytes + (isMasked ? 4 : 0);
    if (this.#head.length < whole) {
      this.#needed = whole;
      return;
    }
    const length = this.#head.slice(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
    this.#left = lengthBytes === 0 ? short : length;
    this.#mask = isMasked ? this.#head.slice(2 + lengthBytes) : undefined;
    this.#maskAt = 0;
    this.#isFinal = (first & 0x80) !== 0;
    this.#begin(first & 0x0f, (first & 0x40) !== 0);
    this.#head = [];
    this.#needed = 2;
    this.#inPayload = true;
    if (this.#left === 0) this.#frameEnd();
  }

  #begin(code: number, compressed: boolean): void {
    const kind = kinds[code];
    if (code === 0) this.#own = this.#message;
    else if (kind === undefined) this.#isLost = true;
    else {
      this.#own = { kind, compressed, size: 0, kept: [] };
      if (code < 8) this.#message = this.#own;
    }
    if (this.#own === undefined) this.#isLost = true;
  }

  #payload(bytes: Uint8Array, start: number, end: number): number {
    const stop = Math.min(end, start + this.#left);
    const own = this.#own;
    if (own !== undefined) {
      own.size += stop - start;
      const isKept = own.kind === "text" && !own.compressed;
      const until = isKept ? Math.min(stop, start + MAX_TEXT_BYTES - own.kept.length) : start;
      for (let at = start; at < until; at++) {
        own.kept.push((bytes[at] ?? 0) ^ (this.#mask?.[(this.#maskAt + at - start) & 3] ?? 0));
      }
    }
    this.#maskAt = (this.#maskAt + stop - start) & 3;
    this.#left -= stop - start;
    if (this.#left === 0) this.#frameEnd();
    return stop;
  }

  #frameEnd(): void {
    this.#inPayload = false;
    const own = this.#own;
    if (own === undefined || !this.#isFinal) return;
    if (own === this.#message) this.#message = undefined;
    this.#own = undefined;
    const { kind, size, kept, compressed } = own;
    const text = kind === "text" && !compressed ? { text: new TextDecoder().decode(new Uint8Array(kept)) } : {};
    this.#tell({ kind, size, ...text });
  }
}
