/** Cutting a stream of bytes into lines. Pure: bytes in, lines out; one splitter per stream. */

const NEWLINE = 10;
const RETURN = 13;

/**
 * Bytes of an unfinished line that are kept. A line that is longer is handed on in pieces of this size (marked
 * `unfinished`), so that a stream without newlines cannot fill the memory.
 */
export const MAX_PENDING_BYTES = 64 * 1024;

/**
 * Takes a line: the bytes from `start` to before `end`, valid during the call only. `unfinished` says that the line goes on
 * in the next call.
 */
export type LineTaker = (bytes: Uint8Array, start: number, end: number, unfinished: boolean) => void;

/**
 * Lines end with `\n` or `\r\n`. Within a line a lone `\r` starts it anew, as on a terminal (progress bars): only what
 * stands after the last one is kept. Splitting does not depend on where the chunks are cut.
 */
export class LineSplitter {
  /** What came after the last newline. */
  readonly #pending = new Uint8Array(MAX_PENDING_BYTES);
  #pendingLength = 0;
  readonly #take: LineTaker;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** The line that has not ended, as far as it would be visible; empty when none is open. Valid until the next call. */
  get open(): Uint8Array {
    const end = visibleEnd(this.#pending, 0, this.#pendingLength);
    return this.#pending.subarray(visibleStart(this.#pending, 0, end), end);
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      if (this.#pendingLength > 0 || end - start > MAX_PENDING_BYTES) {
        this.#keep(chunk.subarray(start, end));
        this.#finish();
      } else {
        this.#hand(chunk, start, end);
      }
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The stream has ended: what is open becomes the last line. */
  end(): void {
    if (this.#pendingLength > 0) this.#finish();
  }

  #finish(): void {
    const end = this.#pendingLength;
    this.#pendingLength = 0;
    this.#hand(this.#pending, 0, end);
  }

  #hand(bytes: Uint8Array, start: number, end: number): void {
    const visible = visibleEnd(bytes, start, end);
    this.#take(bytes, visibleStart(bytes, start, visible), visible, false);
  }

  #keep(bytes: Uint8Array): void {
    let rest = bytes;
    while (this.#pendingLength + rest.length > MAX_PENDING_BYTES) {
      const room = MAX_PENDING_BYTES - this.#pendingLength;
      this.#pending.set(rest.subarray(0, room), this.#pendingLength);
      rest = rest.subarray(room);
      this.#pendingLength = MAX_PENDING_BYTES;
      this.#makeRoom();
    }
    this.#pending.set(rest, this.#pendingLength);
    this.#pendingLength += rest.length;
  }

  /** The store is full: what a `\r` has overwritten is forgotten, or else a piece of the line is handed on. */
  #makeRoom(): void {
    const last = this.#pending.lastIndexOf(RETURN, MAX_PENDING_BYTES - 2);
    const cut = last >= 0 ? last + 1 : characterStart(this.#pending, MAX_PENDING_BYTES);
    if (last < 0) this.#take(this.#pending, 0, cut, true);
    this.#pending.copyWithin(0, cut);
    this.#pendingLength = MAX_PENDING_BYTES - cut;
  }
}

/** Where the line from `start` to `end` ends without closing `\r`s. */
function visibleEnd(bytes: Uint8Array, start: number, end: number): number {
  let visible = end;
  while (visible > start && bytes[visible - 1] === RETURN) visible--;
  return visible;
}

/** Where the line from `start` to `end` starts without what a lone `\r` has overwritten. */
function visibleStart(bytes: Uint8Array, start: number, end: number): number {
  let visible = end;
  while (visible > start && bytes[visible - 1] !== RETURN) visible--;
  return visible;
}

/** The last place at or before `end` where a UTF-8 character starts, so that a cut splits none (RFC 3629, section 3). */
function characterStart(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 4 && back < end; back++) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length === back ? end : end - back;
    }
  }
  return end;
}
