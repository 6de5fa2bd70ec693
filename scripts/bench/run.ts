import { readOptions } from "../options.ts";
import { progress } from "./rounds.ts";
import { type BenchRow, judge, type Targets } from "./row.ts";

interface Suite {
  suite(): Promise<BenchRow[]>;
  readonly targets?: Targets;
  /** What a person should know who reads the table. */
  readonly notes?: readonly string[];
}

/** Suites by name, loaded when asked for. */
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  bus: () => import("./bus.ts"),
  core: () => import("./core.ts"),
  ingest: () => import("./ingest.ts"),
  mcp: () => import("./mcp.ts"),
  process: () => import("./process.ts"),
  proxy: () => import("./proxy.ts"),
  search: () => import("./search.ts"),
  startup: () => import("./startup.ts"),
  tui: () => import("./tui.ts"),
};

const usage = `bun run bench SUITE [--json] [--check]

  SUITE     core: log ring, search, locks, memory door
            bus: events between threads, how many and how long one takes
            ingest: a million lines from a child to the screen, ten million with an agent that searches
            mcp: calls of a tool beside the official example server
            process: from a start to the first line, to the end; 200 at once, 1,000 one after the other
            proxy: requests through the proxy beside a TCP splice and other proxies; latency, memory, during a flood
            search: a million lines by text, by pattern, by level
            startup: time to the first output, and what the idle program costs
            tui: frames of the screen beside bare blessed, keys during a flood, scrolling, the first frame
  --json    a line of JSON for each figure, and nothing else, on standard output
  --check   exit code 1 if a target is missed; without it figures only inform
  --help    this text

Each figure stands beside a baseline that was measured in turn with it, in the same run. A baseline that is not installed is
fetched into a cache outside of the repository; where that fails, its rows say so and go without it.`;

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
    console.error(`bench: ${problem}; there are ${Object.keys(suites).join(", ")}\nUsage: ${usage}`);
    return 1;
  }
  const { suite, targets = {}, notes = [] } = await load();
  const began = performance.now();
  const rows = await suite();
  progress(`${name}: measured in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  if (values.json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log([table(rows, targets), ...notes].join("\n"));
  // Figures inform; only who asks for a check gets a failure.
  const missed = rows.some((row) => (targets[row.name] ?? []).some((target) => judge(row, target) === "MISSED"));
  return values.check && missed ? 1 : 0;
}

process.exitCode = await main();
