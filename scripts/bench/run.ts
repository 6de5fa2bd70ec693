import { readOptions } from "../options.ts";
import { progress } from "./rounds.ts";
import { type BenchRow, judge, type Targets } from "./row.ts";

interface Suite {
  suite(): Promise<BenchRow[]>;
  readonly targets?: Targets;
}

/** Suites by name, loaded when asked for. */
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  bus: () => import("./bus.ts"),
  core: () => import("./core.ts"),
  startup: () => import("./startup.ts"),
};

const usage = `bun run bench SUITE [--json] [--check], with SUITE one of ${Object.keys(suites).join(", ")}`;

function table(rows: readonly BenchRow[], targets: Targets): string {
  const lines = rows.map((row) => {
    const judged = (targets[row.name] ?? []).map((target) => {
      const limit = `${row.higherIsBetter ? ">=" : "<="} ${target.limit} ${target.of === "ratio" ? "x" : row.unit}`;
      return `${limit}: ${judge(row, target)}`;
    });
    return [
      row.name,
      `${short(row.value)} ${row.unit}`,
      row.spread === undefined ? "" : `± ${Math.round(row.spread * 100)} %`,
      row.baseline === null ? "" : `${row.baseline.name}: ${short(row.baseline.value)} ${row.unit}`,
      row.ratio === null ? "" : `${short(row.ratio)} x`,
      judged.join(", "),
    ];
  });
  const all = [["figure", "value", "noise", "baseline", "ratio", "target"], ...lines];
  // Figures end below each other; words begin below each other.
  const toTheRight = [false, true, true, false, true, false];
  const widths = toTheRight.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    toTheRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return all.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

/** Three significant digits, whole numbers above a hundred. */
function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

async function main(): Promise<number> {
  const { values, positionals } = readOptions(usage, {
    options: { json: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [name = ""] = positionals;
  const load = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (load === undefined || positionals.length !== 1) {
    const problem = name === "" ? "name a suite" : `there is no suite ${positionals.join(" ")}`;
    console.error(`bench: ${problem}\nUsage: ${usage}`);
    return 1;
  }
  const { suite, targets = {} } = await load();
  const began = performance.now();
  const rows = await suite();
  progress(`${name}: measured in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  if (values.json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(table(rows, targets));
  // Figures inform; only who asks for a check gets a failure.
  const missed = rows.some((row) => (targets[row.name] ?? []).some((target) => judge(row, target) === "MISSED"));
  return values.check && missed ? 1 : 0;
}

process.exitCode = await main();
