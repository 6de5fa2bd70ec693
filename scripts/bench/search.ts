/** Searches of a million lines in the log as agents and the screen make them, beside ripgrep and lnav on the same bytes. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogBatch, type LogReader, LogRing, level, type RecordFilter, stream } from "../../core/index.ts";
import { Pattern } from "../../src/logs/index.ts";
import { searchKept } from "../../src/mcp/index.ts";
import { runtime } from "../../src/runtime/index.ts";
import { baseline, ripgrep } from "./baselines.ts";
import { progress, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";

interface Query {
  readonly name: string;
  readonly limitMs?: number;
  readonly hits: number;
  readonly text?: string;
  readonly ignoreCase?: boolean;
  readonly pattern?: string;
  readonly filter?: RecordFilter;
  /** Words for ripgrep; undefined: it has nothing like it. */
  readonly rg?: readonly string[];
}

const LINES = 1_000_000;
const ROUNDS = 7;
/** One line in so many is rare, and one in so many is an error. */
const RARE = 100_000;
const ERRORS = 10_000;

const queries: readonly Query[] = [
  { name: "literal", limitMs: 20, hits: 10, text: "connection reset by peer", rg: ["-F", "connection reset by peer"] },
  {
    name: "literal, any case",
    limitMs: 60,
    hits: 10,
    text: "CONNECTION reset BY peer",
    ignoreCase: true,
    rg: ["-iF", "CONNECTION reset BY peer"],
  },
  {
    name: "regex with a literal in it",
    limitMs: 80,
    hits: 10,
    pattern: "reset by pe+r after \\d+ ms",
    rg: ["-e", "reset by pe+r after \\d+ ms"],
  },
  {
    name: "regex without one",
    limitMs: 400,
    hits: 10,
    pattern: "[cx]o[nm][np]e[cd]t[il]o[nm] [rt]e[sz]e[td]",
    rg: ["-e", "[cx]o[nm][np]e[cd]t[il]o[nm] [rt]e[sz]e[td]"],
  },
  { name: "level error", limitMs: 10, hits: 100, filter: { minLevel: level.error } },
  { name: "one process", hits: 100, filter: { sources: new Set([2]) } },
];

export const targets: Targets = Object.fromEntries(
  queries.flatMap(({ name, limitMs }) =>
    limitMs === undefined ? [] : [[nameOf(name), [{ of: "value", limit: limitMs }]]],
  ),
);

export const notes: readonly string[] = [
  "Each finds all its hits and reads them; ripgrep's and lnav's times are whole runs, of which starting is a part.",
];

function nameOf(query: string): string {
  return `1 M lines, ${query}`;
}

function lineOf(index: number): string {
  const ending =
    index % RARE === 4711 ? `connection reset by peer after ${index % 977} ms` : "rendered on the server and sent";
  const id = (Math.imul(index, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  return `12:34:56.789 info ${id} GET /api/items/${index % 9973} 200 ${ending}`.padEnd(97, ".").slice(0, 97);
}

export async function suite(): Promise<BenchRow[]> {
  progress("search: filling the log with a million lines");
  const ring = LogRing.create();
  const folder = mkdtempSync(join(tmpdir(), "brum-bench-"));
  try {
    const path = join(folder, "lines.log");
    await Bun.write(path, fill(ring));
    const options = runtime.findBytes === undefined ? {} : { findBytes: runtime.findBytes };
    const readers = { reader: ring.reader(options), errors: ring.errors(options) };
    const rg = await baseline("ripgrep", ripgrep);
    const rows: BenchRow[] = [];
    for (const query of queries) {
      progress(`search: ${query.name}`);
      rows.push(await rowOf(readers, query, rg, path));
    }
    const lnav = Bun.which("lnav");
    if (lnav === null) progress("lnav: skipped, it is not installed");
    else rows.push(lnavRow(lnav, rows[0]?.value ?? 0, path));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fills the ring; the same lines as bytes. */
function fill(ring: LogRing): Uint8Array {
  const encoder = new TextEncoder();
  const writer = ring.writer();
  const batch = new LogBatch();
  const file = new Uint8Array(LINES * 98);
  let bytes = 0;
  for (let index = 0; index < LINES; index++) {
    const line = encoder.encode(lineOf(index));
    file.set(line, bytes);
    file[bytes + line.length] = 0x0a;
    bytes += line.length + 1;
    const at = index % ERRORS === 0 ? level.error : level.info;
    const fields = {
      time: 1e12 + index,
      source: index % ERRORS === 1 ? 2 : 1,
      stream: stream.stdout,
      level: at,
      flags: 0,
      group: 0,
    };
    if (batch.add(fields, line)) continue;
    writer.write(batch);
    batch.clear();
    batch.add(fields, line);
  }
  writer.write(batch);
  return file.subarray(0, bytes);
}

async function rowOf(
  readers: { reader: LogReader; errors: LogReader },
  query: Query,
  rg: string | undefined,
  path: string,
): Promise<BenchRow> {
  const { name, hits, text = "", ignoreCase = false, filter = {} } = query;
  const pattern = query.pattern === undefined ? undefined : new Pattern(query.pattern, ignoreCase);
  const own: number[] = [];
  const theirs: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const began = performance.now();
    const found = await searchKept(
      readers,
      { filter, from: 0, to: readers.reader.latest(), text, ignoreCase, pattern, limit: LINES },
      new AbortController().signal,
      10_000,
    );
    const took = performance.now() - began;
    if (found.records.length !== hits) throw new Error(`${name}: ${found.records.length} hits, not ${hits}`);
    const other = rg === undefined || query.rg === undefined ? undefined : counted(rg, query.rg, path, hits);
    if (round < 0) continue;
    own.push(took);
    if (other !== undefined) theirs.push(other);
  }
  return row("search", {
    name: nameOf(name),
    unit: "ms",
    higherIsBetter: false,
    samples: own,
    baseline: theirs.length > 0 ? { name: "rg -c", samples: theirs } : undefined,
  });
}

/** Milliseconds of one run. */
function counted(rg: string, words: readonly string[], path: string, hits: number): number {
  const began = performance.now();
  const child = Bun.spawnSync([rg, "--no-config", "-c", ...words, path], { stdin: "ignore" });
  const took = performance.now() - began;
  if (Number(child.stdout.toString()) !== hits)
    throw new Error(`rg counted ${child.stdout} hits of ${words.join(" ")}`);
  return took;
}

function lnavRow(lnav: string, ours: number, path: string): BenchRow {
  progress("search: lnav");
  const began = performance.now();
  const filter = ":filter-in connection reset by peer";
  const child = Bun.spawnSync([lnav, "-n", "-c", filter, path], { stdin: "ignore", timeout: 60_000 });
  const took = performance.now() - began;
  const lines = child.stdout.toString().split("\n").length - 1;
  if (lines < 10) throw new Error(`lnav found ${lines} lines`);
  return {
    suite: "search",
    name: "the literal, beside lnav",
    value: ours,
    unit: "ms",
    higherIsBetter: false,
    baseline: { name: "lnav -n", value: took },
    ratio: ours / took,
  };
}
