/** Reads coverage reports in the format of lcov's tracefiles (geninfo(1), section FILES). */

/** What the tests left out of one file. */
export interface FileCoverage {
  readonly file: string;
  /** Lines that hold code, and those of them that never ran. */
  readonly lines: number;
  readonly missedLines: readonly number[];
  readonly branches: number;
  /** Lines with a branch that was never taken, each as often as it has such branches. */
  readonly missedBranches: readonly number[];
}

/** One entry for each file of the report, in its order. */
export function readLcov(text: string): FileCoverage[] {
  return text
    .split("end_of_record")
    .map((record) => record.trim().split("\n"))
    .filter((record) => record.some((line) => line.startsWith("SF:")))
    .map((record) => {
      const lines = fields(record, "DA");
      const branches = fields(record, "BRDA");
      return {
        file: record.find((line) => line.startsWith("SF:"))?.slice(3) ?? "",
        lines: lines.length,
        missedLines: lines.filter(([, count]) => count === "0").map(([line]) => Number(line)),
        branches: branches.length,
        missedBranches: branches.filter((one) => one[3] === "0" || one[3] === "-").map(([line]) => Number(line)),
      };
    });
}

function fields(record: readonly string[], kind: string): string[][] {
  return record.filter((line) => line.startsWith(`${kind}:`)).map((line) => line.slice(kind.length + 1).split(","));
}
