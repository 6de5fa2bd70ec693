import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { EventBus, LogRing, level, stream } from "../../../core/index.ts";
import { type Configuration, loadConfiguration } from "../../../src/config/index.ts";
import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { groupLives } from "../../support/groups.ts";
import { freePort } from "../../support/ports.ts";
import { waitFor } from "../../support/wait.ts";

/** Workers that were made since the test began, in order: the ingest threads, then the net thread. */
const workers: Worker[] = [];
const RealWorker = globalThis.Worker;
class NotedWorker extends RealWorker {
  constructor(...parameters: ConstructorParameters<typeof RealWorker>) {
    super(...parameters);
    workers.push(this);
  }
}
const programs: Program[] = [];
afterEach(async () => {
  globalThis.Worker = RealWorker;
  workers.length = 0;
  for (const program of programs.splice(0)) {
    program.killAll();
    await program.close();
  }
});

function shell(name: string, text: string): Launch {
  return { name, kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: "/" };
}

/** A program with what `toml` configures, started; without MCP unless a port is given. */
async function run(toml: string, launches: readonly Launch[] = [], mcpPort?: number): Promise<Program> {
  using folder = makeFolder({ ".brum.toml": toml });
  const configuration: Configuration = loadConfiguration(folder.path, {});
  expect(configuration.warnings).toEqual([]);
  globalThis.Worker = NotedWorker;
  const program = new Program({
    project: { directory: "/", name: "test", packageManager: "npm", scripts: [], candidates: [], warnings: [] },
    preferredPackageManager: undefined,
    launches,
    mcpPort,
    core: configuration.core,
    history: { ...configuration.history, enabled: false },
    logFiles: configuration.logFiles,
    eventBus: configuration.eventBus,
    version: "0",
    ownLog: undefined,
    environment: configuration.environment,
    variables: {},
  });
  programs.push(program);
  await program.start();
  return program;
}

const sleeps = (names: readonly string[]) => names.map((name) => shell(name, `echo up ${name}; exec sleep 60`));
/** What a request fails with. Not `expect().rejects`: that holds up the messages between threads that it waits for. */
const failure = (request: Promise<unknown>) => request.then(() => "", String);
const groupsOf = (processes: readonly ProcessSnapshot[]) => processes.map(({ pid }) => pid ?? 0);

