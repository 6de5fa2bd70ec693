/** 53-bit numbers as two 32-bit words, the only kind of word that is accessed atomically. */

import { door, type Words } from "../memory/index.ts";

const HALF = 2 ** 32;

/** Bits 0–31. */
export function low(value: number): number {
  return value | 0;
}

/** Bits 32–52. */
export function high(value: number): number {
  return Math.floor(value / HALF);
}

/** What {@link low} and {@link high} took apart. */
export function join(lowHalf: number, highHalf: number): number {
  return (lowHalf >>> 0) + highHalf * HALF;
}

/** Ordered write for the word's only writer: a load costs less than a store, and a high half changes once in 4 G. */
export function storeIfChanged(words: Words, index: number, value: number): void {
  if (door.get(words, index) !== value) door.store(words, index, value);
}
