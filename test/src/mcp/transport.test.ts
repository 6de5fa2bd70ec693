import { describe, expect, test } from "bun:test";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { tools as offered } from "../../../src/mcp/tools/index.ts";
import { call, Harness, rpcBody, until } from "./harness.ts";

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "plain", version: "1" } },
};
const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "plain", version: "1" },
};

/** A request with any Host header, which fetch does not send. */
function statusWithHost(origin: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${origin}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The whole answer to a request that is sent as it stands, as no HTTP client would. */
function rawAnswer(origin: string, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => {
      socket.write([...lines, "Connection: close", "", ""].join("\r\n"));
    });
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

async function open(harness: Harness): Promise<Record<string, string>> {
  const response = await harness.post(initialize);
  await response.text();
  return {
    "mcp-session-id": response.headers.get("mcp-session-id") ?? "none",
    "mcp-protocol-version": "2025-11-25",
  };
}

/** What `/health` answers. */
interface Health {
  status: string;
  version: string;
  directory: string;
  sessions: Record<string, number>;
}

async function health(harness: Harness): Promise<Health> {
  const response = await harness.request("/health");
  expect(response.status).toBe(200);
  return await response.json();
}

describe("who is served", () => {
  test("health, and nothing beside it and /mcp", async () => {
    await using harness = new Harness();
    expect(await health(harness)).toEqual({
      status: "ok",
      version: "9.8.7",
      directory: "/home/someone/shop",
      sessions: { open: 0, evicted: 0, expired: 0, refused: 0 },
    });
    for (const path of ["/", "/mcp/events", "/mcpx", "/.well-known/oauth-protected-resource"]) {
      expect((await harness.request(path)).status).toBe(404);
    }
  });

  test("loopback hosts only", async () => {
    await using harness = new Harness();
    for (const host of ["127.0.0.1:1", "localhost", "localhost:7777", "[::1]:7777"]) {
      expect(await statusWithHost(harness.origin, "/health", { host })).toBe(200);
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7777", "192.168.1.2", "@"]) {
      for (const path of ["/health", "/doctor/test", "/mcp", "/"]) {
        expect([host, path, await statusWithHost(harness.origin, path, { host })]).toEqual([host, path, 403]);
      }
    }
  });

  test("exactly one Host, whatever is sent over the wire", async () => {
    await using harness = new Harness();
    const good = await rawAnswer(harness.origin, ["GET /health HTTP/1.1", "Host: localhost"]);
    expect(good).toContain("/home/someone/shop");
    const refused: string[][] = [
      ["GET /health HTTP/1.1"],
      ["GET /health HTTP/1.0"],
      ["GET http://localhost/health HTTP/1.1"],
      ["GET http://localhost/health HTTP/1.0"],
      ["GET http://localhost/health HTTP/1.1", "Host: evil.example"],
      ["GET /health HTTP/1.1", "Host:"],
      ["GET /health HTTP/1.1", "Host: localhost", "Host: evil.example"],
      ["GET /health HTTP/1.1", "Host: evil.example", "Host: localhost"],
      ["GET /health HTTP/1.1", "Host: localhost, evil.example"],
      ["GET /health HTTP/1.1", "Host: localhost@evil.example"],
      ["GET /health HTTP/1.1", "Host: localhost\tevil.example"],
      ["GET /health HTTP/1.1", "Host : localhost"],
      ["GET /health HTTP/1.1", "Host: localhost", "Origin: http://localhost", "Origin: https://evil.example"],
      ["GET /health HTTP/1.1", "Host: localhost", "Origin: https://evil.example", "Origin: http://localhost"],
    ];
    for (const lines of refused) {
      const answer = await rawAnswer(harness.origin, lines);
      expect([lines, answer]).toEqual([lines, expect.stringMatching(/^HTTP\/1\.1 40[03] /)]);
      expect(answer).not.toContain("shop");
    }
  });

  test("loopback origins only, and no CORS headers", async () => {
    await using harness = new Harness();
    for (const origin of ["http://localhost:5173", "http://127.0.0.1", "http://[::1]:80"]) {
      const response = await harness.post(initialize, { origin });
      expect([origin, response.status]).toEqual([origin, 200]);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      await response.text();
    }
    for (const origin of ["null", "https://evil.example", "http://localhost.evil.example", "file://", "nonsense"]) {
      const response = await harness.post(initialize, { origin });
      expect([origin, response.status]).toEqual([origin, 403]);
      expect((await rpcBody(response)).error?.code).toBe(-32000);
      expect((await harness.request("/health", { headers: { origin } })).status).toBe(403);
    }
    const preflight = await harness.request("/mcp", { method: "OPTIONS", headers: { origin: "http://localhost:1" } });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.get("allow")).toBe("GET, POST, DELETE");
  });
});

