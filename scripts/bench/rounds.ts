/** Rounds: what is compared is measured in turn, again and again, so that a busy moment of the machine hits both sides. */

import type { BenchRow } from "./row.ts";

/** Does its operation `times` times. */
export type Loop = (times: number) => void;

/** Operations of the first, shortest try at finding out how many fill a round. */
const FIRST_TIMES = 64;

/**
 * Nanoseconds per operation of each loop in each of `rounds` rounds of about `roundMs`. In every other round the loops run
 * in the opposite order, so that none is always the one that finds the caches warm. `now` is the clock, in nanoseconds.
 */
export function inTurn<K extends string>(
  loops: Readonly<Record<K, Loop>>,
  { rounds, roundMs, now = Bun.nanoseconds }: { rounds: number; roundMs: number; now?: () => number },
): Record<K, number[]> {
  // Checked border: the keys of an object written with just these keys.
  const names = Object.keys(loops) as K[];
  const times = new Map(names.map((name) => [name, timesFor(loops[name], roundMs, now)]));
  const samples = Object.fromEntries(names.map((name): [string, number[]] => [name, []])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const count = times.get(name) ?? FIRST_TIMES;
      samples[name].push(timed(loops[name], count, now) / count);
    }
  }
  return samples;
}

/** Nanoseconds that one call takes. */
function timed(loop: Loop, times: number, now: () => number): number {
  const began = now();
  loop(times);
  return now() - began;
}

/** How many operations fill a round; warms the loop up on the way. */
function timesFor(loop: Loop, roundMs: number, now: () => number): number {
  for (let times = FIRST_TIMES; ; times *= 2) {
    const took = timed(loop, times, now) / 1e6;
    if (took >= roundMs / 4) return Math.max(1, Math.round((times * roundMs) / took));
  }
}

function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The smallest sample that the share `q` of all does not exceed. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** What a row is made of: the samples of its rounds, and those of its baseline from the same rounds. */
export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly samples: readonly number[];
  readonly baseline?: { readonly name: string; readonly samples: readonly number[] } | undefined;
}

/** A row of medians, its ratio the median of the rounds' ratios. */
export function row(suite: string, { name, unit, higherIsBetter, samples, baseline }: Measured): BenchRow {
  const value = median(samples);
  return {
    suite,
    name,
    value,
    unit,
    higherIsBetter,
    baseline: baseline === undefined ? null : { name: baseline.name, value: median(baseline.samples) },
    ratio:
      baseline === undefined
        ? null
        : median(samples.map((sample, round) => sample / (baseline.samples[round] ?? Number.NaN))),
    ...(samples.length > 1 && { spread: (quantile(samples, 0.75) - quantile(samples, 0.25)) / 2 / value }),
  };
}

/** From nanoseconds per operation, of `each` items, to millions of items a second. */
export function millions(nanoseconds: readonly number[], each = 1): number[] {
  return nanoseconds.map((sample) => (each * 1000) / sample);
}

/** Tells the person who waits what is being measured. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
