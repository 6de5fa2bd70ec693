/** One figure of a benchmark, beside what it is compared with. */
export interface BenchRow {
  readonly suite: string;
  readonly name: string;
  /** The median over the rounds. */
  readonly value: number;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Measured in the same run, in the same unit; null where there is nothing to compare with. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  /** `value` through the baseline's value: of rounds taken in turn, the median of the rounds' ratios. */
  readonly ratio: number | null;
  /** Noise: half the distance between the quartiles of the rounds, through the median. Missing where there was one round. */
  readonly spread?: number;
}

/** What is asked of a figure: an upper or lower limit (by the row's direction) of its value or of its ratio. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly limit: number;
}

/** Targets by row name. */
export type Targets = Readonly<Record<string, readonly Target[]>>;

/** What became of a target; a ratio to a baseline that could not be had is neither reached nor missed. */
export type Verdict = "reached" | "MISSED" | "not measured";

export function judge(row: BenchRow, target: Target): Verdict {
  const figure = target.of === "value" ? row.value : row.ratio;
  if (figure === null) return "not measured";
  return (row.higherIsBetter ? figure >= target.limit : figure <= target.limit) ? "reached" : "MISSED";
}
