/** One figure of a benchmark, beside what it is compared with. */
export interface BenchRow {
  readonly suite: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Measured in the same run, in the same unit; null where there is nothing to compare with. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  /** `value` through the baseline's value. */
  readonly ratio: number | null;
}
