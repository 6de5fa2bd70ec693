/** What the screen costs: frames beside bare blessed, keys during a flood, scrolling a million lines, the first frame. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogBatch, LogRing, level, stream } from "../../core/index.ts";
import { everything } from "../../tui/log/selection.ts";
import { LogWindows, type WindowRequest } from "../../tui/log/window.ts";
import { initialModel } from "../../tui/model.ts";
import { recordLook } from "../../tui/views/record.ts";
import { progress, quantile, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";
import { Pty } from "./tui/pty.ts";

const names = {
  frame: "frame, 200x50, log pane all new: median",
  slow: "the same: p99",
  web: "the same, list of requests at 1,000 a second: p99",
  key: "key press to screen during a flood: p99",
  keyMedian: "the same: median",
  scroll: "to any place of 1 M lines: slowest",
  equal: "the same, where all are equal: slowest",
  first: "first frame",
} as const;

export const targets: Targets = {
  [names.frame]: [{ of: "ratio", limit: 2 }],
  [names.slow]: [{ of: "value", limit: 10 }],
  [names.web]: [{ of: "value", limit: 10 }],
  [names.key]: [{ of: "value", limit: 50 }],
  [names.scroll]: [{ of: "value", limit: 10 }],
  [names.equal]: [{ of: "value", limit: 10 }],
  [names.first]: [{ of: "value", limit: 300 }],
};

const SIZE = { columns: 200, rows: 50 };
const FRAMES = 400;
const ROUNDS = 5;
const KEYS = 300;
const MILLION = 1_000_000;
const main = join(import.meta.dir, "../../src/main.ts");

export async function suite(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "brum-bench-tui-"));
  try {
    return [
      ...(await frameRows(folder)),
      ...(await keyRows(folder)),
      scrollRow(names.scroll),
      scrollRow(names.equal),
      await firstRow(folder),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function frameRows(folder: string): Promise<BenchRow[]> {
  progress("tui: frames");
  const samples = { ours: [] as number[][], web: [] as number[][], blessed: [] as number[][] };
  for (let round = 0; round < ROUNDS; round++) {
    const kinds = ["ours", "web", "blessed"] as const;
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const file = join(folder, "frames.json");
      const child = join(import.meta.dir, "tui/frames.ts");
      const pty = new Pty(folder, [process.execPath, child, kind, String(FRAMES), file], SIZE.columns, SIZE.rows);
      const status = await pty.child.exited;
      if (status !== 0) throw new Error(`drawing frames (${kind}) ended with ${status}`);
      samples[kind].push(JSON.parse(readFileSync(file, "utf8")) as number[]);
    }
  }
  const at = (share: number, of: readonly number[][]) => of.map((one) => quantile(one, share));
  const rows = [names.frame, names.slow].map((name, index) => {
    const share = index === 0 ? 0.5 : 0.99;
    const baseline = { name: "blessed", samples: at(share, samples.blessed) };
    return row("tui", { name, unit: "ms", higherIsBetter: false, samples: at(share, samples.ours), baseline });
  });
  const web = { name: names.web, unit: "ms", higherIsBetter: false, samples: at(0.99, samples.web) } as const;
  return [...rows, row("tui", web)];
}

/** A child that prints as fast as it can, and a person who switches between two views. */
async function keyRows(folder: string): Promise<BenchRow[]> {
  progress("tui: keys during a flood");
  const line = "x".repeat(97);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", scripts: { flood: `yes ${line}` } }));
  const pty = new Pty(folder, [process.execPath, main, "--no-mcp", "flood"], 120, 40);
  const ready = pty.see(/following/);
  const rounds: number[][] = [];
  try {
    await ready;
    await Bun.sleep(2_000);
    for (let round = 0; round < ROUNDS; round++) {
      const times: number[] = [];
      for (let key = 0; key < KEYS / ROUNDS; key++) {
        // Another view is drawn whole, with the line above its log.
        const shown = pty.see(/following/);
        pty.type(key % 2 === 0 ? "2" : "1");
        times.push(await shown);
        await Bun.sleep(20 + (key % 7) * 5);
      }
      rounds.push(times);
    }
  } finally {
    await pty.end();
  }
  const all = rounds.flat();
  const of = (name: string, share: number) =>
    row("tui", { name, unit: "ms", higherIsBetter: false, samples: [quantile(all, share)] });
  return [of(names.keyMedian, 0.5), of(names.key, 0.99)];
}

function scrollRow(name: typeof names.scroll | typeof names.equal): BenchRow {
  progress("tui: scrolling");
  const ring = LogRing.create({ slots: 1 << 20, bytes: 1 << 27 });
  const [writer, batch, encoder] = [ring.writer(), new LogBatch(), new TextEncoder()];
  for (let index = 0; index < MILLION; index++) {
    const fields = { time: index, source: 0, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
    const text = encoder.encode(`line ${name === names.equal ? "" : index} ${"x".repeat(80)}`);
    while (!batch.add(fields, text)) {
      writer.write(batch);
      batch.clear();
    }
  }
  writer.write(batch);
  const windows = new LogWindows(ring.reader());
  const start = { name: "bench", version: "1", scripts: [], starting: [], ...SIZE, unicode: true } as const;
  const look = recordLook({ ...initialModel({ ...start, colors: "256", now: 0 }), scope: "all" }, SIZE.columns);
  const request = (anchor: WindowRequest["anchor"]): WindowRequest => {
    return { spec: everything, search: null, anchor, height: SIZE.rows, collapse: true, look };
  };
  const times: number[] = [];
  for (let index = 0; index < 500; index++) {
    const began = performance.now();
    const sequence = (index * 7919 * 131) % MILLION;
    windows.read(request(windows.around(request(null), sequence)));
    times.push(performance.now() - began);
  }
  const edges = performance.now();
  windows.read(request(windows.scroll(request(null), { unit: "start" })));
  times.push(performance.now() - edges);
  // The first ones run before the engine has compiled what they run.
  return row("tui", {
    name,
    unit: "ms",
    higherIsBetter: false,
    samples: [quantile(times.slice(20), 0.995)],
  });
}

async function firstRow(folder: string): Promise<BenchRow> {
  progress("tui: first frame");
  const samples: number[] = [];
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const pty = new Pty(folder, [process.execPath, main, "--no-mcp"], 120, 40);
    samples.push(await pty.see(/Procs/));
    await pty.end();
  }
  return row("tui", { name: names.first, unit: "ms", higherIsBetter: false, samples: samples.slice(1) });
}
