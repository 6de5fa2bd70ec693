/** What is different between two texts, by lines. Pure, and bounded. */

import { proxyLimits } from "../limits.ts";

/** A line that only one of them has. */
export interface LineChange {
  readonly sign: "-" | "+";
  /** From 1, in the text that has it. */
  readonly line: number;
  readonly text: string;
}

/**
 * In their order: what the first has alone, and what the second has. The fewest there are (longest common subsequence), but
 * where the parts that differ are very long: then these are told whole.
 */
export function lineChanges(before: string, after: string): LineChange[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [middleA, middleB] = [a.slice(start, endA), b.slice(start, endB)];
  const isSmall = middleA.length * middleB.length <= proxyLimits.linePairs;
  const { onlyA, onlyB } = isSmall
    ? apart(middleA, middleB)
    : { onlyA: middleA.map((_, at) => at), onlyB: middleB.map((_, at) => at) };
  const removed = onlyA.map((at): LineChange => ({ sign: "-", line: start + at + 1, text: middleA[at] ?? "" }));
  const added = onlyB.map((at): LineChange => ({ sign: "+", line: start + at + 1, text: middleB[at] ?? "" }));
  return [...removed, ...added].sort((one, other) => one.line - other.line);
}

/** Indices of the lines that are in no longest common subsequence. */
function apart(a: readonly string[], b: readonly string[]): { onlyA: number[]; onlyB: number[] } {
  const width = b.length + 1;
  /** Length of the longest common subsequence of what follows from a line of each on. */
  const lengths = new Uint32Array((a.length + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const [onlyA, onlyB]: [number[], number[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && lengthAt(i + 1, j) >= lengthAt(i, j + 1))) onlyA.push(i++);
    else onlyB.push(j++);
  }
  return { onlyA, onlyB };
}
