/** What scenarios share: memory to put words in, and checks. */

import type { Words } from "../../../core/memory/index.ts";
import type { Region } from "../engine/scenario.ts";

/** So many lines of 16 words, all zero. */
export function words(lineCount: number): Words {
  return new Int32Array(new SharedArrayBuffer(64 * lineCount));
}

export function lines(view: Words, names: Readonly<Record<number, string>>): Region {
  return { name: "word", view, words: names };
}

/** Throws `what` unless the condition holds. */
export function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** How much the threads noted together; not the last two, the undertaker and the one that looks at the end. */
export function noteDone(notes: readonly (readonly number[])[]): number {
  return notes.slice(0, -2).reduce((sum, own) => sum + own.reduce((total, value) => total + value, 0), 0);
}

/** Whether a lock gave up waiting. Each thread has its own class of errors, so the code tells. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "lock.timeout";
}
