import { describe, expect, jest, test } from "bun:test";
import { Activity } from "../../../src/mcp/activity.ts";
import { identityOf, requestsIn } from "../../../src/mcp/identity.ts";
import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import type { ClientIdentity } from "../../../src/mcp/visitor.ts";
import { call, Harness, until } from "./harness.ts";

describe("a client with a session", () => {
  test("is told of when it comes, calls and goes", async () => {
    await using harness = new Harness();
    const before = Date.now();
    const { client, transport } = await harness.connect();
    expect(harness.clients).toEqual([
      {
        id: 1,
        name: "test",
        version: "1",
        agent: expect.any(String),
        protocol: "2025-11-25",
        since: expect.any(Number),
        lastSeen: expect.any(Number),
        requests: 1,
        isConnected: true,
      },
    ]);
    await client.listTools();
    await call(client, "scripts_status", { name: "web" });
    expect(harness.calls).toHaveLength(2);
    const [list, status] = harness.calls;
    expect(list).toMatchObject({ id: 1, method: "tools/list", tool: null, input: "", error: null });
    expect(list?.bytes).toBeGreaterThan(1000);
    expect(status).toMatchObject({ id: 2, method: "tools/call", tool: "scripts_status", input: '{"name":"web"}' });
    expect(status?.client).toMatchObject({ id: 1, requests: 3, isConnected: true });
    expect(status?.startedAt).toBeGreaterThanOrEqual(before);
    expect(status?.durationMs).toBeGreaterThan(0);
    await transport.terminateSession();
    expect(harness.clients.at(-1)).toMatchObject({ id: 1, isConnected: false });
  });

  test("has its mistakes told: of a tool, and of the protocol", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await call(client, "logs_search", { limit: "many" });
    expect(harness.calls.at(-1)?.error).toStartWith("Invalid arguments for logs_search: ");
    await expect(client.callTool({ name: "nothing" })).rejects.toThrow();
    expect(harness.calls.at(-1)).toMatchObject({
      tool: "nothing",
      error: expect.stringContaining("Unknown tool"),
      bytes: 0,
    });
  });

  test("has what it sends cut", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await call(client, "logs_search", { query: "x".repeat(900) });
    expect(harness.calls.at(-1)?.input).toHaveLength(mcpLimits.callText + 1);
    expect(harness.calls.at(-1)?.input).toEndWith("xxx…");
  });

  test("is a client of its own each", async () => {
    await using harness = new Harness();
    const [one, two] = [await harness.connect(), await harness.connect()];
    await call(two.client, "scripts_list");
    await call(one.client, "scripts_list");
    expect(harness.calls.map(({ client }) => client.id)).toEqual([2, 1]);
  });
});

describe("a client of revision 2026-07-28", () => {
  test("is one, however many requests it sends", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(true);
    await client.listTools();
    await call(client, "scripts_list");
    expect(harness.clients).toHaveLength(1);
    expect(harness.clients[0]).toMatchObject({ name: "test", version: "1", protocol: "2026-07-28", isConnected: true });
    expect(harness.calls.map(({ method, client: { id } }) => [method, id])).toEqual([
      ["tools/list", 1],
      ["tools/call", 1],
    ]);
    const [list, called] = harness.calls.map((one) => one.client.requests);
    expect(called).toBe((list ?? 0) + 1);
    const other = await harness.connect(true);
    await call(other.client, "scripts_list");
    // It says the same of itself, so nothing tells the two apart.
    expect(harness.calls.at(-1)?.client.id).toBe(1);
  });
});

test("who is turned away is no client", async () => {
  await using harness = new Harness();
  for (const body of ["{", "[]", { jsonrpc: "2.0", id: 1, method: "tools/list" }]) {
    expect((await harness.post(body)).status).toBeGreaterThanOrEqual(400);
  }
  expect(harness.clients).toEqual([]);
});

describe("clients without sessions", () => {
  function withClock() {
    const clock = { now: 1000 };
    const told: McpClient[] = [];
    const calls: McpCall[] = [];
    const activity = new Activity(
      { client: (client) => told.push(client), call: (one) => calls.push(one) },
      () => clock.now,
    );
    const identity = (name: string): ClientIdentity => ({ name, version: "1", agent: "", protocol: "2026-07-28" });
    return { clock, told, calls, activity, visit: (name: string) => activity.visit(identity(name)) };
  }

  test("are gone after a silence, unless they listen", async () => {
    jest.useFakeTimers();
    const { clock, told, visit, activity } = withClock();
    const pass = (ms: number) => {
      clock.now += ms;
      jest.advanceTimersByTime(ms);
    };
    visit("silent");
    const release = visit("listens").hold();
    pass(mcpLimits.clientQuietMs);
    expect(told).toHaveLength(2);
    pass(mcpLimits.clientQuietMs / 4);
    expect(told.slice(2)).toEqual([expect.objectContaining({ name: "silent", isConnected: false })]);
    release();
    release();
    pass(2 * mcpLimits.clientQuietMs);
    expect(told.at(-1)).toMatchObject({ name: "listens", isConnected: false });
    visit("silent");
    expect(told.at(-1)).toMatchObject({ id: 1, name: "silent", isConnected: true, since: 1000 });
    activity.close();
    jest.useRealTimers();
  });

  test("are remembered up to a number; who was silent for longest is forgotten", () => {
    const { told, visit, activity } = withClock();
    for (let index = 0; index < mcpLimits.clients; index++) visit(`client ${index}`);
    visit("client 0");
    visit("one more");
    expect(told.at(-2)).toMatchObject({ name: "client 1", isConnected: false });
    expect(told.filter(({ isConnected }) => !isConnected)).toHaveLength(1);
    activity.close();
  });

  test("a long name is cut", () => {
    const { told, visit, activity } = withClock();
    visit("n".repeat(1000));
    expect(told[0]?.name).toHaveLength(mcpLimits.clientText);
    activity.close();
  });
});

describe("who sends a request", () => {
  const request = (agent?: string) =>
    new Request("http://127.0.0.1/mcp", { headers: agent === undefined ? {} : { "user-agent": agent } });

  test.each([
    [{ params: { clientInfo: { name: "a", version: "2" }, protocolVersion: "x" } }, "z/1", ["a", "2", "z/1", "x"]],
    [
      { params: { clientInfo: { name: 3 } } },
      "claude-code/2.1 (cli)",
      ["claude-code", "2.1", "claude-code/2.1 (cli)", ""],
    ],
    [{ params: { _meta: 3 } }, "curl", ["curl", "", "curl", ""]],
    [null, "", ["", "", "", ""]],
  ])("%j %s", (message, agent, [name, version, agentText, protocol]) => {
    expect(Object.values(identityOf(request(agent), message))).toEqual([name, version, agentText, protocol]);
  });

  test("requests are counted, notifications are not", () => {
    expect(requestsIn({ method: "ping", id: 1 })).toBe(1);
    expect(requestsIn([{ method: "ping", id: 1 }, { method: "x" }, { id: 2, result: {} }, null])).toBe(1);
    expect(requestsIn(undefined)).toBe(0);
  });
});

test("the events of a call are told after its answer is known", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  harness.processes.failure = "the ingest thread is busy";
  await call(client, "scripts_status");
  await until(() => harness.calls.length === 1);
  expect(harness.calls[0]?.error).toBe("the ingest thread is busy");
});
