/** The last bytes that a terminal was sent, as they came. Pure: bytes in, bytes out. */

const NEWLINE = 0x0a;
const ESCAPE = 0x1b;

/** Counts every byte that was ever pushed and keeps the newest: an offset names a byte for ever. */
export class RawRing {
  readonly #bytes: Uint8Array;
  #end = 0;

  /** `size`: bytes that are kept. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Offset of the oldest byte that is kept. */
  get oldest(): number {
    return Math.max(0, this.#end - this.#bytes.length);
  }

  /** Offset behind the newest byte: how many there have been. */
  get end(): number {
    return this.#end;
  }

  /** Takes a chunk of any length; it is copied. */
  push(chunk: Uint8Array): void {
    const size = this.#bytes.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const at = (this.#end + chunk.length - kept.length) % size;
    const head = Math.min(kept.length, size - at);
    this.#bytes.set(kept.subarray(0, head), at);
    this.#bytes.set(kept.subarray(head), 0);
    this.#end += chunk.length;
  }

  /** A copy of the bytes from `from` up to before `to`, as far as they are kept. */
  copy(from: number, to: number): Uint8Array {
    const size = this.#bytes.length;
    const first = Math.max(from, this.oldest);
    const length = Math.max(0, Math.min(to, this.#end) - first);
    const result = new Uint8Array(length);
    const at = first % size;
    const head = Math.min(length, size - at);
    result.set(this.#bytes.subarray(at, at + head), 0);
    result.set(this.#bytes.subarray(0, length - head), head);
    return result;
  }

  /**
   * The first place in [from, from + most) where somebody may begin to read who does not know what stood before: the start of a
   * line, or else of an escape sequence (a program that draws a screen ends no lines), or else `from`.
   */
  entry(from: number, most: number): number {
    const bytes = this.copy(from, from + most);
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
    return from + Math.max(0, bytes.indexOf(ESCAPE));
  }
}