describe.each([1, 2, 3])("with %i ingest threads", (count) => {
  const names = ["e", "d", "c", "b", "a"];
  const configured = `[core]\ningest_threads = ${count}`;
  /** Processes of each thread, told by their source numbers. */
  const shares = (processes: readonly ProcessSnapshot[]) => {
    const shares = Array.from({ length: count }, () => 0);
    for (const { source } of processes) shares[(source - 1) % count] = (shares[(source - 1) % count] ?? 0) + 1;
    return shares;
  };

  test("processes are shared out, listed in order, and each has its lines under a source of its own", async () => {
    const program = await run(configured, sleeps(names));
    expect(workers).toHaveLength(count + 1);
    const processes = await program.processes.list();
    expect(processes.map((process) => process.name)).toEqual(names);
    expect(processes.every((process) => process.status === "running")).toBe(true);
    expect(new Set(processes.map((process) => process.source)).size).toBe(5);
    const all = shares(processes);
    expect(all.reduce((sum, share) => sum + share)).toBe(5);
    expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
    for (const { name, source } of processes) {
      await waitFor(`the line of ${name}`, () => {
        const { records } = program.reader.range(0, program.reader.latest());
        const lines = records.filter((one) => one.source === source && one.stream === stream.stdout);
        return lines.length === 1 && lines[0]?.text === `up ${name}`;
      });
    }
  });

  test("a stop and a restart go to the owner, by name and by id, and a name keeps its source", async () => {
    const program = await run(configured, sleeps(names));
    const before = await program.processes.list();
    for (const [index, process] of before.entries()) {
      const byId = index % 2 === 0;
      const after = await program.processes.restart(byId ? process.id : process.name);
      expect(after).toMatchObject({ name: process.name, source: process.source, status: "running", restarts: 1 });
      expect(after.id).not.toBe(process.id);
      expect(await failure(program.processes.stop(process.id))).toContain("That run is over");
      expect(await program.processes.stop(byId ? after.id : after.name)).toMatchObject({ status: "stopped" });
    }
    expect((await program.processes.list()).map((process) => process.name)).toEqual(names);
    expect(groupsOf(before).some(groupLives)).toBe(false);
    expect(await failure(program.processes.stop("x"))).toBe('Error: No process "x". Known: e, d, c, b, a.');
  });

  test("a name runs once, however often it is started at once", async () => {
    const program = await run(configured);
    const again = sleeps(["web", "web", "api", "web", "api"]);
    const results = await Promise.all(again.map((launch) => program.processes.start(launch)));
    expect(results.map((result) => result.duplicate)).toEqual([false, true, false, true, true]);
    expect(await program.processes.list()).toHaveLength(2);
  });

  test("the end ends all processes of all threads", async () => {
    const program = await run(configured, sleeps(names));
    const groups = groupsOf(await program.processes.list());
    expect(groups.every(groupLives)).toBe(true);
    await program.close();
    expect(groups.some(groupLives)).toBe(false);
  });

  test("the death of any thread ends the program and its processes, of dead and living threads", async () => {
    const program = await run(configured, sleeps(names));
    const groups = groupsOf(await program.processes.list());
    using ringTold = spyOn(LogRing.prototype, "threadDied");
    using busTold = spyOn(EventBus.prototype, "threadDied");
    workers[count - 1]?.terminate();
    const name = count === 1 ? "ingest" : `ingest ${count}`;
    expect(await program.fatal).toBe(`The ${name} thread of Brummer died: it ended without a word`);
    const began = performance.now();
    await program.close();
    expect(performance.now() - began).toBeLessThan(4000);
    await waitFor("their end", () => !groups.some(groupLives));
    // Ring and bus hear of each thread's end once.
    expect(new Set(ringTold.mock.calls.flat()).size).toBe(count + 1);
    expect(ringTold.mock.calls).toHaveLength(count + 1);
    expect(busTold.mock.calls).toEqual(ringTold.mock.calls);
  });
});

test("the death of the ingest thread that answers for all ends the program likewise", async () => {
  const program = await run("[core]\ningest_threads = 2", sleeps(["a", "b", "c"]));
  const groups = groupsOf(await program.processes.list());
  workers[0]?.terminate();
  expect(await program.fatal).toBe("The ingest 1 thread of Brummer died: it ended without a word");
  expect(await failure(program.processes.list())).toContain("The ingest 1 thread of Brummer died");
  await program.close();
  await waitFor("their end", () => !groups.some(groupLives));
});

test("a new process goes to the thread with the fewest living ones", async () => {
  const program = await run("[core]\ningest_threads = 2", sleeps(["a", "b", "c", "d"]));
  const sources = async () => new Map((await program.processes.list()).map(({ name, source }) => [name, source % 2]));
  const first = (await sources()).get("a");
  // Both processes of the first thread end by themselves or by a stop: it is the less busy one from then on.
  for (const [name, source] of await sources()) if (source === first) await program.processes.stop(name);
  for (const launch of sleeps(["e", "f"])) await program.processes.start(launch);
  expect((await sources()).get("e")).toBe(first);
  expect((await sources()).get("f")).toBe(first);
});

test("without the net thread the program goes on, and says that MCP is gone", async () => {
  const program = await run("", sleeps(["a"]), 0);
  expect(workers).toHaveLength(2);
  workers.at(-1)?.terminate();
  const said = await waitFor("the notice", () => {
    const { records } = program.reader.range(0, program.reader.latest());
    return records.find((one) => one.level === level.error);
  });
  expect(said.text).toBe(
    "The net thread of Brummer died: it ended without a word. MCP is gone, and so is brum ps and the like; processes go on.",
  );
  expect(await program.processes.list()).toMatchObject([{ name: "a", status: "running" }]);
});

