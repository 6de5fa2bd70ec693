/** The beginning of a body, kept while it passes by. One thread's. */

import { proxyLimits } from "../limits.ts";
import type { CapturedBody } from "./exchange.ts";

/** Pieces of a body: a piece costs some 100 bytes beside its content, and may have a single one. */
const MAX_PARTS = 64;
const NONE = new Uint8Array(0);

/**
 * Where small bodies are copied to, one behind the other: what a socket brought becomes free at once, and thousands of bodies are a few
 * pieces of memory, which are used again when none of their bodies is kept any more.
 */
interface Slab {
  readonly bytes: Buffer;
  used: number;
  /** Bodies that lie in it. */
  bodies: number;
}

let current: Slab | undefined;
const free: Slab[] = [];

export class Body {
  #limit: number;
  /** The first piece, in the bytes that it lies in: most bodies have no other, and a view would cost more than the copy. */
  #bytes: Uint8Array = NONE;
  #slab: Slab | undefined;
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

  /** Nobody asks for it any more: its memory is given back, and nothing more is kept. */
  release(): void {
    const slab = this.#slab;
    this.#limit = 0;
    this.#kept = 0;
    this.#slab = undefined;
    this.#bytes = NONE;
    this.#parts = undefined;
    if (slab === undefined || --slab.bodies > 0 || slab === current) return;
    slab.used = 0;
    if (free.length < proxyLimits.freeSlabs) free.push(slab);
  }

  /** A copy. */
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
    const slab = slabFor(length);
    Buffer.prototype.copy.call(bytes, slab.bytes, slab.used, start, start + length);
    this.#slab = slab;
    this.#bytes = slab.bytes;
    this.#start = slab.used;
    slab.used += length;
    slab.bodies++;
    this.#end = slab.used;
  }

  #takeNext(part: Uint8Array): void {
    if (this.#parts === undefined) this.#parts = [part];
    else this.#parts.push(part);
    if (this.#parts.length > MAX_PARTS) this.#parts = [Buffer.concat(this.#parts)];
  }
}

/** One with room for so many bytes. */
function slabFor(length: number): Slab {
  if (current !== undefined && current.bodies === 0) current.used = 0;
  if (current === undefined || current.used + length > proxyLimits.slabBytes) {
    current = free.pop() ?? { bytes: Buffer.allocUnsafeSlow(proxyLimits.slabBytes), used: 0, bodies: 0 };
  }
  return current;
}

/** Copied only where most of the memory that the piece lies in would be kept for nothing. */
function partOf(bytes: Uint8Array, start: number, length: number): Uint8Array {
  const isMost = length * 2 > bytes.buffer.byteLength;
  return isMost ? bytes.subarray(start, start + length) : Uint8Array.prototype.slice.call(bytes, start, start + length);
}
