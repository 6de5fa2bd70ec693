/** What the flooding thread writes: a text follows from its sequence. */

import { flag } from "../../../core/index.ts";

/** Every fifth record has "whole", every fifth begins a "divided" that ends in the next one. */
export function floodText(sequence: number): string {
  const texts = ["it is whole", "it is divi", "ded now", "nothing", "whol divide"];
  const text = texts[sequence % 5] ?? "";
  return isContinuation(sequence) ? text : `${"~".repeat(sequence % 23)}${sequence} ${text}`;
}

export function floodFlags(sequence: number): number {
  if (isContinuation(sequence + 1)) return flag.continued;
  return isContinuation(sequence) ? flag.continuation : 0;
}

function isContinuation(sequence: number): boolean {
  return sequence % 5 === 2;
}
