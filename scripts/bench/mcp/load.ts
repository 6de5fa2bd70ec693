/** Many calls of a tool at once, over plain HTTP: the same for every server, and as little work as possible on this side. */

import { Agent, type IncomingMessage, request } from "node:http";

/** How a server is talked to. */
export interface Dialect {
  readonly name: "2025-11-25" | "2026-07-28";
  /** Headers of a call, beside those of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What stands beside the tool's name in its parameters. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A tool to call. */
export interface Call {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a run of calls took. */
export interface Taken {
  readonly perSecond: number;
  /** Milliseconds of each call, in the order of their ends. */
  readonly times: readonly number[];
}

const AT_ONCE = 16;
const always = { "content-type": "application/json", accept: "application/json, text/event-stream" };

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
};

/** The revision without sessions. */
export function modern({ tool }: Call): Dialect {
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": tool };
  return { name: "2026-07-28", headers, params: { _meta: modernMeta } };
}

/** Opens a session. */
export async function legacy(url: string): Promise<Dialect> {
  const version = "2025-11-25";
  const clientInfo = { name: "bench", version: "1" };
  const params = { protocolVersion: version, capabilities: {}, clientInfo };
  const response = await fetch(url, { method: "POST", headers: always, body: message(1, "initialize", params) });
  await response.text();
  const session = response.headers.get("mcp-session-id");
  if (session === null) throw new Error(`${url} opened no session: ${response.status}`);
  const headers = { "mcp-protocol-version": version, "mcp-session-id": session };
  const initialized = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });
  await (await fetch(url, { method: "POST", headers: { ...always, ...headers }, body: initialized })).text();
  return { name: version, headers, params: {} };
}

/** Calls the tool so many times, {@link AT_ONCE} at a time. Throws where an answer is none. */
export async function load(url: string, dialect: Dialect, call: Call, count: number): Promise<Taken> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  const caller = async () => {
    while (next < count) {
      const id = ++next;
      const start = performance.now();
      const params = { name: call.tool, arguments: call.input, ...dialect.params };
      const text = await post(url, agent, dialect.headers, message(id, "tools/call", params));
      times.push(performance.now() - start);
      if (!text.includes('"content"')) throw new Error(`${url} answered ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { perSecond: count / seconds, times };
}

/** Calls the tool once. Throws where the answer is none. */
export async function callOnce(url: string, dialect: Dialect, call: Call): Promise<void> {
  await load(url, dialect, call, 1);
}

function message(id: number, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

function post(url: string, agent: Agent, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const length = { "content-length": String(Buffer.byteLength(body)) };
    const sent = request(url, { method: "POST", agent, headers: { ...always, ...headers, ...length } });
    sent.on("response", (response: IncomingMessage) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve(text));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
