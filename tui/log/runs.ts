/**
 * Runs of equal lines: how many stand in a row. What has been counted once is kept, so that a flood of one line costs what came
 * since the frame before, and a million of them are counted piece by piece while the screen stays quick.
 */

import type { LogRecord } from "../../core/index.ts";
import { limits } from "../limits.ts";
import type { Matches } from "./matches.ts";
import type { Walk } from "./walk.ts";

/** Records between two looks at the clock. */
const PIECE = 1_024;

/** Equal lines in a row: from the sequence `first` to `last`, all that are shown between them. */
interface Run {
  readonly first: number;
  readonly last: number;
  /** Also those that the ring has overwritten since they were counted. */
  readonly times: number;
  /** False: some between them were overwritten before they were counted. */
  readonly exact: boolean;
  /** One of them. */
  readonly sample: Sample;
}

type Sample = Pick<LogRecord, "text" | "source" | "level" | "flags">;

/** How many equal lines a row stands for. */
export interface Repeat {
  readonly times: number;
  /** False: there are so many at least, and the rest is being counted. */
  readonly exact: boolean;
  /** Sequence of the oldest of them. */
  readonly first: number;
  /** Sequence of the newest of them. */
  readonly last: number;
  /** True: nothing is known yet of what lies beyond them. */
  readonly open: boolean;
}

/** Those of one selection, for one screen. */
export class Runs {
  readonly #matches: Matches;
  /** Long ones, ascending; none has a line of another. */
  #known: readonly Run[] = [];
  #deadline = 0;
  #behind = false;

  constructor(matches: Matches) {
    this.#matches = matches;
  }

  /** From now on there are `limits.runMs` for counting. */
  begin(): void {
    this.#deadline = performance.now() + limits.runMs;
    this.#behind = false;
    this.#joinLost();
  }

  /** Something was left uncounted since {@link begin}: a walk may have ended before the log does. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Passes the records in a row that are equal to `record`, which comes next. */
  pass(walk: Walk, record: LogRecord, direction: 1 | -1): Repeat {
    const { sequence } = record;
    const known = this.#at(sequence);
    let { first, last, times, exact } = known ?? { first: sequence, last: sequence, times: 1, exact: true };
    // Of one that was entered in its middle some lie behind.
    const passed = known === undefined ? 0 : times - this.#ahead(known, sequence, direction);
    walk.skip(direction === -1 ? first : last);
    let beyond = this.#beyond(first, last, direction);
    let open = false;
    let next = walk.peek();
    for (let looked = 1; next !== undefined && isSame(record, next); looked += 1) {
      open = looked % PIECE === 0 && performance.now() > this.#deadline;
      if (open) break;
      const other = beyond !== undefined && holds(beyond, next.sequence) ? beyond : undefined;
      first = Math.min(first, other?.first ?? next.sequence);
      last = Math.max(last, other?.last ?? next.sequence);
      times += other?.times ?? 1;
      exact &&= other?.exact ?? true;
      walk.skip(direction === -1 ? first : last);
      if (other !== undefined) beyond = this.#beyond(first, last, direction);
      next = walk.peek();
    }
    if (known?.times !== times) this.#keep({ first, last, times, exact, sample: record });
    if (open) this.#behind = true;
    const seen = direction === -1 ? { first, last: sequence } : { first: sequence, last };
    const repeat: Repeat = { ...seen, times: times - passed, exact: exact && !open, open };
    const isBroken = direction === -1 && (open || next === undefined);
    return isBroken ? this.#bridged(walk, record, repeat) : repeat;
  }

  /** What was counted further up of the same line is added: a flood that is faster than the counting hides nothing else. */
  #bridged(walk: Walk, record: LogRecord, repeat: Repeat): Repeat {
    let { first, times } = repeat;
    for (let other = this.#beyond(first, 0, -1); other !== undefined; other = this.#beyond(first, 0, -1)) {
      if (!isSame(record, other.sample)) break;
      first = other.first;
      times += other.times;
    }
    if (times === repeat.times) return repeat;
    walk.skip(first);
    const next = walk.peek();
    return { ...repeat, first, times, exact: false, open: next !== undefined && isSame(record, next) };
  }

  /** Runs of one line become one where all between them is overwritten. */
  #joinLost(): void {
    const oldest = this.#matches.oldest();
    for (let [older, newer] = this.#known; older !== undefined && newer !== undefined; [older, newer] = this.#known) {
      if (newer.first > oldest) return;
      const { first, times } = isSame(older.sample, newer.sample) ? older : { first: newer.first, times: 0 };
      const exact = newer.exact && times === 0;
      this.#known = [{ ...newer, first, times: newer.times + times, exact }, ...this.#known.slice(2)];
    }
  }

  /** The known run that comes next beyond a run. */
  #beyond(first: number, last: number, direction: 1 | -1): Run | undefined {
    return direction === -1 ? this.#known[this.#indexOf(first - 1)] : this.#known[this.#indexOf(last) + 1];
  }

  /** How many of a run lie from a sequence on in a direction, with it. */
  #ahead({ last, times }: Run, sequence: number, direction: 1 | -1): number {
    const after = this.#matches.countAfter(last);
    if (direction === 1) return this.#matches.countAfter(sequence - 1) - after;
    return times - (this.#matches.countAfter(sequence) - after);
  }

  #at(sequence: number): Run | undefined {
    const run = this.#known[this.#indexOf(sequence)];
    return run !== undefined && holds(run, sequence) ? run : undefined;
  }

  /** Of the last one that begins at a sequence or before; -1: none does. */
  #indexOf(sequence: number): number {
    let low = 0;
    let high = this.#known.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#known[middle]?.first ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Short ones are counted again as quickly as they are found here. */
  #keep(run: Run): void {
    if (run.times < limits.runKept) return;
    const others = this.#known.filter(({ first, last }) => last < run.first || first > run.last);
    this.#known = [...others, run].sort((a, b) => a.first - b.first).slice(-limits.runs);
  }
}

function holds({ first, last }: Run, sequence: number): boolean {
  return sequence >= first && sequence <= last;
}

/** As the predecessor had it: the same process, level and text. */
function isSame(record: Sample, other: Sample): boolean {
  return (
    record.text === other.text &&
    record.source === other.source &&
    record.level === other.level &&
    record.flags === other.flags
  );
}
