/** Sessions of revision 2025-11-25 and earlier: bounded in number, closed when idle. */

import {
  isInitializeRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { Activity } from "./activity.ts";
import { eventStream } from "./event-stream.ts";
import { identityOf, requestsIn } from "./identity.ts";
import { mcpLimits } from "./limits.ts";
import { MessageStore } from "./message-store.ts";
import { rpcError } from "./rpc-error.ts";
import type { Visitor } from "./visitor.ts";

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly visitor: Visitor;
  /** When its last request came, in milliseconds of `now`. */
  lastUsed: number;
  /** Whether the client holds its GET stream open: then it lives, however silent it is. */
  streaming: boolean;
}

/** Counted since the start. */
export interface SessionCounts {
  readonly open: number;
  /** Closed to make room for a new one. */
  readonly evicted: number;
  /** Closed after `mcpLimits.sessionIdleMs`. */
  readonly expired: number;
  /** Turned away because every session was in use. */
  readonly refused: number;
}

const SESSION_HEADER = "mcp-session-id";
/** JSON-RPC code that the SDK uses for a session that is unknown; clients start a new one. */
const SESSION_NOT_FOUND = -32001;
const BAD_REQUEST = -32000;

/** The sessions of one server. For one event loop. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #createServer: (visitor: Visitor) => Server;
  readonly #activity: Activity;
  readonly #now: () => number;
  readonly #counts = { evicted: 0, expired: 0, refused: 0 };

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(
    createServer: (visitor: Visitor) => Server,
    activity: Activity,
    now: () => number = () => performance.now(),
  ) {
    this.#createServer = createServer;
    this.#activity = activity;
    this.#now = now;
  }

  get counts(): SessionCounts {
    return { open: this.#sessions.size, ...this.#counts };
  }

  /** Serves one request; `message` is the parsed body of a POST, undefined for other methods. */
  async handle(request: Request, message: unknown): Promise<Response> {
    await this.#closeIdle();
    const id = request.headers.get(SESSION_HEADER);
    if (id === null) {
      if (isInitializeRequest(message)) return this.#open(request, message);
      return rpcError(400, BAD_REQUEST, "The Mcp-Session-Id header is missing: initialize first");
    }
    const session = this.#sessions.get(id);
    if (session === undefined) return rpcError(404, SESSION_NOT_FOUND, "Session not found: initialize again");
    session.lastUsed = this.#now();
    session.visitor.seen(requestsIn(message));
    const response = await session.transport.handleRequest(request, { parsedBody: message });
    if (request.method !== "GET" || !response.ok || response.body === null) return response;
    session.streaming = true;
    const body = eventStream(response.body, () => {
      session.streaming = false;
      session.lastUsed = this.#now();
    });
    return new Response(body, { headers: response.headers });
  }

  /** Ends every session and its streams. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.#end(id)));
  }

  async #open(request: Request, message: unknown): Promise<Response> {
    if (this.#sessions.size >= mcpLimits.sessions && !(await this.#evict())) {
      this.#counts.refused++;
      return rpcError(503, BAD_REQUEST, `All ${mcpLimits.sessions} sessions are in use: close one and try again`);
    }
    const visitor = this.#activity.open(identityOf(request, message));
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      eventStore: new MessageStore(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { transport, visitor, lastUsed: this.#now(), streaming: false });
        visitor.seen(1);
        visitor.arrive();
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
        visitor.leave();
      },
    });
    await this.#createServer(visitor).connect(transport);
    return transport.handleRequest(request, { parsedBody: message });
  }

  /** Closes the session that was unused for longest and has no open stream; false when there is none. */
  async #evict(): Promise<boolean> {
    let oldest: [string, Session] | undefined;
    for (const entry of this.#sessions) {
      if (!entry[1].streaming && (oldest === undefined || entry[1].lastUsed < oldest[1].lastUsed)) oldest = entry;
    }
    if (oldest === undefined) return false;
    this.#counts.evicted++;
    await this.#end(oldest[0]);
    return true;
  }

  async #closeIdle(): Promise<void> {
    const limit = this.#now() - mcpLimits.sessionIdleMs;
    for (const [id, session] of this.#sessions) {
      if (session.streaming || session.lastUsed >= limit) continue;
      this.#counts.expired++;
      await this.#end(id);
    }
  }

  async #end(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    session?.visitor.leave();
    await session?.transport.close();
  }
}
