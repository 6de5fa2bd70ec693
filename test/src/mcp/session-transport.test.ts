import { describe, expect, test } from "bun:test";
import { Client, ResourceNotFoundError, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { EventReader } from "../../support/event-reader.ts";
import { Changes, catalogue, textTool } from "../../support/mcp-catalogue.ts";
import { McpListener } from "../../support/mcp-listener.ts";
import { sdkOf } from "../../support/sdk.ts";
import { until } from "./harness.ts";

const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };

/** Opens a session; returns the headers of its later requests. */
async function open(url: string, protocolVersion = "2025-11-25"): Promise<Record<string, string>> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: "plain", version: "1" } };
  const response = await post(url, { id: 1, method: "initialize", params });
  await response.text();
  const id = response.headers.get("mcp-session-id") ?? "none";
  return { "mcp-session-id": id, "mcp-protocol-version": protocolVersion };
}

function post(url: string, message: object, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return fetch(url, { method: "POST", headers: { ...json, ...headers }, body });
}

/** A GET stream; with `after`, one that is resumed after that id. */
function listen(url: string, session: Record<string, string>, after?: string): Promise<Response> {
  const resumed = after === undefined ? {} : { "last-event-id": after };
  return fetch(url, { headers: { accept: "text/event-stream", ...session, ...resumed } });
}

/** Opens or resumes a stream, once the server has seen that the one before is gone. */
async function listenAgain(url: string, session: Record<string, string>, after?: string): Promise<EventReader> {
  let response = await listen(url, session, after);
  await until(async () => {
    if (response.status !== 409) return true;
    response = await listen(url, session, after);
    return false;
  });
  expect(response.status).toBe(200);
  return new EventReader(response);
}

/** A tool that answers when it is told to. */
function slow() {
  const gate = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const tool = textTool("slow", async (exchange) => {
    await exchange.progress(1, 2, "begun");
    began.resolve();
    await gate.promise;
    await exchange.progress(2, 2, "done");
    return "the answer";
  });
  return { tool, finish: () => gate.resolve(), began: began.promise };
}

const call = (id: number) => ({ id, method: "tools/call", params: { name: "slow", _meta: { progressToken: "p" } } });

