/** Ten million lines with a screen on a terminal of our own, and an agent that searches meanwhile. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { delay } from "es-toolkit";
import { freePort } from "../../../test/support/ports.ts";
import { progress, quantile } from "../rounds.ts";
import type { BenchRow } from "../row.ts";
import { type Place, seconds } from "./place.ts";

const LINES = 10_000_000;
/** Share of the flood after which memory must not grow any more. */
const WARM = 0.35;
/** How a frame of the screen begins: a synchronized update. */
const frameMark = Buffer.from("\x1b[?2026h");
/** Bytes in a page of memory. */
const PAGE = 4096;

const main = join(import.meta.dir, "../../../src/main.ts");

export const names = {
  frames: "10 M lines: frames a second",
  search: "10 M lines: logs_search, p99",
  memory: "10 M lines: resident memory, spread after warm-up",
} as const;

export async function longRows(place: Place): Promise<BenchRow[]> {
  progress("ingest: ten million lines");
  const output = { lines: LINES, kind: "plain" } as const;
  const { out, env } = place.environment(output);
  const port = await freePort();
  let frames = 0;
  const child = Bun.spawn([process.execPath, main, "-p", String(port), "gen"], {
    cwd: place.path,
    env: { ...process.env, ...env, TERM: "xterm-256color" },
    terminal: {
      cols: 120,
      rows: 40,
      data: (_, bytes) => {
        for (let at = find(bytes, 0); at !== -1; at = find(bytes, at + frameMark.length)) frames++;
      },
    },
  });
  try {
    const memory: number[] = [];
    let isOver = false;
    const began = performance.now();
    const over = seconds(out, output).finally(() => {
      isOver = true;
    });
    over.catch(() => {});
    const sampling = (async () => {
      while (!isOver) {
        memory.push(residentOf(child.pid));
        await delay(200);
      }
    })();
    const calls = await search(port, () => isOver);
    const perMillion = await over;
    await sampling;
    const took = (performance.now() - began) / 1000;
    const warm = memory.slice(Math.floor(memory.length * WARM));
    const middle = quantile(warm, 0.5);
    const spread = (100 * (Math.max(...warm) - Math.min(...warm))) / 2 / middle;
    progress(
      `ingest: ${perMillion.toFixed(2)} s a million lines, ${calls.length} searches, ${(middle / 1e6).toFixed(0)} MB resident`,
    );
    return [
      figure(names.frames, frames / took, "/s", true),
      figure(names.search, quantile(calls, 0.99), "ms", false),
      figure("10 M lines: logs_search, p50", quantile(calls, 0.5), "ms", false),
      figure(names.memory, spread, "±%", false),
    ];
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

function find(bytes: Uint8Array, from: number): number {
  return Buffer.prototype.indexOf.call(bytes, frameMark, from);
}

function figure(name: string, value: number, unit: string, higherIsBetter: boolean): BenchRow {
  return { suite: "ingest", name, value, unit, higherIsBetter, baseline: null, ratio: null };
}

/** Milliseconds of each call until the flood is over. */
async function search(port: number, isOver: () => boolean): Promise<number[]> {
  const client = new Client({ name: "bench", version: "1" });
  for (let tries = 0; ; tries++) {
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
      break;
    } catch (error) {
      if (tries > 50) throw error;
      await delay(100);
    }
  }
  const times: number[] = [];
  const queries = ["line 0019999", "no such words", "quick brown"];
  while (!isOver()) {
    const began = performance.now();
    await client.callTool({
      name: "logs_search",
      arguments: { query: queries[times.length % queries.length], limit: 20 },
    });
    times.push(performance.now() - began);
    await delay(30);
  }
  await client.close();
  return times;
}

/** Bytes of memory that a process holds (proc(5), statm). */
function residentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1] ?? 0) * PAGE;
}
