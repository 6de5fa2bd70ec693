/** What passing through the proxy costs, with all that is recorded: beside a splice of TCP, and beside other proxies. */

import { readFileSync } from "node:fs";
import { baseline } from "./baselines.ts";
import { floodRows } from "./proxy/flood.ts";
import { flatOut, paced } from "./proxy/load.ts";
import { backend, brummer, haproxy, httpProxy, mitmproxy, nginxProxy, type Server, small } from "./proxy/servers.ts";
import { progress, quantile, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";

const ROUNDS = 7;
const SECONDS = 3;
const WARM_UP_SECONDS = 3;
const PACE = 500;
const MILLION = 1_000_000;

const names = {
  rate: "requests, 1 KB, 32 connections, recorded",
  latency: "added at 500 requests/s: p50",
  memory: "memory over 1 M requests",
} as const;

export const targets: Targets = {
  [names.rate]: [{ of: "ratio", limit: 0.6 }],
  [names.latency]: [{ of: "value", limit: 1 }],
  [names.memory]: [{ of: "value", limit: 5 }],
  "p99 during a flood": [{ of: "ratio", limit: 2 }],
};

export const notes = [
  "The proxy is that of a real brum with its other threads. The splice passes bytes on Bun's sockets and knows no HTTP.",
  "The server, the proxy and what asks share the machine: on two processors each figure is one of all three together.",
];

export async function suite(): Promise<BenchRow[]> {
  await using back = await backend();
  return [...(await rateRows(back)), await latencyRow(back), await memoryRow(back), ...(await floodRows(back))];
}

async function rateRows(back: Server): Promise<BenchRow[]> {
  progress("proxy: starting what is compared");
  const splice = await small("splice", back.port);
  const contenders: (readonly [string, Server | undefined])[] = [
    ["bare node:http proxy on Bun", await small("node-http", back.port)],
    ["http-proxy on Bun", await baseline("http-proxy", () => httpProxy(back.port))],
    ["nginx", await baseline("nginx", () => nginxProxy(back.port))],
    ["haproxy", await baseline("haproxy", () => haproxy(back.port))],
    ["mitmproxy", await baseline("mitmproxy", () => mitmproxy(back.port))],
  ];
  const all = new Map<string, Server>([
    ["splice", splice],
    [names.rate, await brummer(back.port)],
  ]);
  for (const [name, server] of contenders) if (server !== undefined) all.set(name, server);
  try {
    const samples = new Map<string, number[]>();
    for (let round = 0; round <= ROUNDS; round++) {
      progress(round === 0 ? "proxy: warming up" : `proxy: round ${round} of ${ROUNDS}`);
      for (const [name, { port }] of round % 2 === 0 ? all : [...all].toReversed()) {
        const { perSecond } = await flatOut(port, round === 0 ? WARM_UP_SECONDS : SECONDS);
        if (round > 0) samples.set(name, [...(samples.get(name) ?? []), perSecond]);
      }
    }
    const base = { name: "splice", samples: samples.get("splice") ?? [] };
    return [...all.keys()]
      .filter((name) => name !== "splice")
      .map((name) => {
        const own = samples.get(name) ?? [];
        return row("proxy", { name, unit: "requests/s", higherIsBetter: true, samples: own, baseline: base });
      });
  } finally {
    for (const server of all.values()) await server[Symbol.asyncDispose]();
  }
}

async function latencyRow(back: Server): Promise<BenchRow> {
  progress("proxy: latency");
  await using proxy = await brummer(back.port);
  await flatOut(proxy.port, WARM_UP_SECONDS);
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const direct = quantile(await paced(back.port, PACE, SECONDS), 0.5);
    samples.push(quantile(await paced(proxy.port, PACE, SECONDS), 0.5) - direct);
  }
  return row("proxy", { name: names.latency, unit: "ms", higherIsBetter: false, samples });
}

/** By how many percent the memory of the whole program is larger, or smaller, after a million requests than after the first tenth. */
async function memoryRow(back: Server): Promise<BenchRow> {
  progress("proxy: a million requests");
  await using proxy = await brummer(back.port);
  let requests = 0;
  let first: number[] = [];
  let last: number[] = [];
  while (requests < MILLION) {
    requests += (await flatOut(proxy.port, 2)).requests;
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${proxy.pid}/status`, "utf8"))?.[1]);
    if (requests < MILLION * 0.1) continue;
    if (requests < MILLION * 0.4) first = [...first, kilobytes];
    else if (requests > MILLION * 0.7) last = [...last, kilobytes];
  }
  const change = Math.abs(quantile(last, 0.5) / quantile(first, 0.5) - 1) * 100;
  return row("proxy", { name: names.memory, unit: "% changed", higherIsBetter: false, samples: [change] });
}
