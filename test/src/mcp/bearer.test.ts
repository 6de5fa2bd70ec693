import { describe, expect, test } from "bun:test";
import { request as httpRequest } from "node:http";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { catalogue, textTool } from "../../support/mcp-catalogue.ts";
import { McpListener } from "../../support/mcp-listener.ts";

const TOKEN = "correct-horse_battery.staple~0123456789";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request of a revision, with any Host header, which fetch does not send. */
function ask(url: string, message: object | undefined, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = message === undefined ? "GET" : "POST";
    const base = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const sent = httpRequest(url, { method, headers: { ...base, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(message && JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }));
  });
}

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** What opens a conversation in each revision. */
const eras = [
  {
    revision: "2025-11-25",
    message: {
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "plain", version: "1" } },
    },
    headers: {},
  },
  {
    revision: "2026-07-28",
    message: { method: "server/discover", params: { _meta: meta } },
    headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover" },
  },
];

const right = { authorization: `Bearer ${TOKEN}` };

describe("with a token", () => {
  test("who does not have it is answered with 401, on every path and in both revisions", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN });
    const health = server.url.replace("/mcp", "/health");
    const wrong: (readonly [string | undefined, string])[] = [
      [undefined, "Bearer"],
      ["", "Bearer"],
      ["Bearer", "Bearer"],
      [TOKEN, "Bearer"],
      [`Basic ${btoa(`user:${TOKEN}`)}`, "Bearer"],
      [`Token ${TOKEN}`, "Bearer"],
      [`Bearer ${TOKEN} and more`, "Bearer"],
      [`Bearer ${TOKEN.slice(0, -1)}`, 'Bearer error="invalid_token"'],
      [`Bearer ${TOKEN}x`, 'Bearer error="invalid_token"'],
      [`Bearer ${TOKEN.toUpperCase()}`, 'Bearer error="invalid_token"'],
      ["Bearer x", 'Bearer error="invalid_token"'],
      [`Bearer ${"x".repeat(4000)}`, 'Bearer error="invalid_token"'],
    ];
    for (const [authorization, challenge] of wrong) {
      const given: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answers = [
        await ask(health, undefined, given),
        await ask(server.url, undefined, given),
        await ask(server.url.replace("/mcp", "/other"), undefined, given),
        ...(await Promise.all(eras.map(({ message, headers }) => ask(server.url, message, { ...headers, ...given })))),
      ];
      for (const { status, headers, text } of answers) {
        expect([authorization, status, headers["www-authenticate"]]).toEqual([authorization, 401, challenge]);
        expect(JSON.parse(text).error).toContain("token");
        expect(text).not.toContain(TOKEN);
        expect(headers["mcp-session-id"]).toBeUndefined();
      }
    }
    const { text } = await ask(health, undefined, right);
    expect(JSON.parse(text).sessions.open).toBe(0);
    expect(server.reports).toEqual([]);
  });

  test("who has it is served; the scheme may be written in any case", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN });
    for (const authorization of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN} `]) {
      for (const { revision, message, headers } of eras) {
        const { status } = await ask(server.url, message, { ...headers, authorization });
        expect([authorization, revision, status]).toEqual([authorization, revision, 200]);
      }
    }
  });

  test("a session does not stand in for it", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN });
    const [{ message } = { message: {} }] = eras;
    const opened = await ask(server.url, message, right);
    const session = { "mcp-session-id": String(opened.headers["mcp-session-id"]) };
    const ping = { method: "ping" };
    expect((await ask(server.url, ping, session)).status).toBe(401);
    expect((await ask(server.url, ping, { ...session, ...right })).status).toBe(200);
  });

  test("the SDK's client gets on in both revisions", async () => {
    await using server = new McpListener(catalogue({ tools: [textTool("hello", () => "hello")] }), { token: TOKEN });
    for (const options of [{}, { versionNegotiation: { mode: { pin: "2026-07-28" } } }]) {
      const client = new Client({ name: "test", version: "1" }, options);
      const requestInit = { headers: right };
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }));
      expect(await client.callTool({ name: "hello" })).toMatchObject({ content: [{ text: "hello" }] });
      await client.close();
    }
  });

  test("one of any length is compared: digests are of the same length, without which nothing is compared in equal time", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN });
    for (let length = 1; length < 2 * TOKEN.length; length++) {
      const authorization = `Bearer ${TOKEN.repeat(2).slice(0, length)}`;
      const { status } = await ask(server.url, undefined, { authorization });
      // A GET without a session is a bad request of who has the token.
      expect([length, status]).toEqual([length, length === TOKEN.length ? 400 : 401]);
    }
    expect(server.reports).toEqual([]);
  });
});

/** Names and origins that a page which is somewhere else would send. */
const strangers: Record<string, string>[] = [
  { host: "evil.example" },
  { host: "evil.example:7777" },
  { host: "127.0.0.1.evil.example" },
  { host: "localhost.evil.example" },
  { host: "192.168.0.7" },
  { host: "0.0.0.0" },
  { origin: "http://evil.example" },
  { origin: "null" },
  { host: "evil.example", origin: "http://evil.example" },
];
const neighbours: Record<string, string>[] = [
  {},
  { host: "localhost" },
  { host: "localhost:1234" },
  { host: "[::1]:7777" },
  { origin: "http://localhost:5173" },
  { origin: "http://127.0.0.1" },
];

for (const token of [undefined, TOKEN]) {
  describe(`names from elsewhere (DNS rebinding), ${token === undefined ? "without" : "with"} a token`, () => {
    const authorized: Record<string, string> = token === undefined ? {} : right;

    for (const { revision, message, headers } of eras) {
      test(`are refused in ${revision}, and loopback names served`, async () => {
        await using server = new McpListener(catalogue(), { token });
        for (const stranger of strangers) {
          const { status, text } = await ask(server.url, message, { ...headers, ...authorized, ...stranger });
          expect([stranger, status]).toEqual([stranger, 403]);
          expect(JSON.parse(text).error.code).toBe(-32000);
        }
        for (const neighbour of neighbours) {
          const { status } = await ask(server.url, message, { ...headers, ...authorized, ...neighbour });
          expect([neighbour, status]).toEqual([neighbour, 200]);
        }
      });
    }

    test("are refused before anything is said of a token", async () => {
      await using server = new McpListener(catalogue(), { token });
      const { status, headers } = await ask(server.url.replace("/mcp", "/health"), undefined, { host: "evil.example" });
      expect([status, headers["www-authenticate"]]).toEqual([403, undefined]);
    });
  });
}

test("the address that is listened on is a name, too", async () => {
  await using server = new McpListener(catalogue(), { host: "127.0.0.5" });
  for (const { message, headers } of eras) {
    expect((await ask(server.url, message, { ...headers, host: "127.0.0.5:7777" })).status).toBe(200);
    expect((await ask(server.url, message, { ...headers, host: "127.0.0.6:7777" })).status).toBe(403);
  }
});

describe("where other machines are listened to", () => {
  test("any name is served to those who have the token, and to nobody else", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN, isWide: true });
    for (const { message, headers } of eras) {
      const named = { ...headers, host: "workstation.lan:7777" };
      expect((await ask(server.url, message, named)).status).toBe(401);
      expect((await ask(server.url, message, { ...named, ...right })).status).toBe(200);
    }
  });

  test("pages from elsewhere are refused even with the token", async () => {
    await using server = new McpListener(catalogue(), { token: TOKEN, isWide: true });
    for (const { message, headers } of eras) {
      const page = { ...headers, host: "workstation.lan:7777", origin: "http://workstation.lan", ...right };
      expect((await ask(server.url, message, page)).status).toBe(403);
    }
  });
});