describe("bad requests", () => {
  test("a body over the limit is 413, declared or streamed", async () => {
    await using harness = new Harness();
    const big = JSON.stringify({ ...initialize, padding: "x".repeat(mcpLimits.bodyBytes) });
    const declared = await harness.post(big);
    expect([declared.status, (await rpcBody(declared)).error?.code]).toEqual([413, -32000]);
    const streamed = await harness.request("/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: new Blob([big]).stream(),
    });
    expect(streamed.status).toBe(413);
    await streamed.text();
    expect((await health(harness)).sessions["open"]).toBe(0);
  });

  test("what is no JSON-RPC is refused with an error object", async () => {
    await using harness = new Harness();
    const cases: [string, number, number][] = [
      ["{", 400, -32700],
      ["", 400, -32700],
      ["\u0000\u0001", 400, -32700],
      ["null", 400, -32600],
      ["7", 400, -32600],
      ["{}", 400, -32600],
      ["[]", 400, -32600],
      ['{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
      ['{"jsonrpc":"2.0","id":1,"method":"tools/list"}', 400, -32000],
      ['{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}', 400, -32000],
    ];
    for (const [body, status, code] of cases) {
      const response = await harness.post(body);
      expect([body, response.status, (await rpcBody(response)).error?.code]).toEqual([body, status, code]);
    }
    const text = await harness.post(initialize, { "content-type": "text/plain" });
    expect(text.status).toBe(415);
    const accept = await harness.post(initialize, { accept: "text/html" });
    expect(accept.status).toBe(406);
    const { client } = await harness.connect();
    expect((await client.listTools()).tools.length).toBe(offered.length);
  });
});

for (const modern of [false, true]) {
  describe(`revision ${modern ? "2026-07-28" : "2025-11-25"}`, () => {
    test("tells who it is and lists its tools in the same order", async () => {
      await using harness = new Harness();
      const { client } = await harness.connect(modern);
      expect(client.getNegotiatedProtocolVersion()).toBe(modern ? "2026-07-28" : "2025-11-25");
      expect(client.getInstructions()).toContain("scripts_list");
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(offered.map(({ definition }) => definition.name));
      for (const tool of tools) {
        expect(tool.title).toBeString();
        expect(tool.description).toBeString();
        expect(Object.keys(tool.annotations ?? {}).sort()).toEqual(
          ["destructiveHint", "idempotentHint", "openWorldHint", "readOnlyHint"].sort(),
        );
        expect(tool.inputSchema).toMatchObject({ type: "object" });
        expect(tool.outputSchema).toMatchObject({ type: "object" });
      }
      expect((await client.listTools()).tools).toEqual(tools);
      // A token is counted as 4 bytes.
      expect(JSON.stringify(tools).length / 4).toBeLessThan(5_600);
    });

    test("an unknown tool is a protocol error that names the known ones", async () => {
      await using harness = new Harness();
      const { client } = await harness.connect(modern);
      await expect(client.callTool({ name: "scripts_fly" })).rejects.toThrow(/scripts_fly.*scripts_list/);
    });

    test("serves two clients at once", async () => {
      await using harness = new Harness();
      const [one, two] = await Promise.all([harness.connect(modern), harness.connect(modern)]);
      const names = ["web", "api", "typecheck"];
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          call(index % 2 === 0 ? one.client : two.client, "scripts_status", { name: names[index % 3] ?? "" }),
        ),
      );
      for (const [index, { structured }] of answers.entries()) {
        expect(structured).toMatchObject({ processes: [{ name: names[index % 3] }] });
      }
    });
  });
}

describe("revision 2026-07-28 on the wire", () => {
  const listTools = { jsonrpc: "2.0", id: 5, method: "tools/list", params: { _meta: modernMeta } };
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };

  test("answers without a session, with what clients may cache", async () => {
    await using harness = new Harness();
    const response = await harness.post(listTools, headers);
    expect([response.status, response.headers.get("mcp-session-id")]).toEqual([200, null]);
    expect((await rpcBody(response)).result).toMatchObject({
      resultType: "complete",
      ttlMs: mcpLimits.listTtlMs,
      cacheScope: "private",
    });
    expect((await health(harness)).sessions["open"]).toBe(0);
  });

  test("refuses headers that do not match the body, and revisions it does not know", async () => {
    await using harness = new Harness();
    const mismatch = await harness.post(listTools, { ...headers, "mcp-method": "tools/call" });
    expect([mismatch.status, (await rpcBody(mismatch)).error?.code]).toEqual([400, -32020]);
    const meta = { ...modernMeta, "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
    const unknown = await harness.post(
      { ...listTools, params: { _meta: meta } },
      { ...headers, "mcp-protocol-version": "2099-01-01" },
    );
    expect([unknown.status, (await rpcBody(unknown)).error?.code]).toEqual([400, -32022]);
  });
});

