/** Search whose time does not depend on what the bytes are (Knuth, Morris and Pratt 1977): slower, but for nothing slow. */

/** Maps a byte to the one that stands for it and for those that are taken as the same. */
export type ByteFold = Uint8Array;

/** Every byte for itself. */
export const exactFold: ByteFold = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** A–Z as a–z, every other byte for itself. */
export const caseFold: ByteFold = exactFold.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** A text to find in at most two steps a byte, however `next` is called; `start` on some bytes, then `next`. */
export class LinearSearch {
  readonly #fold: ByteFold;
  /** The text, folded. */
  readonly #wanted: Uint8Array;
  /** For each length of a part matched, the longest shorter one that its end is too. */
  readonly #shorter: Int32Array;
  #hay: Uint8Array = new Uint8Array();
  /** The next byte to look at, and how many before it match. */
  #at = 0;
  #matched = 0;

  /** `bytes` must not be empty. */
  constructor(bytes: Uint8Array, fold: ByteFold) {
    this.#fold = fold;
    this.#wanted = bytes.map((byte) => fold[byte] ?? byte);
    this.#shorter = new Int32Array(bytes.length + 1);
    let matched = 0;
    for (let length = 1; length < bytes.length; length++) {
      matched = this.#step(matched, this.#wanted[length] ?? 0);
      this.#shorter[length + 1] = matched;
    }
  }

  /** Takes up the bytes to search in, from their beginning. */
  start(hay: Uint8Array): void {
    this.#hay = hay;
    this.#at = 0;
    this.#matched = 0;
  }

  /** The first occurrence at `from` or later, -1 for none. `from` must rise from call to call. */
  next(from: number): number {
    const hay = this.#hay;
    const length = this.#wanted.length;
    if (from > this.#at) {
      this.#at = from;
      this.#matched = 0;
    }
    let at = this.#at;
    let matched = this.#matched;
    let found = -1;
    while (found === -1 && at < hay.length) {
      matched = this.#step(matched, this.#fold[hay[at] ?? 0] ?? 0);
      at++;
      if (matched < length) continue;
      // What began before `from` may still share its end with one that begins later.
      if (at - length >= from) found = at - length;
      matched = this.#shorter[length] ?? 0;
    }
    this.#at = at;
    this.#matched = matched;
    return found;
  }

  /** How many match after one more byte. */
  #step(before: number, byte: number): number {
    let matched = before;
    while (matched > 0 && this.#wanted[matched] !== byte) matched = this.#shorter[matched] ?? 0;
    return this.#wanted[matched] === byte ? matched + 1 : 0;
  }
}
