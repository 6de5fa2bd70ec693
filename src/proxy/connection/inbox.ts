/**
 * Bytes of one side that belong to nothing yet. However small the pieces are in which they come, each is copied a few times at most; those
 * that come in one piece are never. Offsets instead of views: a view of bytes costs more than all that is done with it.
 */

import { HttpError } from "../http1/error.ts";
import { headEnd, headText, MAX_HEAD_BYTES } from "../http1/head.ts";

const NOTHING = new Uint8Array(0);
const CR = 0x0d;
const LF = 0x0a;

export class Inbox {
  /** What is there lies in here from {@link from} to {@link to}; what lies before has been taken. */
  bytes: Uint8Array = NOTHING;
  from = 0;
  to = 0;
  /** Whether the memory is ours, to be written behind {@link to}. */
  #isOwn = false;
  /** No head ends before here. */
  #seen = 0;

  get length(): number {
    return this.to - this.from;
  }

  push(bytes: Uint8Array): void {
    if (this.length === 0) {
      this.bytes = bytes;
      this.from = 0;
      this.#seen = 0;
      this.to = bytes.length;
      this.#isOwn = false;
      return;
    }
    const to = this.to + bytes.length;
    if (!this.#isOwn || to > this.bytes.length) {
      const room = new Uint8Array((this.length + bytes.length) * 2);
      room.set(this.bytes.subarray(this.from, this.to));
      this.#seen -= this.from;
      this.to -= this.from;
      this.from = 0;
      this.bytes = room;
      this.#isOwn = true;
    }
    this.bytes.set(bytes, this.to);
    this.to += bytes.length;
  }

  /**
   * Text of the head that begins here, without its empty line; undefined: it is not all there. Throws {@link HttpError} where it is too
   * long (with the status `tooLong`), or has a line end that is none (RFC 9112, section 2.2): it would be waited for without end.
   */
  takeHead(tooLong: number): string | undefined {
    const { bytes, from, to } = this;
    const end = headEnd(bytes, Math.max(from, this.#seen - 3));
    const isThere = end !== -1 && end <= to;
    if ((isThere ? end : to) - from > MAX_HEAD_BYTES) {
      throw new HttpError(tooLong, `a head of more than ${MAX_HEAD_BYTES} bytes is not taken`);
    }
    if (isThere) {
      this.from = end;
      this.#seen = end;
      return headText(bytes, from, end);
    }
    const start = Math.max(from, this.#seen);
    for (let at = bytes.indexOf(LF, start); at !== -1 && at < to; at = bytes.indexOf(LF, at + 1)) {
      if (at === from || bytes[at - 1] !== CR)
        throw new HttpError(400, "a line of the head ends without a carriage return");
    }
    this.#seen = to;
    return undefined;
  }

  /** RFC 9112, section 2.2: empty lines before a request are passed over. */
  skipEmptyLines(): void {
    while (this.length > 1 && this.bytes[this.from] === CR && this.bytes[this.from + 1] === LF) this.from += 2;
    this.#seen = Math.max(this.#seen, this.from);
  }

  /** Takes what is there up to an offset in {@link bytes}; the bytes belong to who takes them. */
  takeTo(end: number): Uint8Array {
    const { bytes, from } = this;
    this.from = end;
    this.#seen = end;
    return from === 0 && end === bytes.length ? bytes : bytes.subarray(from, end);
  }

  clear(): void {
    this.bytes = NOTHING;
    this.from = 0;
    this.to = 0;
    this.#seen = 0;
    this.#isOwn = false;
  }
}
