import { describe, expect, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Change } from "../../../src/mcp/catalogue.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { Changes, catalogue } from "../../support/mcp-catalogue.ts";
import { McpListener } from "../../support/mcp-listener.ts";
import { until } from "./harness.ts";

/** Who attends to which resource now. */
class Attention {
  readonly counts = new Map<string, number>();

  readonly attend = (uri: string): (() => void) | undefined => {
    if (uri.startsWith("none://")) return undefined;
    this.counts.set(uri, (this.counts.get(uri) ?? 0) + 1);
    return () => {
      const left = (this.counts.get(uri) ?? 0) - 1;
      if (left > 0) this.counts.set(uri, left);
      else this.counts.delete(uri);
    };
  };
}

/** A server with changes that the test makes, and a client of it that notes what it hears. */
async function watched(attention?: Attention) {
  const changes = new Changes();
  const offered = attention === undefined ? {} : { attend: attention.attend };
  const server = new McpListener(catalogue({ watch: changes.watch, ...offered }));
  const connect = async () => {
    const heard: string[] = [];
    const client = new Client({ name: "test", version: "1" });
    client.setNotificationHandler("notifications/resources/updated", ({ params }) => void heard.push(params.uri));
    for (const list of ["tools", "prompts", "resources"] as const) {
      client.setNotificationHandler(`notifications/${list}/list_changed`, () => void heard.push(list));
    }
    const transport = new StreamableHTTPClientTransport(new URL(server.url));
    await client.connect(transport);
    return { client, transport, heard };
  };
  return { changes, server, connect };
}

const updated = (uri: string): Change => ({ kind: "resource", uri });

describe("a session", () => {
  test("hears of the resources that it has subscribed to, until it unsubscribes, and of no others", async () => {
    const { changes, server, connect } = await watched();
    await using _server = server;
    const { client, heard } = await connect();
    await client.subscribeResource({ uri: "x://1" });
    await client.subscribeResource({ uri: "x://2" });
    for (const uri of ["x://1", "x://2", "x://3"]) changes.tell(updated(uri));
    await until(() => heard.length === 2);
    await client.unsubscribeResource({ uri: "x://1" });
    for (const uri of ["x://1", "x://2", "x://3"]) changes.tell(updated(uri));
    await until(() => heard.length === 3);
    expect(heard).toEqual(["x://1", "x://2", "x://2"]);
    await client.close();
  });

  test("hears of every list that changes", async () => {
    const { changes, server, connect } = await watched();
    await using _server = server;
    const { client, heard } = await connect();
    // The client's stream is open once it hears.
    await until(() => {
      changes.tell({ kind: "tools" });
      return Bun.sleep(5).then(() => heard.length > 0);
    });
    changes.tell({ kind: "prompts" });
    changes.tell({ kind: "resources" });
    await until(() => heard.includes("resources"));
    expect([...new Set(heard)]).toEqual(["tools", "prompts", "resources"]);
    await client.close();
  });

  test("is one of several, each with its own subscriptions", async () => {
    const { changes, server, connect } = await watched();
    await using _server = server;
    const [one, other] = [await connect(), await connect()];
    await one.client.subscribeResource({ uri: "x://1" });
    await other.client.subscribeResource({ uri: "x://2" });
    changes.tell(updated("x://1"));
    changes.tell(updated("x://2"));
    await until(() => one.heard.length > 0 && other.heard.length > 0);
    expect([one.heard, other.heard]).toEqual([["x://1"], ["x://2"]]);
    await Promise.all([one.client.close(), other.client.close()]);
  });
});

describe("subscriptions are bounded", () => {
  test("by a number for each session, in which one that is there already counts once", async () => {
    const attention = new Attention();
    const { server, connect } = await watched(attention);
    await using _server = server;
    const { client } = await connect();
    for (let count = 0; count < mcpLimits.watched; count++) await client.subscribeResource({ uri: `x://${count}` });
    await expect(client.subscribeResource({ uri: "x://more" })).rejects.toThrow(/unsubscribe from one first/);
    await client.subscribeResource({ uri: "x://7" });
    expect([attention.counts.size, attention.counts.get("x://7")]).toEqual([mcpLimits.watched, 1]);
    await client.unsubscribeResource({ uri: "x://0" });
    await client.subscribeResource({ uri: "x://more" });
    expect(attention.counts.has("x://0")).toBe(false);
    const other = await connect();
    await other.client.subscribeResource({ uri: "x://more" });
    expect(attention.counts.get("x://more")).toBe(2);
    await Promise.all([client.close(), other.client.close()]);
  });

  test("to resources that there can be", async () => {
    const attention = new Attention();
    const { server, connect } = await watched(attention);
    await using _server = server;
    const { client } = await connect();
    await expect(client.subscribeResource({ uri: "none://1" })).rejects.toThrow(/none:\/\/1/);
    await client.unsubscribeResource({ uri: "none://1" });
    expect(attention.counts.size).toBe(0);
    await client.close();
  });
});

describe("nothing is left", () => {
  test("of a session that has ended, on whichever side", async () => {
    const attention = new Attention();
    const { changes, server, connect } = await watched(attention);
    const before = changes.watchers;
    const [one, other] = [await connect(), await connect()];
    for (const { client } of [one, other]) await client.subscribeResource({ uri: "x://1" });
    expect([changes.watchers, attention.counts.get("x://1")]).toEqual([before + 2, 2]);
    await one.transport.terminateSession();
    expect([changes.watchers, attention.counts.get("x://1")]).toEqual([before + 1, 1]);
    changes.tell(updated("x://1"));
    await until(() => other.heard.length === 1);
    expect(one.heard).toEqual([]);
    await server[Symbol.asyncDispose]();
    expect([changes.watchers, attention.counts.size]).toEqual([0, 0]);
    await Promise.all([one.client.close(), other.client.close()]);
  });

  test("of a session that was refused", async () => {
    const { changes, server } = await watched();
    await using _server = server;
    const before = changes.watchers;
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "plain", version: "1" } };
    const response = await fetch(server.url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/html" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
    });
    expect([response.status, changes.watchers]).toEqual([406, before]);
    await response.text();
  });
});
