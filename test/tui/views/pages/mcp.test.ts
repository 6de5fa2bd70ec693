import { describe, expect, test } from "bun:test";
import type { McpAddress, McpCall, McpClient } from "../../../../src/mcp/index.ts";
import type { AgentEvent } from "../../../../tui/agents/agents.ts";
import { limits } from "../../../../tui/limits.ts";
import type { Model } from "../../../../tui/model.ts";
import { update } from "../../../../tui/update.ts";
import { mcpPage } from "../../../../tui/views/pages/mcp.ts";
import { modelOf, NOW } from "../../support.ts";
import { body, offered, sizes } from "./support.ts";

const MINUTE = 60_000;
const address: McpAddress = { url: "http://127.0.0.1:7777/mcp", port: 7777, wantedPort: 7777, takenBy: null };

function client(id: number, changes: Partial<McpClient> = {}): McpClient {
  return {
    id,
    name: "claude-code",
    version: "2.1.0",
    agent: "claude-code/2.1.0 (cli)",
    protocol: "2025-11-25",
    since: NOW - 5 * MINUTE,
    lastSeen: NOW - 2 * MINUTE,
    requests: 12,
    isConnected: true,
    ...changes,
  };
}

function call(id: number, changes: Partial<McpCall> = {}): McpCall {
  return {
    id,
    client: client(1),
    method: "tools/call",
    tool: "logs_search",
    input: '{"query":"error","limit":20}',
    startedAt: NOW - 2 * MINUTE,
    durationMs: 12.3,
    error: null,
    bytes: 3412,
    ...changes,
  };
}

function view(changes: Partial<Model> = {}, events: readonly AgentEvent[] = [], at: McpAddress = address): Model {
  const start = modelOf({ view: "mcp", ...sizes.wide, ...changes });
  const listening = update(start, { type: "mcp", port: at.port, address: at }).model;
  return update(listening, { type: "agents", events }).model;
}

const busy: readonly AgentEvent[] = [
  { client: client(1) },
  { client: client(2, { name: "cursor-vscode", version: "1.0.0", protocol: "2026-07-28", isConnected: false }) },
  { call: call(1, { method: "tools/list", tool: null, input: "", bytes: 6213, durationMs: 0.4 }) },
  { call: call(2) },
  {
    call: call(3, {
      tool: "scripts_run",
      input: '{"name":"web"}',
      error: "There is no script wbe. Did you mean web?",
      bytes: 280,
    }),
  },
];

const select = (model: Model, row: string): Model => ({
  ...model,
  pages: { ...model.pages, mcp: { ...model.pages.mcp, selected: row } },
});

