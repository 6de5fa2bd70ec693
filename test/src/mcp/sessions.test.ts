import { describe, expect, spyOn, test } from "bun:test";
import { Server, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import { Activity } from "../../../src/mcp/activity.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { QuickCalls } from "../../../src/mcp/quick-calls.ts";
import { Sessions } from "../../../src/mcp/sessions.ts";
import { catalogue } from "../../support/mcp-catalogue.ts";

const url = "http://127.0.0.1/mcp";
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "plain", version: "1" } },
};
const ping = { jsonrpc: "2.0", id: 2, method: "ping" };

/** Sessions whose clock is moved by hand; the tool that they have takes its time. */
function withClock(tool: () => Promise<void> = async () => {}) {
  const clock = { now: 0 };
  const sessions = new Sessions(
    (visitor) => {
      const server = new Server({ name: "test", version: "1" }, { capabilities: { tools: {} } });
      server.setRequestHandler("tools/call", ({ method, params }) =>
        visitor.answer({ method, input: params }, async () => {
          await tool();
          return { content: [] };
        }),
      );
      return server;
    },
    new QuickCalls(catalogue({})),
    new Activity({ client: () => {}, call: () => {} }),
    () => clock.now,
  );
  const open = async (): Promise<string> => {
    const response = await sessions.handle(new Request(url, { method: "POST", headers }), initialize);
    await response.text();
    return response.headers.get("mcp-session-id") ?? "none";
  };
  const use = (id: string, method = "POST", message: object = ping) =>
    sessions.handle(
      new Request(url, { method, headers: { ...headers, "mcp-session-id": id } }),
      method === "POST" ? message : undefined,
    );
  return { clock, sessions, open, use };
}

describe("idle sessions", () => {
  test("are closed by the next request of anybody", async () => {
    const { clock, sessions, open, use } = withClock();
    const idle = await open();
    const used = await open();
    clock.now = mcpLimits.sessionIdleMs;
    expect((await use(used)).status).toBe(200);
    expect(sessions.counts.open).toBe(2);
    clock.now++;
    expect((await use(used)).status).toBe(200);
    expect(sessions.counts).toEqual({ open: 1, evicted: 0, expired: 1, refused: 0 });
    expect((await use(idle)).status).toBe(404);
    await sessions.close();
  });

  test("live while their stream is open", async () => {
    const { clock, sessions, open, use } = withClock();
    const id = await open();
    const stream = await use(id, "GET");
    clock.now = 10 * mcpLimits.sessionIdleMs;
    await open();
    expect(sessions.counts.open).toBe(2);
    await stream.body?.cancel();
    clock.now += mcpLimits.sessionIdleMs;
    expect((await use(id)).status).toBe(200);
    clock.now += mcpLimits.sessionIdleMs + 1;
    expect((await use(id)).status).toBe(404);
    await sessions.close();
    expect(sessions.counts.open).toBe(0);
  });

  test("may be closed again when their stream broke", async () => {
    const { clock, sessions, open, use } = withClock();
    const id = await open();
    const broken = new ReadableStream<Uint8Array>({
      pull() {
        throw new Error("broken");
      },
    });
    const handle = spyOn(WebStandardStreamableHTTPServerTransport.prototype, "handleRequest");
    handle.mockResolvedValueOnce(new Response(broken, { headers: { "content-type": "text/event-stream" } }));
    const stream = await use(id, "GET");
    handle.mockRestore();
    await expect(stream.text()).rejects.toThrow("broken");
    clock.now = mcpLimits.sessionIdleMs + 1;
    expect((await use(id)).status).toBe(404);
    expect(sessions.counts).toMatchObject({ open: 0, expired: 1 });
  });
});

describe("a session that waits for an answer", () => {
  const call = { jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "slow" } };

  test("is neither idle nor makes room, however long that takes", async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, sessions, open, use } = withClock(() => gate.promise);
    const waiting = await open();
    const answer = await use(waiting, "POST", call);
    clock.now = 10 * mcpLimits.sessionIdleMs;
    for (let count = 0; count < mcpLimits.sessions; count++) await open();
    expect(sessions.counts).toMatchObject({ open: mcpLimits.sessions, evicted: 1, expired: 0 });
    gate.resolve();
    expect(await answer.text()).toContain('"id":3');
    // From here on it is as idle as the others.
    clock.now += mcpLimits.sessionIdleMs;
    expect((await use(waiting)).status).toBe(200);
    clock.now += mcpLimits.sessionIdleMs + 1;
    expect((await use(waiting)).status).toBe(404);
    await sessions.close();
  });

  test("lives while one of its streams is open, when another has ended", async () => {
    const { clock, sessions, open, use } = withClock();
    const id = await open();
    const streams = [await use(id, "GET")];
    // The answer of a call that is resumed is a second stream: ended at once, as it was told.
    const primed = await (await use(id, "POST", call)).text();
    const lastId = /^id: (\S+)/m.exec(primed)?.[1] ?? "";
    const again = new Request(url, {
      headers: { accept: "text/event-stream", "mcp-session-id": id, "last-event-id": lastId },
    });
    await (await sessions.handle(again, undefined)).text();
    clock.now = 10 * mcpLimits.sessionIdleMs;
    await open();
    expect(sessions.counts).toMatchObject({ open: 2, expired: 0 });
    for (const stream of streams) await stream.body?.cancel();
    await sessions.close();
  });
});
