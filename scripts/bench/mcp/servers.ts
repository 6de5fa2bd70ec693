/** The servers that are measured: a Brummer without a screen, and the official example server. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { freePort } from "../../../test/support/ports.ts";
import { npmPackage } from "../baselines.ts";

/** A running server. */
export interface Server extends AsyncDisposable {
  readonly url: string;
}

const LIMIT_MS = 20_000;
const main = join(import.meta.dir, "../../../src/main.ts");
const EVERYTHING = { name: "@modelcontextprotocol/server-everything", version: "2026.8.31" };

/** A Brummer in a project with a few scripts, of which `web` runs and prints nothing. */
export async function brummer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "brum-mcp-"));
  const scripts = { web: "sleep 1000", api: "node api.js", test: "vitest" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", packageManager: "npm@10.0.0", scripts }));
  const port = await freePort();
  const command = [process.execPath, main, "--no-tui", "-p", String(port), "web"];
  const env = { ...process.env, XDG_STATE_HOME: join(folder, "state") };
  return started(command, { cwd: folder, env }, port, () => rmSync(folder, { recursive: true, force: true }));
}

/** On Node, as its authors run it. Throws where it cannot be had. */
export async function everything(): Promise<Server> {
  const node = Bun.which("node");
  if (node === null) throw new Error("there is no node");
  const entry = await npmPackage(EVERYTHING.name, EVERYTHING.version, `${EVERYTHING.name}/dist/index.js`);
  const port = await freePort();
  return started([node, entry, "streamableHttp"], { env: { ...process.env, PORT: String(port) } }, port, () => {});
}

async function started(
  command: string[],
  options: { cwd?: string; env: Record<string, string | undefined> },
  port: number,
  ended: () => void,
): Promise<Server> {
  const child = Bun.spawn(command, { ...options, stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
    ended();
  };
  const url = `http://127.0.0.1:${port}/mcp`;
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await delay(50)) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return { url, [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null) break;
  }
  await stop();
  throw new Error(`${command.join(" ")} did not answer on port ${port}`);
}