describe("a call whose stream breaks", () => {
  test("goes on, and its answer waits for the client", async () => {
    const { tool, finish, began } = slow();
    await using server = new McpListener(catalogue({ tools: [tool] }));
    const session = await open(server.url);
    const stream = new EventReader(await post(server.url, call(7), session));
    const first = await stream.next();
    expect(first).toEqual({ id: expect.any(String), retry: `${mcpLimits.retryMs}`, data: "" });
    await began;
    await stream.cancel();
    finish();
    const events = await (await listenAgain(server.url, session, first?.["id"])).rest();
    expect(events.shift()).toEqual({ retry: `${mcpLimits.retryMs}` });
    expect(events.map(({ data = "" }) => JSON.parse(data))).toMatchObject([
      { method: "notifications/progress", params: { progress: 1, progressToken: "p" } },
      { method: "notifications/progress", params: { progress: 2 } },
      { id: 7, result: { content: [{ text: "the answer" }] } },
    ]);
    // The same once more, from where the client wants it.
    const last = await (await listenAgain(server.url, session, events[1]?.["id"])).rest();
    expect(last.map(({ id }) => id)).toEqual([undefined, events[2]?.["id"]]);
  });

  test("tells the rest live where the client is back before the end", async () => {
    const { tool, finish, began } = slow();
    await using server = new McpListener(catalogue({ tools: [tool] }));
    const session = await open(server.url);
    const stream = new EventReader(await post(server.url, call(7), session));
    const first = await stream.next();
    const begun = await stream.next();
    await began;
    await stream.cancel();
    const again = await listenAgain(server.url, session, begun?.["id"]);
    expect(await again.next()).toEqual({ retry: `${mcpLimits.retryMs}` });
    finish();
    const numbers = (await again.rest()).map(({ id = "" }) => Number.parseInt(id, 10));
    expect(numbers).toHaveLength(2);
    expect(Math.min(...numbers)).toBeGreaterThan(Number.parseInt(begun?.["id"] ?? "", 10));
    expect(first?.["id"]).not.toBe(begun?.["id"]);
  });

  test("is taken up by the SDK's client when the server closes it", async () => {
    const tool = textTool("closing", async (exchange) => {
      sdkOf(exchange).http?.closeSSE?.();
      return "the answer";
    });
    await using server = new McpListener(catalogue({ tools: [tool] }));
    const client = new Client({ name: "test", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    expect(await client.callTool({ name: "closing" })).toMatchObject({ content: [{ text: "the answer" }] });
    await client.close();
  });
});

describe("a GET stream", () => {
  test("can be resumed from its beginning: what changed meanwhile is told, then what changes", async () => {
    const changes = new Changes();
    await using server = new McpListener(catalogue({ watch: changes.watch }));
    const session = await open(server.url);
    const stream = new EventReader(await listen(server.url, session));
    const first = await stream.next();
    expect(first).toEqual({ id: expect.any(String), retry: `${mcpLimits.retryMs}`, data: "" });
    await stream.cancel();
    changes.tell({ kind: "tools" });
    changes.tell({ kind: "prompts" });
    changes.tell({ kind: "tools" });
    const again = await listenAgain(server.url, session, first?.["id"]);
    await again.next();
    changes.tell({ kind: "resources" });
    const methods: string[] = [];
    for (let count = 0; count < 3; count++) methods.push(JSON.parse((await again.next())?.["data"] ?? "").method);
    expect(methods).toEqual([
      "notifications/prompts/list_changed",
      "notifications/tools/list_changed",
      "notifications/resources/list_changed",
    ]);
    await again.cancel();
  });

  test("has no event without data for clients that do not know such", async () => {
    const changes = new Changes();
    await using server = new McpListener(catalogue({ watch: changes.watch }));
    const session = await open(server.url, "2025-06-18");
    const stream = new EventReader(await listen(server.url, session));
    expect(await stream.next()).toEqual({ retry: `${mcpLimits.retryMs}` });
    changes.tell({ kind: "tools" });
    expect(await stream.next()).toMatchObject({ id: expect.any(String), data: expect.stringContaining("tools") });
    await stream.cancel();
  });
});

describe("ids that lead nowhere", () => {
  test("are refused: unknown ones, and those of an answer that is gone", async () => {
    const big = textTool("big", () => "x".repeat(mcpLimits.keptBytes));
    await using server = new McpListener(catalogue({ tools: [big] }));
    const session = await open(server.url);
    for (const id of ["nonsense", "1", "99_a", "-1_a"]) {
      const response = await listen(server.url, session, id);
      expect([id, response.status]).toEqual([id, 400]);
      await response.text();
    }
    const answer = await post(server.url, { id: 2, method: "tools/call", params: { name: "big" } }, session);
    const [first, last] = await new EventReader(answer).rest();
    expect(last?.["data"]).toContain("xxx");
    const gone = await listen(server.url, session, first?.["id"]);
    expect(gone.status).toBe(400);
    await gone.text();
  });

  test("of another session give nothing of it", async () => {
    const secret = textTool("slow", () => "a secret");
    await using server = new McpListener(catalogue({ tools: [secret] }));
    const [one, other] = [await open(server.url), await open(server.url)];
    const [first] = await new EventReader(await post(server.url, call(2), one)).rest();
    await (await post(server.url, call(3), other)).text();
    const events = await new EventReader(await listen(server.url, other, first?.["id"])).rest();
    expect(events).toEqual([{ retry: `${mcpLimits.retryMs}` }]);
  });
});

describe("a resource that does not exist", () => {
  const read = { id: 5, method: "resources/read", params: { uri: "x://nothing" } };

  test("has the code of the revision that is spoken", async () => {
    await using server = new McpListener(catalogue());
    for (const revision of ["2025-06-18", "2025-11-25"]) {
      const response = await post(server.url, read, await open(server.url, revision));
      const error = JSON.parse((await new EventReader(response).rest()).at(-1)?.["data"] ?? "").error;
      expect([revision, error.code, error.data]).toEqual([revision, -32002, { uri: "x://nothing" }]);
    }
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const response = await post(
      server.url,
      { ...read, params: { ...read.params, _meta: meta } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "resources/read", "mcp-name": "x://nothing" },
    );
    expect((await response.json()).error).toMatchObject({ code: -32602, data: { uri: "x://nothing" } });
  });

  test("is known as such by the SDK's client in both", async () => {
    await using server = new McpListener(catalogue());
    for (const options of [{}, { versionNegotiation: { mode: { pin: "2026-07-28" } } }]) {
      const client = new Client({ name: "test", version: "1" }, options);
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
      await expect(client.readResource({ uri: "x://nothing" })).rejects.toBeInstanceOf(ResourceNotFoundError);
      await client.close();
    }
  });

  test("is not what other invalid parameters are", async () => {
    await using server = new McpListener(catalogue());
    const response = await post(
      server.url,
      { id: 5, method: "tools/call", params: { name: "nothing" } },
      await open(server.url),
    );
    expect(await response.text()).toContain('"code":-32602');
  });
});
