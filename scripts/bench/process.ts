/** What processes cost: to start, to their first line, to their end, beside a bare loop of spawns and `concurrently`. */

import { bare, type Runner } from "./process/bare.ts";
import { brummer } from "./process/brummer.ts";
import { concurrentlyRunner } from "./process/concurrently.ts";
import { progress, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";

const names = {
  firstLine: "spawn to first line",
  stop: "stop of a willing process",
  many: "200 processes to their first lines",
  manyBeside: "the same, beside concurrently",
  thousand: "1,000 starts and exits",
} as const;

export const targets: Targets = {
  [names.firstLine]: [{ of: "ratio", limit: 1.3 }],
  [names.stop]: [{ of: "value", limit: 50 }],
  [names.many]: [{ of: "ratio", limit: 1.5 }],
  [names.thousand]: [{ of: "ratio", limit: 1.5 }],
};

export const notes: readonly string[] = [
  "The bare loop is Bun.spawn with both pipes read and nothing else: no log, no group, no state.",
];

const ROUNDS = 5;
/** First lines, and stops, in a round. */
const SINGLES = 40;
const MANY = 200;
const THOUSAND = 1000;
/** Of the thousand, as many as run at once. */
const AT_ONCE = 10;

type Samples = Map<string, number[]>;

export async function suite(): Promise<BenchRow[]> {
  const own = brummer();
  const other = await concurrentlyRunner();
  const runners: readonly Runner[] = [own, bare, ...(other === undefined ? [] : [other])];
  const samples: Samples = new Map();
  const note = (runner: Runner, what: string, ms: number) => {
    const key = `${runner.name}: ${what}`;
    samples.set(key, [...(samples.get(key) ?? []), ms]);
  };
  // The first round brings the code up to speed.
  for (let round = 0; round <= ROUNDS; round++) {
    progress(round === 0 ? "process: warming up" : `process: round ${round} of ${ROUNDS}`);
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) {
      const take = (what: string, ms: number) => round > 0 && note(runner, what, ms);
      if (runner.firstLines !== undefined) take("first", await middle(SINGLES, () => runner.firstLines?.(1)));
      if (runner.firstLines !== undefined) take("many", await timed(() => runner.firstLines?.(MANY)));
      if (runner.stop !== undefined) take("stop", await middle(SINGLES, () => runner.stop?.()));
      if (runner.exits !== undefined) take("thousand", await timed(() => runner.exits?.(THOUSAND, AT_ONCE)));
    }
  }
  await own.end();
  const rowOf = (name: string, what: string, beside: Runner | undefined) => {
    const baseline = beside && samples.get(`${beside.name}: ${what}`);
    return row("process", {
      name,
      unit: "ms",
      higherIsBetter: false,
      samples: samples.get(`${own.name}: ${what}`) ?? [],
      baseline: beside && baseline && { name: beside.name, samples: baseline },
    });
  };
  return [
    rowOf(names.firstLine, "first", bare),
    rowOf(names.stop, "stop", bare),
    rowOf(names.many, "many", bare),
    rowOf(names.manyBeside, "many", other),
    rowOf(names.thousand, "thousand", bare),
  ];
}

async function timed(act: () => Promise<unknown> | undefined): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** Each act returns what it took itself, in milliseconds; the median of `times`. */
async function middle(times: number, act: () => Promise<number> | undefined): Promise<number> {
  const took: number[] = [];
  for (let count = 0; count < times; count++) took.push((await act()) ?? Number.NaN);
  return took.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}
