/** What a litmus test is: threads that run freely on real cores, for as long as they are let, and what must have held. */

import type { Words } from "../../../core/memory/index.ts";
import type { Primitive } from "../engine/scenario.ts";

/** Words that all tests share: whether to begin, and whether to stop. */
export const signal = { ready: 0, begin: 16, stop: 32 } as const;
export const SIGNAL_WORDS = 48;

/** Whether the time is over: a body asks before each round. */
export type IsOver = () => boolean;

/** `S` is what the threads share: buffers and views only. */
export interface Litmus<S = unknown> {
  /** `primitive/what`, unique. */
  readonly name: string;
  readonly primitive: Primitive | "memory";
  readonly threads: number;
  share(): S;
  /** One thread's work. Returns what it did and saw, as numbers; throws when something is wrong. */
  run(shared: S, thread: number, isOver: IsOver): number[];
  /** Throws an Error that says what is wrong; returns how many steps were made, and counts worth telling. */
  check(
    results: readonly (readonly number[])[],
    shared: S,
  ): { steps: number; counts: Readonly<Record<string, number>> };
}

/** A body's `isOver`. */
export function stopSign(words: Words): IsOver {
  return () => Atomics.load(words, signal.stop) !== 0;
}

/** Waits until all `threads` have come here for the `round`-th time; `word` is all zero at first. */
export function meet(words: Words, word: number, threads: number, round: number): void {
  if (Atomics.add(words, word, 1) + 1 === threads * round) Atomics.notify(words, word);
  for (let look = 0; ; look++) {
    const come = Atomics.load(words, word);
    if (come >= threads * round) return;
    if (look > 1000) Atomics.wait(words, word, come, 1);
  }
}
