import { readOptions } from "../options.ts";
import type { BenchRow } from "./row.ts";

/** What is asked of a figure: an upper or lower limit (by the row's direction) of its value or of its ratio. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly limit: number;
}

interface Suite {
  suite(): Promise<BenchRow[]>;
  /** By row name. */
  readonly targets?: Readonly<Record<string, Target>>;
}

/** Suites by name, loaded when asked for. */
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  core: () => import("./core.ts"),
  startup: () => import("./startup.ts"),
};

/** Whether a row reaches its target. */
function reached(row: BenchRow, target: Target): boolean {
  const figure = target.of === "value" ? row.value : row.ratio;
  if (figure === null) return false;
  return row.higherIsBetter ? figure >= target.limit : figure <= target.limit;
}

function table(rows: readonly BenchRow[], targets: Suite["targets"]): string {
  const lines = rows.map((row) => {
    const target = targets?.[row.name];
    const sign = row.higherIsBetter ? ">=" : "<=";
    const limit = target && `${sign} ${target.limit} ${target.of === "ratio" ? "x" : row.unit}`;
    return [
      row.name,
      `${short(row.value)} ${row.unit}`,
      row.baseline === null ? "" : `${row.baseline.name}: ${short(row.baseline.value)} ${row.unit}`,
      row.ratio === null ? "" : `${short(row.ratio)} x`,
      target === undefined ? "" : `${limit}: ${reached(row, target) ? "reached" : "MISSED"}`,
    ];
  });
  const all = [["figure", "value", "baseline", "ratio", "target"], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Three significant digits, whole numbers above a hundred. */
function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

async function main(): Promise<number> {
  const { values, positionals } = readOptions(
    `bun run bench SUITE [--json], with SUITE one of ${Object.keys(suites).join(", ")}`,
    {
      options: { json: { type: "boolean", default: false } },
      allowPositionals: true,
    },
  );
  const [name = ""] = positionals;
  const load = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (load === undefined || positionals.length !== 1) {
    const problem = name === "" ? "name a suite" : `there is no suite ${positionals.join(" ")}`;
    console.error(`bench: ${problem}. Suites: ${Object.keys(suites).join(", ")} (bun run bench SUITE [--json])`);
    return 1;
  }
  const { suite, targets } = await load();
  const rows = await suite();
  if (values.json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(table(rows, targets));
  return 0;
}

process.exitCode = await main();
