/** The MCP server over a real listener, with a real log ring and processes that exist in memory only. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { LogBatch, LogRing, type RecordFields } from "../../../core/index.ts";
import { Overview } from "../../../src/analysis/index.ts";
import type { Project } from "../../../src/detect/index.ts";
import { tokensOf } from "../../../src/mcp/budget.ts";
import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import { createMcpApp, Journal, OpenLines, SearchCache } from "../../../src/mcp/thread.ts";
import {
  isAlive,
  KnownProcesses,
  type Launch,
  type ProcessClient,
  type ProcessSnapshot,
  type ProcessUsage,
  type TerminalOutput,
} from "../../../src/process/index.ts";
import type { ProxyAccess } from "../../../src/proxy/index.ts";
import type { Masking } from "../../../src/secrets/index.ts";

const encoder = new TextEncoder();

/** Processes that start and stop at once; each name has its source, from 1 on. */
export class MemoryProcesses implements ProcessClient {
  readonly #processes = new Map<string, ProcessSnapshot>();
  #nextPid = 4000;
  /** Which there are, as other threads learn it. */
  readonly known = new KnownProcesses(this);
  /** Those that it has not learned of yet. */
  readonly unheard: ProcessSnapshot[] = [];
  /** Requests for the list so far. */
  lists = 0;
  /** What the next request fails with. */
  failure: string | undefined;
  /** Requests to stop so far. */
  stops = 0;
  /** Whatever its state, one that is known counts as running already. */
  answersDuplicate = false;
  /** Why nothing can be spawned. */
  spawnError: string | null = null;

  async list(): Promise<ProcessSnapshot[]> {
    this.lists++;
    this.#fail();
    return [...this.#processes.values(), ...this.unheard];
  }

  async start(launch: Launch): Promise<{ process: ProcessSnapshot; duplicate: boolean }> {
    this.#fail();
    const known = this.#processes.get(launch.name);
    if (known !== undefined && (known.status === "running" || this.answersDuplicate)) {
      return { process: known, duplicate: true };
    }
    const startedAt = Date.now();
    const process: ProcessSnapshot = {
      id: `${launch.name}-${Math.floor(startedAt / 1000)}`,
      name: launch.name,
      source: known?.source ?? this.#processes.size + 1,
      launch,
      status: this.spawnError === null ? "running" : "failed",
      pid: this.spawnError === null ? this.#nextPid++ : null,
      startedAt,
      endedAt: this.spawnError === null ? null : startedAt,
      exitCode: null,
      signal: null,
      error: this.spawnError,
      readyAt: null,
      url: null,
      restartAt: null,
      waitingFor: [],
      note: null,
      leftover: [],
      firstRecord: 0,
      restarts: 0,
    };
    this.#processes.set(launch.name, process);
    this.known.note(process);
    return { process, duplicate: false };
  }

  async stop(idOrName: string): Promise<ProcessSnapshot> {
    const process = [...this.#processes.values()].find(({ id, name }) => id === idOrName || name === idOrName);
    if (process === undefined) throw new Error(`no process ${idOrName}`);
    this.stops++;
    if (!isAlive(process.status)) return this.set(process.name, { leftover: [] });
    return this.set(process.name, { status: "stopped", pid: null, endedAt: Date.now(), signal: "SIGTERM" });
  }

  async restart(idOrName: string): Promise<ProcessSnapshot> {
    const { launch } = await this.stop(idOrName);
    return (await this.start(launch)).process;
  }

  /** What was typed; undefined: no process has a terminal. */
  typed: string[] | undefined;
  /** What processes use. */
  used: ProcessUsage[] = [];

  async input(_idOrName: string, bytes: Uint8Array): Promise<null> {
    if (this.typed === undefined) throw new Error("no process here has a terminal");
    this.typed.push(new TextDecoder().decode(bytes));
    return null;
  }

  async resize(): Promise<null> {
    throw new Error("no process here has a terminal");
  }

  async sizeTerminals(): Promise<null> {
    return null;
  }

  async terminal(): Promise<TerminalOutput> {
    throw new Error("no process here has a terminal");
  }

  async usage(): Promise<ProcessUsage[]> {
    return this.used;
  }

  find(name: string): ProcessSnapshot {
    return this.set(name, {});
  }

  /** Changes a process as its life would. */
  set(name: string, change: Partial<ProcessSnapshot>): ProcessSnapshot {
    const process = this.#processes.get(name);
    if (process === undefined) throw new Error(`no process ${name}`);
    const changed = { ...process, ...change };
    this.#processes.set(name, changed);
    this.known.note(changed);
    return changed;
  }

  #fail(): void {
    const message = this.failure;
    this.failure = undefined;
    if (message !== undefined) throw new Error(message);
  }
}

const shop = { directory: "/home/someone/shop", name: "shop", packageManager: "pnpm" } as const;
const scripts = [
  { name: "web", command: "vite" },
  { name: "api", command: "node api.js" },
  { name: "typecheck", command: "tsc --noEmit" },
];

export function launchOf(of: Pick<Project, "directory" | "packageManager">, script: (typeof scripts)[number]): Launch {
  const { name, command } = script;
  return { name, kind: "script", command, argv: [of.packageManager, "run", name], cwd: of.directory };
}

export const project: Project = {
  ...shop,
  scripts,
  candidates: scripts.map((script) => ({
    name: script.name,
    aliases: [],
    launch: launchOf(shop, script),
    category: "npm scripts",
    description: script.command,
    priority: 100,
    file: `${shop.directory}/package.json`,
  })),
  warnings: ["package.json:7: scripts.broken is no text"],
};

/** Milliseconds since 1970 of the first line that {@link Harness.log} writes; each next one is a second later. */
export const FIRST_TIME = Date.UTC(2026, 6, 28, 12, 0, 0, 500);

/** Everything that a test needs, closed by `await using`. */
export class Harness implements AsyncDisposable {
  readonly processes = new MemoryProcesses();
  readonly searches = new SearchCache();
  readonly ring: LogRing;
  /** Undefined: there is none. */
  readonly proxy: ProxyAccess | undefined;
  readonly overview = new Overview();
  readonly journal: Journal;
  readonly openLines = new OpenLines();
  /** The project as it is now. */
  project: Project = project;
  /** A text as agents may see it. */
  mask: Masking = (text) => text;
  /** What the server has said of mistakes of its own. */
  readonly reports: string[] = [];
  /** What it has told of clients and calls, in its order. */
  readonly clients: McpClient[] = [];
  readonly calls: McpCall[] = [];
  readonly #app;
  readonly #server;
  readonly #clients: Client[] = [];
  #lines = 0;

