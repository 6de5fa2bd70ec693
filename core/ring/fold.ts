/** Text in which upper and lower case look the same, for a byte search that knows no case. */

import { door, type SharedBytes } from "../memory/index.ts";

/** The bit in which the cases of an ASCII letter differ. */
export const CASE_BIT = 0x20;
const CASE_BITS = 0x20202020;

/** Room for the copy; a thread makes one at a time. */
let words = new Int32Array(0);

/**
 * A copy of the bytes with the case bit of each one set: letters become small, some others become something else, so that
 * what is found in it is to be looked at again. Raced: to be confirmed. Valid until the next call in this thread.
 */
export function foldedCopy(source: SharedBytes): Uint8Array {
  // Eight words at a time: half of the time of one by one.
  const count = Math.ceil(source.length / 32) * 8;
  if (words.length < count) words = new Int32Array(count);
  const bytes = new Uint8Array(words.buffer, 0, source.length);
  door.copyOutRaced(bytes, source, 0);
  const folded = words;
  for (let at = 0; at < count; at += 8) {
    folded[at] = (folded[at] ?? 0) | CASE_BITS;
    folded[at + 1] = (folded[at + 1] ?? 0) | CASE_BITS;
    folded[at + 2] = (folded[at + 2] ?? 0) | CASE_BITS;
    folded[at + 3] = (folded[at + 3] ?? 0) | CASE_BITS;
    folded[at + 4] = (folded[at + 4] ?? 0) | CASE_BITS;
    folded[at + 5] = (folded[at + 5] ?? 0) | CASE_BITS;
    folded[at + 6] = (folded[at + 6] ?? 0) | CASE_BITS;
    folded[at + 7] = (folded[at + 7] ?? 0) | CASE_BITS;
  }
  return bytes;
}

/** As {@link foldedCopy} does it, of private bytes. */
export function folded(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte | CASE_BIT);
}
