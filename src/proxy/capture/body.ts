/** The beginning of a body, kept while it passes by. One thread's. */

import { proxyLimits } from "../limits.ts";
import type { CapturedBody } from "./exchange.ts";

/** Pieces of a body: a piece costs some 100 bytes beside its content, and may have a single one. */
const MAX_PARTS = 64;
const NONE = new Uint8Array(0);

/**
 * Where small bodies are copied to, one behind the other: what a socket brought becomes free at once, and thousands of bodies are a few
 * pieces of memory. One is free again when none of its bodies is kept any more.
 */
let slab = Buffer.alloc(0);
let used = 0;

export class Body {
  readonly #limit: number;
  /** The first piece, in the bytes that it lies in: most bodies have no other, and a view would cost more than the copy. */
  #bytes: Uint8Array = NONE;
  #start = 0;
  #end = 0;
  /** The others. */
  #parts: Uint8Array[] | undefined;
  #kept = 0;
  /** Bytes of all of it so far. */
  size = 0;

  /** `limit`: bytes that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are kept. */
  get kept(): number {
    return this.#kept;
  }

  /** The bytes are nobody else's, and stay as they are. */
  take(bytes: Uint8Array, start: number, end: number): void {
    this.size += end - start;
    const room = Math.min(end - start, this.#limit - this.#kept);
    if (room <= 0) return;
    const isFirst = this.#kept === 0;
    this.#kept += room;
    if (isFirst) this.#takeFirst(bytes, start, room);
    else this.#takeNext(partOf(bytes, start, room));
  }

  captured(): CapturedBody {
    const first = this.#bytes.subarray(this.#start, this.#end);
    const bytes = Buffer.concat(this.#parts === undefined ? [first] : [first, ...this.#parts]);
    return { bytes, size: this.size, isCut: this.size > this.#kept };
  }

  #takeFirst(bytes: Uint8Array, start: number, length: number): void {
    if (length > proxyLimits.slabBytes / 8) {
      this.#bytes = partOf(bytes, start, length);
      this.#end = length;
      return;
    }
    if (used + length > slab.length) {
      slab = Buffer.alloc(proxyLimits.slabBytes);
      used = 0;
    }
    Buffer.prototype.copy.call(bytes, slab, used, start, start + length);
    this.#bytes = slab;
    this.#start = used;
    used += length;
    this.#end = used;
  }

  #takeNext(part: Uint8Array): void {
    if (this.#parts === undefined) this.#parts = [part];
    else this.#parts.push(part);
    if (this.#parts.length > MAX_PARTS) this.#parts = [Buffer.concat(this.#parts)];
  }
}

/** Copied only where most of the memory that the piece lies in would be kept for nothing. */
function partOf(bytes: Uint8Array, start: number, length: number): Uint8Array {
  const isMost = length * 2 > bytes.buffer.byteLength;
  return isMost ? bytes.subarray(start, start + length) : bytes.slice(start, start + length);
}