  constructor(ring: { slots?: number; bytes?: number } = { slots: 4096, bytes: 1 << 20 }, proxy?: ProxyAccess) {
    this.proxy = proxy;
    this.ring = LogRing.create(ring);
    const reader = this.ring.reader();
    const { processes } = this;
    this.journal = new Journal(() => reader.latest());
    this.#app = createMcpApp({
      reader,
      errors: this.ring.errors(),
      searches: this.searches,
      processes,
      known: processes.known,
      overview: this.overview,
      journal: this.journal,
      proxy,
      startedAt: FIRST_TIME,
      url: () => `${this.origin}/mcp`,
      dropped: () => 7,
      tail: (source) => this.openLines.of(source),
      mask: (text, rows) => this.mask(text, rows),
      project: () => this.project,
      version: "9.8.7",
      report: (text) => this.reports.push(text),
      observer: { client: (client) => this.clients.push(client), call: (call) => this.calls.push(call) },
    });
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => {
        server.timeout(request, 0);
        return this.#app.fetch(request);
      },
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Writes lines of one source, a second apart. */
  log(lines: readonly string[], fields: Partial<RecordFields> = {}): void {
    const writer = this.ring.writer();
    const batch = new LogBatch();
    for (const line of lines) {
      const time = FIRST_TIME + 1000 * this.#lines++;
      const record: RecordFields = { time, source: 1, stream: 0, level: 2, flags: 0, group: 0, ...fields };
      if (!batch.add(record, encoder.encode(line))) {
        writer.write(batch);
        batch.clear();
        batch.add(record, encoder.encode(line));
      }
    }
    writer.write(batch);
  }

  /** Changes a process, which is heard of at once. */
  change(name: string, change: Partial<ProcessSnapshot>): void {
    this.journal.add({ kind: "process", process: this.processes.set(name, change) });
  }

  /** Ends a process by itself; it has failed unless something else is said. */
  end(name: string, how: Partial<ProcessSnapshot>): void {
    this.change(name, { status: "failed", pid: null, endedAt: Date.now(), ...how });
  }

  /** A client of the SDK; of revision 2026-07-28 when `modern`, else of 2025-11-25. */
  async connect(modern = false): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
    const options = modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
    const client = new Client({ name: "test", version: "1" }, options);
    const transport = new StreamableHTTPClientTransport(new URL(`${this.origin}/mcp`));
    this.#clients.push(client);
    await client.connect(transport);
    return { client, transport };
  }

  /** A plain request to the server. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.origin}${path}`, init);
  }

  /** A plain POST of JSON to `/mcp`. */
  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request("/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.#app.close();
    await this.#server.stop(true);
  }
}

/** What a tool call answered. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  readonly structured: Record<string, unknown>;
  /** Tokens of all of it. */
  readonly tokens: number;
}

/** Calls a tool; fails unless the answer is one text block. */
export async function call(client: Client, name: string, args?: Record<string, unknown>): Promise<Answer> {
  const result = await client.callTool({ name, ...(args === undefined ? {} : { arguments: args }) });
  const [block, ...others] = result.content;
  if (block?.type !== "text" || others.length > 0) throw new Error(`unexpected content ${JSON.stringify(result)}`);
  const structured: Record<string, unknown> = {};
  Object.assign(structured, result.structuredContent);
  return { text: block.text, isError: result.isError === true, structured, tokens: tokensOf(JSON.stringify(result)) };
}

/** The body of a POST answer, be it JSON or an event stream with one message. */
export async function rpcBody(
  response: Response,
): Promise<{ result?: unknown; error?: { code: number; message: string } }> {
  const text = await response.text();
  const event = /^data: (.+)$/m.exec(text)?.[1];
  return JSON.parse(event ?? text);
}

/** Waits until `check` holds, for two seconds at most. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 2000; performance.now() < end; ) {
    if (await check()) return;
    await Bun.sleep(5);
  }
  throw new Error("still not so after two seconds");
}

/** `a` and `b` in an order without a pattern, the same in every run. */
export function randomLetters(count: number): string {
  let seed = 1;
  return Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed > 1_073_741_824 ? "a" : "b";
  }).join("");
}
