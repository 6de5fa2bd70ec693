/** The newest of what is to be printed, where only the end tells which these are. */

import type { Shown } from "./line-view.ts";

/** Parts that are kept beyond those that count, before the others are let go: taking off the front moves all. */
const SLACK = 1000;

/** Keeps so many lines that fit, with what stands around them. Bounded by that. */
export class Newest {
  readonly #count: number;
  #parts: (readonly Shown[])[] = [];
  #room = SLACK;

  constructor(count: number) {
    this.#count = count;
  }

  /** What one line made to print. */
  add(part: readonly Shown[]): void {
    if (part.length > 0) this.#parts.push(part);
    if (this.#parts.length <= this.#room) return;
    this.#parts = this.#newest();
    this.#room = 2 * this.#parts.length + SLACK;
  }

  all(): readonly Shown[] {
    const [first, ...rest] = this.#newest().flat();
    // What is let go needs no mark.
    return first === undefined || "apart" in first ? rest : [first, ...rest];
  }

  #newest(): (readonly Shown[])[] {
    let first = this.#parts.length;
    let left = this.#count;
    for (; left > 0 && first > 0; first--) left -= fittingOf(this.#parts[first - 1] ?? []);
    return this.#parts.slice(first);
  }
}

function fittingOf(part: readonly Shown[]): number {
  return part.filter((one) => "record" in one && one.fits).length;
}
