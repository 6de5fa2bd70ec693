/** The script tools with a whole Brummer and real processes, in both revisions of the protocol. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { groupLives } from "../../support/groups.ts";
import { freePort } from "../../support/ports.ts";
import { waitFor } from "../../support/wait.ts";
import { call } from "./harness.ts";
import { Running } from "./running.ts";

const bun = process.execPath;
const tsc = join(import.meta.dir, "../../../node_modules/.bin/tsc");

const server = `
const port = Number(process.argv[2]);
setTimeout(() => {
  const server = Bun.serve({ port, hostname: "127.0.0.1", fetch: () => new Response("hello") });
  console.log("listening on " + server.url);
}, 200);
`;
/** Tells its address a second before it listens there. */
const hasty = `
const port = Number(process.argv[2]);
console.log("http://localhost:" + port + "/");
setTimeout(() => Bun.serve({ port, fetch: () => new Response("hello") }), 1000);
`;
const silent = `Bun.serve({ port: Number(process.argv[2]), fetch: () => new Response("hello") });`;
const passing = `import { expect, test } from "bun:test"; test("adds up", () => expect(1 + 1).toBe(2));`;
const failing = `${passing}\ntest("takes away", () => expect(2 - 1).toBe(2));`;

let running: Running;
const ports = { web: 0, hasty: 0, silent: 0 };

