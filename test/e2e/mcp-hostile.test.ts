/** Hostile and careless clients of the MCP server: it goes on, serves the others, and does not grow. */

import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import fc from "fast-check";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { Place } from "./running.ts";

const place = new Place({ "package.json": JSON.stringify({ name: "hostile", scripts: { chatty: "sh chatty.sh" } }) });
const port = await freePort();
const program = await place.start(["-p", String(port)], { mcp: true });
afterAll(() => place[Symbol.asyncDispose]());

const url = `http://127.0.0.1:${port}/mcp`;
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "hostile", version: "1" } },
};

function post(body: string, more: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", headers: { ...headers, ...more }, body });
}

/** Megabytes that the program holds. */
function resident(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${program.pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** Fails unless a well-behaved client is served at once. */
async function servesOthers(): Promise<void> {
  const client = new Client({ name: "good", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const began = performance.now();
  expect((await client.callTool({ name: "scripts_list", arguments: {} })).isError ?? false).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
  await client.close();
}

/** A request that is sent, but whose answer is never read. */
function deaf(body: string, more: Record<string, string> = {}): Promise<Socket> {
  const lines = Object.entries({ ...headers, host: `127.0.0.1:${port}`, ...more }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  const length = Buffer.byteLength(body);
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.pause();
      socket.write([`POST /mcp HTTP/1.1`, ...lines, `content-length: ${length}`, "", body].join("\r\n"));
      resolve(socket);
    });
    socket.on("error", reject);
  });
}

async function session(): Promise<Record<string, string>> {
  const response = await post(JSON.stringify(initialize));
  await response.text();
  return {
    "mcp-session-id": response.headers.get("mcp-session-id") ?? "",
    "mcp-protocol-version": "2025-11-25",
  };
}

test("messages of any form are answered or refused, and it goes on", async () => {
  const own = await session();
  const methods = ["initialize", "tools/call", "tools/list", "resources/read", "resources/subscribe", "prompts/get"];
  const method = fc.oneof(fc.constantFrom(...methods, "completion/complete", "ping", "server/discover"), fc.string());
  const modern = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = fc.oneof(
    fc.jsonValue(),
    fc.record({ name: fc.oneof(fc.string(), fc.constant("logs_search")), arguments: fc.jsonValue() }),
    fc.record({ uri: fc.string(), _meta: fc.oneof(fc.jsonValue(), fc.constant(modern)) }),
  );
  const message = fc.record({
    jsonrpc: fc.oneof(fc.constant("2.0"), fc.jsonValue()),
    id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
    method: fc.oneof(method, fc.jsonValue()),
    params,
  });
  const body = fc.oneof(
    message.map((one) => JSON.stringify(one)),
    fc.array(message, { maxLength: 5 }).map((all) => JSON.stringify(all)),
    fc.json(),
    fc.string(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  );
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom({}, own, { "mcp-protocol-version": "2026-07-28" }), async (text, more) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, ...more },
        body: text,
        signal: AbortSignal.timeout(5000),
      });
      expect(response.status).toBeLessThan(500);
      await response.body?.cancel();
    }),
    { numRuns: 1500 },
  );
  await servesOthers();
}, 90_000);

test("a thousand sessions: the number of open ones is bounded, and so is memory", async () => {
  await servesOthers();
  const before = resident();
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 50 }, session));
  const health = await (await fetch(`http://127.0.0.1:${port}/health`)).json();
  expect(health.sessions.open).toBeLessThanOrEqual(64);
  expect(health.sessions.evicted).toBeGreaterThan(900);
  expect(resident() - before).toBeLessThan(100);
  await servesOthers();
}, 60_000);

test("bodies of 100 MB are refused before they are read, whatever length they name", async () => {
  const before = resident();
  const chunk = new Uint8Array(1024 * 1024).fill(32);
  const statuses = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      let sent = 0;
      const body = new ReadableStream({
        pull(controller) {
          if (sent++ < 100) controller.enqueue(chunk);
          else controller.close();
        },
      });
      const named: Record<string, string> = index % 2 === 0 ? { "content-length": String(100 * chunk.length) } : {};
      const options = { method: "POST", headers: { ...headers, ...named }, body, duplex: "half" };
      return fetch(url, options).then(
        (response) => response.status,
        // Cut off while it still sends.
        () => 413,
      );
    }),
  );
  expect(statuses).toEqual([413, 413, 413, 413]);
  expect(resident() - before).toBeLessThan(120);
  await servesOthers();
}, 60_000);

test("clients that never read what they ask for hold up nobody, and fill no memory", async () => {
  await servesOthers();
  const call = { jsonrpc: "2.0", id: 5, method: "tools/call", params: { name: "logs_search", arguments: {} } };
  const own = await session();
  const before = resident();
  const sockets: Socket[] = [];
  for (let round = 0; round < 200; round++) sockets.push(await deaf(JSON.stringify(call), own));
  const stream = Object.entries({ host: `127.0.0.1:${port}`, accept: "text/event-stream", ...own });
  const silent = connect(port, "127.0.0.1");
  silent.pause();
  silent.write(`GET /mcp HTTP/1.1\r\n${stream.map(([key, value]) => `${key}: ${value}`).join("\r\n")}\r\n\r\n`);
  sockets.push(silent);
  await servesOthers();
  expect(resident() - before).toBeLessThan(120);
  for (const socket of sockets) socket.destroy();
  await servesOthers();
}, 60_000);

test("half requests and slow ones hold up nobody", async () => {
  const sockets = Array.from({ length: 100 }, () => connect(port, "127.0.0.1"));
  for (const socket of sockets) {
    socket.on("error", () => {});
    socket.write(
      "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{",
    );
  }
  await servesOthers();
  for (const socket of sockets) socket.destroy();
  await waitFor("an answer", async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok);
  expect(program.exitCode).toBeNull();
}, 30_000);
