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

/** p99 in milliseconds: through the proxy, and past it. */
interface Tails {
  readonly proxy: number;
  readonly direct: number;
}

/**
 * p99 of requests at 500 a second, beside that with nothing else to do; and the same of requests that go to the server directly: what the
 * flood takes from everybody on this machine.
 */
export async function floodRows(back: Server): Promise<BenchRow[]> {
  const quiet: Tails[] = [];
  const loaded: Tails[] = [];
  for (let round = 0; round < 5; round++) {
    progress(`proxy: during a flood, round ${round + 1} of 5`);
    quiet.push(await tails(back, false));
    loaded.push(await tails(back, true));
  }
  const rowOf = (name: string, of: keyof Tails) => {
    const samples = (all: readonly Tails[]) => all.map((one) => one[of]);
    const baseline = { name: "quiet", samples: samples(quiet) };
    return row("proxy", { name, unit: "ms", higherIsBetter: false, samples: samples(loaded), baseline });
  };
  return [rowOf("p99 during a flood", "proxy"), rowOf("the same past the proxy", "direct")];
}

async function tails(back: Server, isLoaded: boolean): Promise<Tails> {
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
    const proxy = quantile(await paced(port, PACE, SECONDS), 0.99);
    const direct = quantile(await paced(back.port, PACE, SECONDS), 0.99);
    isOver = true;
    await calls;
    return { proxy, direct };
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