beforeAll(async () => {
  for (const name of ["web", "hasty", "silent"] as const) ports[name] = await freePort();
  const commands: Readonly<Record<string, string>> = {
    web: `exec ${bun} server.ts ${ports.web}`,
    hasty: `exec ${bun} hasty.ts ${ports.hasty}`,
    silent: `exec ${bun} silent.ts ${ports.silent}`,
    build: `exec ${tsc} -p .`,
    watch: `exec ${tsc} -p . --watch`,
    crash: `exec ${bun} crash.ts`,
    ok: "echo all is well",
    sleeper: "echo first; echo second; exec sleep 60",
    passing: `exec ${bun} test ./passing.test.ts`,
    failing: `exec ${bun} test ./failing.test.ts`,
  };
  const tables = Object.entries(commands).map(
    ([name, command]) => `[processes.${name}]\ncommand = ${JSON.stringify(command)}\n`,
  );
  running = await Running.start({
    ".brum.toml": [
      ...tables,
      '[processes.after]\ncommand = "echo built"\ndepends_on = [{ name = "build", until = "completed" }]',
      "[processes.asks]\ntty = true\ncommand = \"printf 'Your name? '; read name; echo hello $name; exec sleep 60\"",
      '[processes.again]\ncommand = "sleep 0.1; exit 4"\nrestart = { when = "on-failure", delay = "30s" }',
    ].join("\n"),
    "server.ts": server,
    "hasty.ts": hasty,
    "silent.ts": silent,
    "crash.ts": "function pay() {\n  throw new TypeError('no money');\n}\nsetTimeout(pay, 50);\n",
    "passing.test.ts": passing,
    "failing.test.ts": failing,
    "tsconfig.json":
      '{ "compilerOptions": { "noEmit": true, "strict": true, "types": [], "skipLibCheck": true }, "files": ["src/cart.ts"] }',
    "src/cart.ts": "export const count = 1;\nexport const total: number = 'much';\n",
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe.each([false, true])("revision 2026-07-28: %p", (modern) => {
  let client: Client;
  beforeAll(async () => {
    client = await running.connect(modern);
  });

  test("a server: its address, once it answers; at once where it runs already; anew by scripts_restart", async () => {
    const first = await call(client, "scripts_run", { name: "web" });
    expect(first.structured).toMatchObject({
      outcome: "ready",
      status: "running",
      url: `http://127.0.0.1:${ports.web}/`,
      duplicate: false,
      errors: [],
      lines: [],
    });
    expect(first.text).toMatch(
      new RegExp(`^web is ready at http://127\\.0\\.0\\.1:${ports.web}/ after (\\d+ ms|\\d\\.\\d s)\\.\n`),
    );
    expect(first.tokens).toBeLessThan(150);
    expect(await (await fetch(`http://127.0.0.1:${ports.web}/`)).text()).toBe("hello");

    const began = performance.now();
    const second = await call(client, "scripts_run", { name: "web" });
    expect(performance.now() - began).toBeLessThan(1_000);
    const { pid, processId, url } = first.structured;
    expect(second.structured).toMatchObject({ outcome: "ready", duplicate: true, pid, processId, url });
    expect(second.text).toMatch(/^web runs already for \S+ and is ready at /);

    const third = await call(client, "scripts_restart", { name: "web" });
    expect(third.structured).toMatchObject({ outcome: "ready", duplicate: false, url });
    expect(third.structured["pid"]).not.toBe(pid);
    expect(groupLives(Number(pid))).toBe(false);
    const old = await call(client, "scripts_restart", { processId });
    expect([old.isError, old.text]).toEqual([true, expect.stringContaining(`the id "${processId}"`)]);

    // What processes use is measured once a second.
    const status = await waitFor("its port", async () => {
      const [one] = Object((await call(client, "scripts_status", { name: "web" })).structured["processes"]);
      return one.ports !== undefined && one;
    });
    expect(status).toMatchObject({ ready: true, url, ports: [ports.web], restarts: expect.any(Number) });
    const held = await call(client, "ports_list", { port: ports.web });
    expect(held.structured).toEqual({
      ports: [{ port: ports.web, process: "web", pid: third.structured["pid"] }],
      free: false,
    });
    expect((await call(client, "ports_list")).text).toContain(`${ports.web}: web`);
    await call(client, "scripts_stop", { name: "web" });
    // A restart also starts one that has ended.
    const fourth = await call(client, "scripts_restart", { name: "web", wait: "none" });
    expect(fourth.structured).toMatchObject({ outcome: "running", status: "running" });
    await call(client, "scripts_stop", { name: "web" });
  });

  test("a compiler: how it ended, and its errors with their places; error_detail takes their ids", async () => {
    const { structured, text, tokens, isError } = await call(client, "scripts_run", { name: "build" });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({ outcome: "failed", status: "failed", exitCode: 2, lines: [] });
    const [error] = Object(structured["errors"]);
    expect(error).toEqual({
      id: expect.stringMatching(/^[\da-f]+$/),
      error: "TS2322: Type 'string' is not assignable to type 'number'.",
      place: "src/cart.ts:2:14",
    });
    expect(text).toMatch(/^build failed with exit code 2 after /);
    expect(text).toContain("\nsrc/cart.ts:2:14 TS2322: Type 'string'");
    expect(tokens).toBeLessThan(300);
    const detail = await call(client, "error_detail", { id: error.id });
    expect(detail.text).toContain("src/cart.ts:2:14");
  });

  test("one that crashes, one that ends well, tests", async () => {
    const crash = await call(client, "scripts_run", { name: "crash" });
    expect(crash.structured).toMatchObject({ outcome: "failed", exitCode: 1 });
    expect(crash.structured["errors"]).toMatchObject([{ place: expect.stringMatching(/^crash\.ts:2:/) }]);
    const ok = await call(client, "scripts_run", { name: "ok" });
    expect(ok.structured).toMatchObject({ outcome: "succeeded", exitCode: 0, lines: ["all is well"] });
    expect(ok.text).toMatch(/^ok ended with exit code 0 after \d+ ms\.\nLast lines:\nall is well\nprocessId ok-\d+/);
    const passed = await call(client, "scripts_run", { name: "passing", wait: "exit" });
    expect(passed.text).toMatch(/^passing succeeded in .+\. Tests: 1 passed\.\n/);
    const failed = await call(client, "scripts_run", { name: "failing", wait: "exit" });
    expect(failed.text).toMatch(
      /^failing failed with exit code 1 after .+\. Tests: 1 passed, 1 failed: failing\.test\.ts takes away\.\n/,
    );
  });

  test("one that never gets ready: what is known when the time is over, and while it waits", async () => {
    const told: { progress: number; message?: string | undefined }[] = [];
    const result = await client.callTool(
      { name: "scripts_run", arguments: { name: "sleeper", timeout: 2 } },
      { onprogress: ({ progress, message }) => void told.push({ progress, message }) },
    );
    expect(result.structuredContent).toMatchObject({
      outcome: "running",
      status: "running",
      lines: ["first", "second"],
    });
    expect(result.content).toMatchObject([
      {
        text: expect.stringMatching(/^sleeper is not ready within 2 s; it is running\.\nLast lines:\nfirst\nsecond\n/),
      },
    ]);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.at(-1)?.message).toBe("Waiting for sleeper to be ready: running; last line: second");
    const steps = told.map(({ progress }) => progress);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    // It has run for longer than a new one would be waited for: that is said at once.
    const began = performance.now();
    const again = await call(client, "scripts_run", { name: "sleeper", timeout: 1 });
    expect(performance.now() - began).toBeLessThan(900);
    expect(again.text).toMatch(/^sleeper runs already\. In \S+ it has told nothing of being ready; it is running\./);
    const exit = await call(client, "scripts_run", { name: "sleeper", wait: "exit", timeout: 1 });
    expect(exit.text).toMatch(/^sleeper runs already\. sleeper has not ended within 1 s; it is running\./);
    await call(client, "scripts_stop", { name: "sleeper" });
  });

  test("a wait that is given up leaves the process as it is", async () => {
    const given = new AbortController();
    const waiting = client.callTool(
      { name: "scripts_run", arguments: { name: "sleeper", timeout: 60 } },
      { signal: given.signal, onprogress: () => given.abort() },
    );
    expect(await waiting.then(() => "", String)).not.toBe("");
    const [sleeper] = await sleepers();
    expect(sleeper).toMatchObject({ status: "running" });
    // Whoever ends it outside of MCP is right, too.
    let isAsked = false;
    const stopped = await client.callTool(
      { name: "scripts_run", arguments: { name: "sleeper", wait: "exit" } },
      {
        onprogress: () => {
          if (!isAsked) void running.program.processes.stop("sleeper");
          isAsked = true;
        },
      },
    );
    expect(stopped.structuredContent).toMatchObject({
      outcome: "stopped",
      duplicate: true,
      message: expect.stringMatching(/^sleeper was stopped \(signal SIGTERM\) after /),
    });
    const [status] = Object((await call(client, "scripts_status", { name: "sleeper" })).structured["processes"]);
    expect(status).toMatchObject({ status: "stopped", signal: "SIGTERM" });
  });

  test("a taken port: who holds it", async () => {
    const code = `Bun.serve({ port: ${ports.web}, hostname: "127.0.0.1", fetch: () => new Response() }); console.log("up")`;
    const other = Bun.spawn([bun, "-e", code], { stdout: "pipe" });
    await other.stdout.getReader().read();
    const { structured, text } = await call(client, "scripts_run", { name: "web" });
    expect(structured).toMatchObject({ outcome: "failed", exitCode: 1 });
    expect(text).toMatch(
      new RegExp(`^web failed with exit code 1 after .+: port ${ports.web} is held by .+ \\(pid ${other.pid}\\)`),
    );
    const held = await call(client, "ports_list", { port: ports.web });
    expect(held.text).toStartWith(`${ports.web}: not ours (pid ${other.pid}): ${bun} -e `);
    // It ends nobody.
    expect(other.exitCode).toBeNull();
    other.kill();
    await other.exited;
    const free = await call(client, "ports_list", { port: ports.web });
    expect([free.text, free.structured]).toEqual([
      "Nobody listens on that port: it is free.",
      { ports: [], free: true },
    ]);
    const own = await call(client, "ports_list", { port: running.port });
    expect(own.text).toBe(`${running.port}: not ours (pid ${process.pid}): Brummer itself`);
  });

  test("commands: for the shell, or a program with its arguments as they are", async () => {
    const shell = await call(client, "scripts_run", { command: "echo one two | tr a-z A-Z; exit 3" });
    expect(shell.structured).toMatchObject({ name: "custom", outcome: "failed", exitCode: 3, lines: ["ONE TWO"] });
    const again = await call(client, "scripts_run", { command: "echo one two | tr a-z A-Z; exit 3" });
    expect(again.structured).toMatchObject({ name: "custom", duplicate: false });
    const words = ["a  b", "$HOME; exit 5", "*"];
    const plain = await call(client, "scripts_run", { command: ["printf", "<%s>", ...words], name: "plain" });
    expect(plain.structured).toMatchObject({
      name: "plain",
      outcome: "succeeded",
      lines: ["<a  b><$HOME; exit 5><*>"],
    });
  });

  test("a terminal: what it asks, what is typed, what it answers", async () => {
    const asked = await call(client, "scripts_run", { name: "asks", timeout: 1 });
    expect(asked.structured["lines"]).toEqual(["Your name?"]);
    const typed = await call(client, "process_input", { name: "asks", text: "Ada" });
    expect(typed.text).toStartWith("Typed into asks:\n");
    expect(typed.structured["lines"]).toContain("hello Ada");
    // Without Enter, and with a key that is none of the letters: Ctrl-C.
    await call(client, "process_input", { name: "asks", text: "\u0003", enter: false });
    await waitFor("its end", async () => {
      const [status] = Object((await call(client, "scripts_status", { name: "asks" })).structured["processes"]);
      return status.status !== "running";
    });
    const ended = await call(client, "process_input", { name: "asks", text: "x" });
    expect([ended.isError, ended.text]).toEqual([true, "asks does not run."]);
    await call(client, "scripts_run", { name: "sleeper", wait: "none" });
    const none = await call(client, "process_input", { name: "sleeper", text: "x" });
    expect(none.isError).toBe(true);
    expect(none.text).toBe(
      "sleeper has no terminal. Start it with tty = true ([processes.sleeper] in .brum.toml) to type into it.",
    );
    await call(client, "scripts_stop", { name: "sleeper" });
  });

  test("about names the directory and the address", async () => {
    const { structured, text } = await call(client, "about");
    expect(structured).toMatchObject({
      version: "9.8.7",
      directory: running.directory,
      url: `http://127.0.0.1:${running.port}/mcp`,
    });
    expect(text).toContain(running.directory);
  });
});

describe("whatever the revision", () => {
  let client: Client;
  beforeAll(async () => {
    client = await running.connect(true);
  });

  test("an address that is told too early counts once somebody answers there", async () => {
    const { structured, text } = await call(client, "scripts_run", { name: "hasty" });
    expect(structured).toMatchObject({ outcome: "ready", url: `http://localhost:${ports.hasty}/` });
    expect((await fetch(`http://localhost:${ports.hasty}/`)).ok).toBe(true);
    expect(text).toMatch(/ after [1-9]\.\d s\.\n/);
    await call(client, "scripts_stop", { name: "hasty" });
  });

  test("a port that a silent process listens on is readiness, too", async () => {
    const { structured, text } = await call(client, "scripts_run", { name: "silent" });
    expect(structured).toMatchObject({ outcome: "ready", status: "running" });
    expect(text).toStartWith(`silent listens on port ${ports.silent} after `);
    await call(client, "scripts_stop", { name: "silent" });
  });

  test("a compiler that watches: it goes on, and its build has failed", async () => {
    const { structured, text } = await call(client, "scripts_run", { name: "watch" });
    expect(structured).toMatchObject({ outcome: "failed", status: "running" });
    expect(structured["errors"]).toMatchObject([{ place: "src/cart.ts:2:14" }]);
    expect(text).toMatch(/^The build of watch failed; it goes on\./);
    const again = await call(client, "scripts_run", { name: "watch" });
    expect(again.structured).toMatchObject({ outcome: "failed", duplicate: true });
    expect(again.text).toMatch(/^watch runs already\. The build of watch failed; it goes on\./);
    await call(client, "scripts_stop", { name: "watch" });
  });

  test("what it depends on is started first, and its errors are told where that fails", async () => {
    const { structured, text } = await call(client, "scripts_run", { name: "after" });
    expect(structured).toMatchObject({ outcome: "failed", status: "failed" });
    expect(text).toStartWith("after could not be started: build has failed");
    expect(structured["errors"]).toMatchObject([{ place: "src/cart.ts:2:14" }]);
  });

  test("one that is started again by its policy has failed all the same", async () => {
    const { structured, text } = await call(client, "scripts_run", { name: "again" });
    expect(structured).toMatchObject({ outcome: "failed", status: "restarting", exitCode: 4 });
    expect(text).toMatch(/^again failed with exit code 4 after .+: it is started again in 30 s \(restart 1 in a row\)/);
    await call(client, "scripts_stop", { name: "again" });
  });
});

async function sleepers() {
  return (await running.program.processes.list()).filter(({ name }) => name === "sleeper");
}
