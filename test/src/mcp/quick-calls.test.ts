import { describe, expect, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { McpCall } from "../../../src/mcp/index.ts";
import { catalogue, textTool } from "../../support/mcp-catalogue.ts";
import { McpListener } from "../../support/mcp-listener.ts";

const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const quick = { ...textTool("quick", async () => "at once"), isQuick: true };
const other = textTool("other", async () => "in its time");

/** A session, and a way to call in it. */
async function opened(server: McpListener) {
  const send = (message: object, more: Record<string, string> = {}) =>
    fetch(server.url, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(message) });
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "plain", version: "1" } };
  const response = await send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  await response.text();
  const session = { "mcp-session-id": response.headers.get("mcp-session-id") ?? "" };
  return (params: object, more: Record<string, string> = {}) =>
    send({ jsonrpc: "2.0", id: 7, method: "tools/call", params }, { ...session, ...more });
}

describe("a call in a session", () => {
  test("of a quick tool is answered with JSON, of another with a stream", async () => {
    await using server = new McpListener(catalogue({ tools: [quick, other] }));
    const call = await opened(server);
    const answer = await call({ name: "quick", arguments: {} });
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    expect(await answer.json()).toEqual({
      jsonrpc: "2.0",
      id: 7,
      result: { content: [{ type: "text", text: "at once" }] },
    });
    const stream = await call({ name: "other" });
    expect(stream.headers.get("content-type")).toStartWith("text/event-stream");
    expect(await stream.text()).toContain("in its time");
  });

  test.each([
    ["asks for progress", { name: "quick", _meta: { progressToken: 1 } }, {}],
    ["has what nobody knows", { name: "quick", task: {} }, {}],
    ["has arguments that are no object", { name: "quick", arguments: [1] }, {}],
    ["names no tool", { name: 5 }, {}],
    ["takes JSON only", { name: "quick" }, { accept: "application/json" }],
    ["speaks another version", { name: "quick" }, { "mcp-protocol-version": "1999-01-01" }],
  ])("that %s goes the usual way", async (_what, params, more) => {
    await using server = new McpListener(catalogue({ tools: [quick, other] }));
    const answer = await (await opened(server))(params, more);
    const type = answer.headers.get("content-type") ?? "";
    expect(type.startsWith("text/event-stream") || answer.status >= 400).toBe(true);
    await answer.text();
  });

  test("is told of like any other", async () => {
    const calls: McpCall[] = [];
    const observer = { client: () => {}, call: (call: McpCall) => void calls.push(call) };
    await using server = new McpListener(catalogue({ tools: [quick] }), { observer });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    const { content } = await client.callTool({ name: "quick", arguments: {} });
    expect(content).toEqual([{ type: "text", text: "at once" }]);
    await client.close();
    expect(calls.filter(({ tool }) => tool === "quick")).toMatchObject([{ client: { name: "test" }, error: null }]);
  });
});
