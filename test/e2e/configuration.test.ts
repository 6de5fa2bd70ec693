/** What the configuration changes in the running executable, and what it refuses. */

import { expect, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { makeFolder } from "../support/folder.ts";
import { freePort } from "../support/ports.ts";
import { processesIn } from "../support/processes.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

test("a value out of range is said with its place, and nothing starts, in both modes", async () => {
  using folder = makeFolder({ ".brum.toml": "# sizes\n[core]\nring_slots = 1000000\n" });
  const why = "core.ring_slots must be a power of two from 4096 to 16777216, not 1000000. Nearest: 524288 or 1048576.";
  for (const argv of [["--no-tui", "touch started"], ["touch started"]]) {
    const child = Bun.spawn([executable, ...argv], { cwd: folder.path, stdin: "ignore", stderr: "pipe" });
    expect(await new Response(child.stderr).text()).toBe(`brum: ${folder.path}/.brum.toml:3: ${why}\n`);
    expect(await child.exited).toBe(1);
  }
  expect(await Bun.file(`${folder.path}/started`).exists()).toBe(false);
});

test("memory that cannot be had is said, with what to make smaller", async () => {
  using folder = makeFolder({
    ".brum.toml": '[core]\nring_slots = 16777216\nring_bytes = "1 GiB"\nerror_ring_bytes = "1 GiB"\n',
  });
  const child = Bun.spawn(["sh", "-c", 'ulimit -v 2500000; exec "$0" --no-tui "touch started"', executable], {
    cwd: folder.path,
    stdin: "ignore",
    stderr: "pipe",
  });
  const why = "There is not enough memory for the log. Make it smaller ([core] in .brum.toml).";
  expect(await new Response(child.stderr).text()).toBe(`brum: ${why}\n`);
  expect(await child.exited).toBe(1);
});

test("with three ingest threads an agent starts, lists and stops scripts as with one", async () => {
  const names = ["d", "c", "b", "a"];
  const scripts = Object.fromEntries(names.map((name) => [name, `echo ${name} is up; exec sleep 60`]));
  using folder = makeFolder({
    ".brum.toml": "[core]\ningest_threads = 3\n",
    "package.json": JSON.stringify({ name: "many", scripts }),
  });
  const port = await freePort();
  const program = Bun.spawn([executable, "--no-tui", "-p", String(port)], {
    cwd: folder.path,
    stdin: "ignore",
    stdout: "pipe",
  });
  let printed = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of program.stdout) printed += decoder.decode(chunk, { stream: true });
  })();
  try {
    await waitFor("the address", () => printed.includes(`:${port}/mcp`));
    const client = new Client({ name: "e2e", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
    const call = async (name: string, input: Record<string, unknown> = {}) => {
      const { structuredContent } = await client.callTool({ name, arguments: input });
      return { ...Object(structuredContent) };
    };
    for (const name of names) await call("scripts_run", { name, wait: "none" });
    await waitFor(
      "all lines",
      () => names.every((name) => new RegExp(` ${name} +│ ${name} is up`).test(printed)),
      30_000,
    );
    const { processes } = await call("scripts_status");
    expect(processes).toMatchObject(names.map((name) => ({ name, status: "running" })));
    for (const { processId, name } of processes) {
      expect(await call("scripts_stop", { processId })).toMatchObject({ name, status: "stopped" });
    }
    await call("scripts_run", { name: "b", wait: "none" });
    await client.close();
  } finally {
    program.kill("SIGTERM");
    expect(await program.exited).toBe(0);
    await reading;
  }
  expect(processesIn(folder.path)).toEqual([]);
}, 60_000);
