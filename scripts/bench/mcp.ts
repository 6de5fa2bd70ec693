/** Calls of a tool, beside the official example server, and what the list of tools costs who reads it. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { baseline } from "./baselines.ts";
import { type Call, type Dialect, legacy, load, modern, type Taken } from "./mcp/load.ts";
import { brummer, everything, type Server } from "./mcp/servers.ts";
import { progress, quantile, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";

const ROUNDS = 5;
const CALLS = 3000;
/** Calls before the first round: both sides compile what they use. */
const WARM_UP = 2000;
const own: Call = { tool: "builds_status", input: {} };
const theirs: Call = { tool: "echo", input: { message: "web" } };

export const targets: Targets = {
  "tools/call, 2025-11-25": [{ of: "ratio", limit: 2.5 }],
  "tools/call, 2026-07-28": [{ of: "ratio", limit: 1.8 }],
  "p99 through p50, 2025-11-25": [{ of: "value", limit: 5 }],
  "p99 through p50, 2026-07-28": [{ of: "value", limit: 5 }],
  "tools/list": [{ of: "value", limit: 6000 }],
};

export const notes = [
  "The example server speaks revision 2025-11-25 only: it is the baseline of both rows. 16 calls are under way at a time.",
];

/** One side that is loaded round after round. */
interface Side {
  readonly server: Server;
  readonly dialect: Dialect;
  readonly call: Call;
  readonly taken: Taken[];
}

export async function suite(): Promise<BenchRow[]> {
  progress("mcp: starting the servers");
  await using us = await brummer();
  const them = await baseline("server-everything", everything);
  try {
    const sides: Side[] = [
      { server: us, dialect: await legacy(us.url), call: own, taken: [] },
      { server: us, dialect: modern(own), call: own, taken: [] },
    ];
    const base = them && { server: them, dialect: await legacy(them.url), call: theirs, taken: [] };
    const all: Side[] = base === undefined ? sides : [...sides, base];
    for (const { server, dialect, call } of all) await load(server.url, dialect, call, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      progress(`mcp: round ${round + 1} of ${ROUNDS}`);
      for (const { server, dialect, call, taken } of round % 2 === 0 ? all : all.toReversed()) {
        taken.push(await load(server.url, dialect, call, CALLS));
      }
    }
    return [...sides.flatMap((side) => rowsOf(side, base)), await listRow(us)];
  } finally {
    await them?.[Symbol.asyncDispose]();
  }
}

function rowsOf({ dialect, taken }: Side, base: Side | undefined): BenchRow[] {
  const samples = taken.map(({ perSecond }) => perSecond);
  const spreadOf = ({ times }: Taken) => quantile(times, 0.99) / quantile(times, 0.5);
  const beside = base && { name: "server-everything", samples: base.taken.map(({ perSecond }) => perSecond) };
  const besideSpread = base && { name: "server-everything", samples: base.taken.map(spreadOf) };
  const calls = { name: `tools/call, ${dialect.name}`, unit: "calls/s", higherIsBetter: true, samples };
  const p50 = taken.map(({ times }) => quantile(times, 0.5));
  const name = `p99 through p50, ${dialect.name}`;
  return [
    row("mcp", { ...calls, baseline: beside }),
    row("mcp", { name: `p50, ${dialect.name}`, unit: "ms", higherIsBetter: false, samples: p50 }),
    row("mcp", { name, unit: "x", higherIsBetter: false, samples: taken.map(spreadOf), baseline: besideSpread }),
  ];
}

async function listRow({ url }: Server): Promise<BenchRow> {
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const { tools } = await client.listTools();
  await client.close();
  const tokens = Math.ceil(Buffer.byteLength(JSON.stringify(tools)) / 4);
  return row("mcp", { name: "tools/list", unit: "tokens", higherIsBetter: false, samples: [tokens] });
}