test("the rings and the bus are as the configuration says", async () => {
  const program = await run(
    [
      "[core]",
      "ring_slots = 4096",
      'ring_bytes = "1 MiB"',
      "error_ring_slots = 64",
      'error_ring_bytes = "128 KiB"',
      "[event_bus.priorities]",
      '"log.tail" = "high"',
      '"process.changed" = "low"',
    ].join("\n"),
    [shell("flood", "seq 1 10000; exec sleep 60")],
  );
  await waitFor("the flood", () => program.reader.latest() > 10_000);
  expect(program.reader.latest() - program.reader.oldest()).toBeLessThanOrEqual(4096);
  expect(program.bus.counters().priorities).toMatchObject({ low: { events: 1 } });
  program.bus.publish("log.tail", { source: 1, stream: stream.stdout, text: "" });
  const { high, low } = program.bus.counters().priorities;
  expect(high.events).toBeGreaterThanOrEqual(1);
  expect(low.events).toBe(1);
});

test("the sizes and the queue of the bus are as the configuration says", async () => {
  const program = await run('[event_bus]\nqueue = 1\n[event_bus.high]\nbytes = "64 MiB"\n');
  expect(program.bus.buffer.byteLength).toBeGreaterThan(64 * 1024 * 1024);
  let handled = 0;
  program.bus.subscribe("system.notice", () => void handled++);
  for (let count = 0; count < 10; count++) program.bus.publish("system.notice", { level: "info", text: "x" });
  await waitFor("all ten", () => handled === 10);
  expect(program.bus.metrics().topics["system.notice"].fallbacks).toBeGreaterThan(0);
});

test.each([
  [1, 1],
  [1000, 5],
])("with %i workers for the bus %i of five asynchronous handlers run at once", async (workers, atOnce) => {
  const program = await run(`[event_bus]\nworkers = ${workers}\n`);
  let [running, most, ended] = [0, 0, 0];
  program.bus.subscribe("system.notice", async () => {
    running++;
    most = Math.max(most, running);
    await Bun.sleep(20);
    running--;
    ended++;
  });
  for (let count = 0; count < 5; count++) program.bus.publish("system.notice", { level: "info", text: "x" });
  await waitFor("all five", () => ended === 5);
  expect(most).toBe(atOnce);
});

test("agents, and what they call, are told to the other threads", async () => {
  const port = await freePort();
  const program = await run("", [], port);
  const [clients, calls]: [McpClient[], McpCall[]] = [[], []];
  program.bus.subscribe("mcp.client", ({ payload }) => void clients.push(payload));
  program.bus.subscribe("mcp.calls", ({ payload }) => void calls.push(...payload.calls));
  const client = new Client({ name: "agent", version: "3" });
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`));
  await client.connect(transport);
  await client.callTool({ name: "scripts_list", arguments: {} });
  const call = await waitFor("the call", () => calls[0]);
  expect(call).toMatchObject({
    tool: "scripts_list",
    input: "{}",
    error: null,
    client: { name: "agent", requests: 2 },
  });
  await transport.terminateSession();
  await client.close();
  await waitFor("its end", () => clients.at(-1)?.isConnected === false);
  expect(clients.map(({ isConnected }) => isConnected)).toEqual([true, false]);
});

test("a port that cannot be had costs the MCP server, and nothing else", async () => {
  // The last one: there is none above it that could be taken instead.
  using _taken = occupied(65_535);
  const began = performance.now();
  const program = await run("", sleeps(["a"]), 65_535);
  expect(performance.now() - began).toBeLessThan(1_900);
  const text = "There is no MCP server: no free port from 65535 to 65535; give another one with --port.";
  await waitFor("the sentence", () => {
    const { records } = program.reader.range(0, program.reader.latest());
    return records.some((one) => one.text === text && one.level === level.error);
  });
  expect(await program.processes.list()).toMatchObject([{ name: "a", status: "running" }]);
});

/** A port that somebody has: this test, or whoever had it before. */
function occupied(port: number): Disposable {
  try {
    const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("taken") });
    return { [Symbol.dispose]: () => void server.stop(true) };
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
}
