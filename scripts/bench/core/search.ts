/** Searching a million lines in the ring, beside ripgrep on the same bytes in a file. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogBatch, LogRing } from "../../../core/index.ts";
import { runtime } from "../../../src/runtime/index.ts";
import { baseline, ripgrep } from "../baselines.ts";
import { progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { fieldsOf } from "./lines.ts";

export const targets: Targets = {
  "literal search, 10 hits": [
    { of: "value", limit: 20 },
    { of: "ratio", limit: 1 },
  ],
  "literal search, 20,000 hits": [
    { of: "value", limit: 20 },
    { of: "ratio", limit: 1 },
  ],
  "literal search, all match": [
    { of: "value", limit: 100 },
    { of: "ratio", limit: 1 },
  ],
};

const LINES = 1_000_000;
const ROUNDS = 9;
const queries = [
  { name: "10 hits", text: "connection reset by peer", hits: 10 },
  { name: "20,000 hits", text: "deadline exceeded", hits: 20_000 },
  { name: "all match", text: "request", hits: LINES },
] as const;

/** Ways a line ends, about as long as each other. */
const endings = ["served from cache", "written to the store", "rendered on the server", "sent to the client"];

/** Line `index`: what a web server prints, about 98 bytes with its end. */
function lineOf(index: number): string {
  const rare = index % (LINES / 10) === 4711;
  const often = index % (LINES / 20_000) === 7;
  const ending = rare ? queries[0].text : often ? queries[1].text : (endings[index % endings.length] ?? "");
  const id = Math.imul(index, 0x9e3779b1) >>> 0;
  const route = `/api/v1/items/${id % 9973}`;
  return `12:34:56.789 info [web] request ${id.toString(16).padStart(8, "0")} GET ${route} 200 in ${id % 97} ms, ${ending}`;
}

export async function searchRows(): Promise<BenchRow[]> {
  progress("core: search, filling the ring with a million lines");
  const encoder = new TextEncoder();
  const ring = LogRing.create();
  const writer = ring.writer();
  const batch = new LogBatch();
  const file = new Uint8Array(LINES * 110);
  let bytes = 0;
  for (let index = 0; index < LINES; index++) {
    const line = encoder.encode(lineOf(index));
    file.set(line, bytes);
    file[bytes + line.length] = 0x0a;
    bytes += line.length + 1;
    if (batch.add(fieldsOf(1), line)) continue;
    writer.write(batch);
    batch.clear();
    batch.add(fieldsOf(1), line);
  }
  writer.write(batch);
  const folder = mkdtempSync(join(tmpdir(), "brum-bench-"));
  try {
    const path = join(folder, "lines.log");
    const empty = join(folder, "empty.log");
    await Bun.write(path, file.subarray(0, bytes));
    await Bun.write(empty, "");
    const rg = await baseline("ripgrep", ripgrep);
    progress(`core: search, ${LINES.toLocaleString("en")} lines, ${(bytes / 1e6).toFixed(0)} MB`);
    return queries.map((query) => searchRow(ring, query, rg === undefined ? undefined : { rg, path, empty }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for the sequences of all hits; of ripgrep for their number, less what it takes for an empty file. */
function searchRow(
  ring: LogRing,
  { name, text, hits }: (typeof queries)[number],
  other: { rg: string; path: string; empty: string } | undefined,
): BenchRow {
  // With the host's byte search, as the program does.
  const reader = ring.reader(runtime.findBytes === undefined ? {} : { findBytes: runtime.findBytes });
  const own: number[] = [];
  const others: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const began = Bun.nanoseconds();
    const found = reader.search({ text }, 0, 1, LINES);
    const took = (Bun.nanoseconds() - began) / 1e6;
    if (found.length !== hits) throw new Error(`the search for "${text}" found ${found.length} records, not ${hits}`);
    const compared = other && count(other.rg, text, other.path, hits) - count(other.rg, text, other.empty, 0);
    if (round < 0) continue;
    own.push(took);
    if (compared !== undefined) others.push(compared);
  }
  return row("core", {
    name: `literal search, ${name}`,
    unit: "ms",
    higherIsBetter: false,
    samples: own,
    baseline: others.length > 0 ? { name: "rg -c", samples: others } : undefined,
  });
}

/** Milliseconds of `rg -c`, from start to end. */
function count(rg: string, text: string, path: string, hits: number): number {
  const began = Bun.nanoseconds();
  const child = Bun.spawnSync([rg, "--no-config", "-c", "-F", "-e", text, path], { stdin: "ignore" });
  const took = (Bun.nanoseconds() - began) / 1e6;
  // No hit is no output and status 1.
  if (Number(child.stdout.toString()) !== hits) throw new Error(`rg counted ${child.stdout} hits of "${text}"`);
  return took;
}