describe("MCP", () => {
  test("96x20", () => {
    expect(body(view({}, busy))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   all calls                        3 │ listening at http://127.0.0.1:7777/mcp, 1 client
 ○ cursor-vscode 1.0.0   gone, 2m ago │ 10:40:07 ✖ scripts_run There is no script …  12 ms  280
 ● claude-code 2.1.0           2m ago │ 10:40:07 ✔ logs_search {"query":"error","l…  12 ms   3k
 calls, the newest first              │ 10:40:07 ✔ tools/list                        <1 ms   6k
 ✖ 10:40:07 scripts_run         12 ms │
 ✔ 10:40:07 logs_search         12 ms │
 ✔ 10:40:07 tools/list          <1 ms │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view({}, busy), "client 1"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   all calls                        3 │ listening at http://127.0.0.1:7777/mcp, 1 client
 ○ cursor-vscode 1.0.0   gone, 2m ago │ claude-code 2.1.0
 ● claude-code 2.1.0           2m ago │
 calls, the newest first              │ state     connected
 ✖ 10:40:07 scripts_run         12 ms │ protocol  2025-11-25
 ✔ 10:40:07 logs_search         12 ms │ since     10:37:07
 ✔ 10:40:07 tools/list          <1 ms │ last seen 10:40:07
                                      │ requests  12
                                      │ agent     claude-code/2.1.0 (cli)
                                      │
                                      │ 10:40:07 ✖ scripts_run There is no script …  12 ms  280
                                      │ 10:40:07 ✔ logs_search {"query":"error","l…  12 ms   3k
                                      │ 10:40:07 ✔ tools/list                        <1 ms   6k
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view({}, busy), "call 2"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   all calls                        3 │ listening at http://127.0.0.1:7777/mcp, 1 client
 ○ cursor-vscode 1.0.0   gone, 2m ago │ logs_search
 ● claude-code 2.1.0           2m ago │
 calls, the newest first              │ answer    3,412 bytes
 ✖ 10:40:07 scripts_run         12 ms │ took      12 ms
 ✔ 10:40:07 logs_search         12 ms │ at        10:40:07
 ✔ 10:40:07 tools/list          <1 ms │ client    claude-code 2.1.0
                                      │ method    tools/call
                                      │
                                      │ arguments
                                      │   {
                                      │     "query": "error",
                                      │     "limit": 20
                                      │   }
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("60x15 and 40x10: the list alone; zoomed its detail", () => {
    expect(body(view(sizes.middle, busy))).toBe(`
────────────────────────────────────────────────────────────
 listening at http://127.0.0.1:7777/mcp, 1 client
   all calls                                              3
 ○ cursor-vscode 1.0.0                         gone, 2m ago
 ● claude-code 2.1.0                                 2m ago
 calls, the newest first
 ✖ 10:40:07 scripts_run                               12 ms
 ✔ 10:40:07 logs_search                               12 ms
 ✔ 10:40:07 tools/list                                <1 ms



────────────────────────────────────────────────────────────
`);
    expect(body(view({ ...sizes.middle, zoom: true }, busy))).toBe(`
────────────────────────────────────────────────────────────
 listening at http://127.0.0.1:7777/mcp, 1 client
 10:40:07 ✖ scripts_run There is no script wbe…  12 ms  280
 10:40:07 ✔ logs_search {"query":"error","limi…  12 ms   3k
 10:40:07 ✔ tools/list                           <1 ms   6k







────────────────────────────────────────────────────────────
`);
    expect(body(view(sizes.small, busy))).toBe(`
────────────────────────────────────────
 listening at http://127.0.0.1:7777/mc…
   all calls                          3
 ○ cursor-vscode 1.0.0     gone, 2m ago
 ● claude-code 2.1.0             2m ago
 calls, the newest first
 ✖ 10:40:07 scripts_run           12 ms
────────────────────────────────────────
`);
    expect(body(select(view({ ...sizes.small, zoom: true }, busy), "call 3"))).toBe(`
────────────────────────────────────────
 listening at http://127.0.0.1:7777/mc…
 scripts_run

 answer    There is no script wbe. Did
           you mean web?
 took      12 ms
────────────────────────────────────────
`);
  });

  test("without Unicode", () => {
    expect(body(view({ ...sizes.middle, unicode: false }, busy))).toBe(`
------------------------------------------------------------
 listening at http://127.0.0.1:7777/mcp, 1 client
   all calls                                              3
 o cursor-vscode 1.0.0                         gone, 2m ago
 * claude-code 2.1.0                                 2m ago
 calls, the newest first
 x 10:40:07 scripts_run                               12 ms
 v 10:40:07 logs_search                               12 ms
 v 10:40:07 tools/list                                <1 ms



------------------------------------------------------------
`);
  });

  test("nobody has come", () => {
    expect(body(view())).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   all calls                          │ listening at http://127.0.0.1:7777/mcp
                                      │ No agent has come so far. y copies the address; the
                                      │ Settings view tells AI clients of it.
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("the port was taken", () => {
    const other = { ...address, port: 7778, url: "http://127.0.0.1:7778/mcp", takenBy: "node (pid 812)" };
    expect(body(view({ rows: 10 }, [], other))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   all calls                          │ listening at http://127.0.0.1:7778/mcp
                                      │ port      7778, as 7777 is taken by node (pid 812)
                                      │
                                      │ No agent has come so far. y copies the address; the
                                      │ Settings view tells AI clients of it.
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("there is no server", () => {
    const start = modelOf({ view: "mcp", ...sizes.middle });
    const failed = update(start, {
      type: "mcp-failed",
      reason: "no free port from 7777 to 7876; give another one with --port",
    });
    expect(body(failed.model)).toBe(`
────────────────────────────────────────────────────────────
 no MCP server: no free port from 7777 to 7876; give anoth…
 no MCP server: no free port from 7777 to 7876; give
 another one with --port.
 Agents cannot reach this Brummer; everything else works as
 always.






────────────────────────────────────────────────────────────
`);
  });
});

describe("what is known of agents", () => {
  test("the tab counts those that are connected", () => {
    expect(mcpPage.badge(view({}, busy))).toBe("1");
    expect(mcpPage.badge(view())).toBeNull();
  });

  test("a call makes up for an event of its client that was missed", () => {
    const model = view({}, [{ call: call(1, { client: client(7, { requests: 3 }) }) }]);
    expect(model.agents.clients.map(({ id, requests }) => [id, requests])).toEqual([[7, 3]]);
  });

  test("clients and calls are bounded; who is gone for longest goes first", () => {
    const gone = client(0, { isConnected: false, lastSeen: NOW });
    const clients = Array.from({ length: limits.agents }, (_, index) => ({ client: client(index + 1) }));
    const model = view({}, [{ client: gone }, ...clients]);
    expect(model.agents.clients).toHaveLength(limits.agents);
    expect(model.agents.clients.some(({ id }) => id === 0)).toBe(false);
    const calls = Array.from({ length: limits.agentCalls + 1 }, (_, index) => ({ call: call(index + 1) }));
    const called = view({}, calls);
    expect(called.agents.calls).toHaveLength(limits.agentCalls);
    expect(called.agents.calls[0]?.id).toBe(limits.agentCalls + 1);
    expect(called.agents.calls.at(-1)?.id).toBe(2);
  });

  test("the selected call stays selected, and in sight, when others come", () => {
    const model = select(view({ ...sizes.small }, busy), "call 2");
    const more = Array.from({ length: 30 }, (_, index) => ({ call: call(index + 10) }));
    const after = update(model, { type: "agents", events: more }).model;
    expect(after.pages.mcp.selected).toBe("call 2");
    expect(body(after)).toContain("logs_search");
    const rows = mcpPage.rows(after, 40);
    const at = rows.findIndex(({ id }) => id === "call 2");
    expect(at - after.pages.mcp.top).toBeLessThan(6);
    expect(at).toBeGreaterThanOrEqual(after.pages.mcp.top);
  });

  test("y copies the address, of a call its JSON", () => {
    const model = view({}, busy);
    const copied = (row: string) => update(select(model, row), { type: "key", key: "y" }).effects;
    expect(copied("all")).toEqual([{ type: "copy", text: address.url }]);
    expect(copied("client 2")).toEqual([{ type: "copy", text: address.url }]);
    const [effect] = copied("call 2");
    expect(JSON.parse(effect?.type === "copy" ? effect.text : "")).toEqual({
      time: new Date(NOW - 2 * MINUTE).toISOString(),
      client: { name: "claude-code", version: "2.1.0" },
      method: "tools/call",
      tool: "logs_search",
      arguments: { query: "error", limit: 20 },
      duration_ms: 12.3,
      answer_bytes: 3412,
    });
    const [failed] = copied("call 3");
    expect(failed?.type === "copy" ? failed.text : "").toContain('"error": "There is no script wbe.');
    expect(offered(select(model, "call 2"))).toContain("y copy");
  });

  test("arguments that were cut are copied and shown as they came", () => {
    const cut = call(9, { input: '{"query":"xxx…' });
    const model = select(view({}, [{ call: cut }]), "call 9");
    expect(body(model)).toContain('{"query":"xxx…');
    const [effect] = update(model, { type: "key", key: "y" }).effects;
    const copied: unknown = JSON.parse(effect?.type === "copy" ? effect.text : "");
    expect(copied).toMatchObject({ arguments: '{"query":"xxx…' });
  });

  test("what an agent says cannot leave its row", () => {
    const evil = client(3, { name: "\x1b[2Jevil\nname", version: "1" });
    expect(body(view({}, [{ client: evil }]))).toContain("␛[2Jevil␊name 1");
  });
});
