/** Bytes of one side that belong to nothing yet. However small the pieces are in which they come, each is copied a few times at most. */

import { HttpError } from "../http1/error.ts";
import { headEnd, MAX_HEAD_BYTES } from "../http1/head.ts";

const NOTHING = new Uint8Array(0);
const CR = 0x0d;
const LF = 0x0a;

export class Inbox {
  #bytes: Uint8Array = NOTHING;
  /** Memory of our own that {@link #bytes} lies in, with room behind it; undefined: it is the sender's. */
  #room: Uint8Array | undefined;
  /** Bytes in which no head ends, as has been seen. */
  #seen = 0;

  get length(): number {
    return this.#bytes.length;
  }

  push(bytes: Uint8Array): void {
    const before = this.#bytes;
    if (before.length === 0) {
      this.#bytes = bytes;
      this.#room = undefined;
      return;
    }
    const length = before.length + bytes.length;
    let room = this.#room;
    let start = room === undefined ? 0 : before.byteOffset - room.byteOffset;
    if (room === undefined || start + length > room.length) {
      room = new Uint8Array(length * 2);
      room.set(before);
      start = 0;
      this.#room = room;
    }
    // Behind all that was given away: nobody else sees it.
    room.set(bytes, start + before.length);
    this.#bytes = room.subarray(start, start + length);
  }

  /**
   * The head that begins here, with its empty line; undefined: it is not all there. Throws {@link HttpError} where it is too long, or has
   * a line end that is none (RFC 9112, section 2.2): it would be waited for without end.
   */
  takeHead(tooLong: number): Uint8Array | undefined {
    const end = headEnd(this.#bytes, this.#seen);
    if (end === -1 ? this.#bytes.length > MAX_HEAD_BYTES : end > MAX_HEAD_BYTES) {
      throw new HttpError(tooLong, `a head of more than ${MAX_HEAD_BYTES} bytes is not taken`);
    }
    if (end !== -1) return this.take(end);
    for (let at = this.#bytes.indexOf(LF, this.#seen); at !== -1; at = this.#bytes.indexOf(LF, at + 1)) {
      if (this.#bytes[at - 1] !== CR) throw new HttpError(400, "a line of the head ends without a carriage return");
    }
    this.#seen = this.#bytes.length;
    return undefined;
  }

  /** RFC 9112, section 2.2: empty lines before a request are passed over. */
  skipEmptyLines(): void {
    let at = 0;
    while (this.#bytes[at] === CR && this.#bytes[at + 1] === LF) at += 2;
    if (at > 0) this.take(at);
  }

  /** What is there, to be looked at. */
  peek(): Uint8Array {
    return this.#bytes;
  }

  /** The first `count` bytes; they belong to who takes them. */
  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = count === this.#bytes.length ? NOTHING : this.#bytes.subarray(count);
    this.#seen = 0;
    return taken;
  }

  clear(): void {
    this.#bytes = NOTHING;
    this.#room = undefined;
    this.#seen = 0;
  }
}
