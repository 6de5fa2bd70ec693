/** The proxy while everything else has much to do: children that print as fast as they can, the screen, an agent that asks. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { freePort } from "../../../test/support/ports.ts";
import { type Call, callOnce, modern } from "../mcp/load.ts";
import { progress, quantile, row } from "../rounds.ts";
import type { BenchRow } from "../row.ts";
import { Pty } from "../tui/pty.ts";
import { paced } from "./load.ts";
import { type Server, temporary } from "./servers.ts";

const PACE = 500;
const SECONDS = 6;
/** Milliseconds between two calls of the agent. */
const CALL_MS = 100;
const main = join(import.meta.dir, "../../../src/main.ts");
const call: Call = { tool: "logs_search", input: { query: "never there" } };

/** p99 of requests at 500 a second, beside that of the same program with nothing else to do. */
export async function floodRow(back: Server): Promise<BenchRow> {
  const quiet: number[] = [];
  const loaded: number[] = [];
  for (let round = 0; round < 3; round++) {
    progress(`proxy: during a flood, round ${round + 1} of 3`);
    quiet.push(await p99(back, false));
    loaded.push(await p99(back, true));
  }
  const baseline = { name: "quiet", samples: quiet };
  return row("proxy", { name: "p99 during a flood", unit: "ms", higherIsBetter: false, samples: loaded, baseline });
}

async function p99(back: Server, isLoaded: boolean): Promise<number> {
  const folder = temporary();
  const line = "x".repeat(97);
  const scripts = { web: "sleep 100000", one: `yes ${line}`, two: `yes ${line}` };
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ name: "bench", scripts }));
  const [mcp, port] = [await freePort(), await freePort()];
  const settings = `proxy_url = "http://127.0.0.1:${back.port}"\n[proxy]\nfirst_port = ${port}\n`;
  writeFileSync(join(folder.path, ".brum.toml"), settings);
  const names = isLoaded ? ["one", "two"] : ["web"];
  const pty = new Pty(folder.path, [process.execPath, main, "-p", String(mcp), ...names], 160, 50);
  let isOver = false;
  try {
    const url = `http://127.0.0.1:${mcp}/mcp`;
    await answering(url);
    await answering(`http://127.0.0.1:${port}/`);
    const agent = async () => {
      for (; !isOver; await delay(CALL_MS)) await callOnce(url, modern(call), call);
    };
    const calls = isLoaded ? agent() : undefined;
    await paced(port, PACE, 3);
    const times = await paced(port, PACE, SECONDS);
    isOver = true;
    await calls;
    return quantile(times, 0.99);
  } finally {
    isOver = true;
    await pty.end();
    folder.remove();
  }
}

async function answering(url: string): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; await delay(50)) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
  }
  throw new Error(`${url} did not answer`);
}