describe("sessions of revision 2025-11-25", () => {
  test("a session is needed, known, and gone after DELETE", async () => {
    await using harness = new Harness();
    const session = await open(harness);
    const ping = { jsonrpc: "2.0", id: 2, method: "ping" };
    expect((await rpcBody(await harness.post(ping, session))).result).toEqual({});
    expect((await harness.post(ping, { ...session, "mcp-session-id": "unknown" })).status).toBe(404);
    expect((await harness.post(ping)).status).toBe(400);
    expect((await health(harness)).sessions["open"]).toBe(1);
    expect((await harness.request("/mcp", { method: "DELETE" })).status).toBe(400);
    expect((await harness.request("/mcp", { method: "DELETE", headers: session })).status).toBe(200);
    expect((await harness.post(ping, session)).status).toBe(404);
    expect((await health(harness)).sessions["open"]).toBe(0);
  });

  test("the client's own end of session works", async () => {
    await using harness = new Harness();
    const { transport } = await harness.connect();
    expect((await health(harness)).sessions["open"]).toBe(1);
    await transport.terminateSession();
    expect((await health(harness)).sessions["open"]).toBe(0);
  });

  test("GET opens one event stream, which can be opened again after it broke", async () => {
    await using harness = new Harness();
    const session = { ...(await open(harness)), accept: "text/event-stream" };
    expect((await harness.request("/mcp", { headers: { ...session, accept: "text/html" } })).status).toBe(406);
    for (const round of [1, 2]) {
      const abort = new AbortController();
      let stream: Response | undefined;
      await until(async () => {
        stream = await harness.request("/mcp", { headers: session, signal: abort.signal });
        // 409 while the server has not yet seen that the stream before is gone.
        return stream.status === 200;
      });
      expect([round, stream?.headers.get("content-type")]).toEqual([round, "text/event-stream"]);
      expect((await harness.request("/mcp", { headers: session })).status).toBe(409);
      abort.abort();
    }
  });

  test("are bounded: the one unused for longest makes room, one with a stream does not", async () => {
    await using harness = new Harness();
    const streaming = await open(harness);
    const stream = await harness.request("/mcp", { headers: { ...streaming, accept: "text/event-stream" } });
    const oldest = await open(harness);
    const others: Record<string, string>[] = [];
    for (let count = 2; count < mcpLimits.sessions; count++) others.push(await open(harness));
    await open(harness);
    const ping = { jsonrpc: "2.0", id: 2, method: "ping" };
    const status = async (headers: Record<string, string>) => (await harness.post(ping, headers)).status;
    expect([await status(streaming), await status(oldest), await status(others[0] ?? {})]).toEqual([200, 404, 200]);
    expect((await health(harness)).sessions).toMatchObject({ open: mcpLimits.sessions, evicted: 1 });
    await stream.body?.cancel();
  });

  test("are all refused when every one has a stream", async () => {
    await using harness = new Harness();
    // Each is kept: an answer that nobody holds is dropped with its connection.
    const streams: Response[] = [];
    for (let count = 0; count < mcpLimits.sessions; count++) {
      const headers = { ...(await open(harness)), accept: "text/event-stream" };
      streams.push(await harness.request("/mcp", { headers }));
    }
    expect(streams.map((stream) => stream.status)).toEqual(streams.map(() => 200));
    expect((await harness.post(initialize)).status).toBe(503);
    expect((await health(harness)).sessions).toMatchObject({ open: mcpLimits.sessions, refused: 1 });
    for (const stream of streams) await stream.body?.cancel();
    // The streams are gone: there is room again.
    await until(async () => (await harness.post(initialize)).status === 200);
  });

  test("end when the server closes", async () => {
    await using harness = new Harness();
    const headers = { ...(await open(harness)), accept: "text/event-stream" };
    const stream = await harness.request("/mcp", { headers });
    await harness.close();
    expect(await stream.text()).toMatch(/^id: \S+\nretry: 1000\ndata: \n\n$/);
    expect((await harness.request("/health")).status).toBe(503);
  });
});
