/** Sessions of revision 2025-11-25 and earlier: bounded in number, closed when idle. */

import { isInitializeRequest, type Server } from "@modelcontextprotocol/server";
import type { Activity } from "./activity.ts";
import { identityOf, requestsIn } from "./identity.ts";
import { mcpLimits } from "./limits.ts";
import type { QuickCalls } from "./quick-calls.ts";
import { rpcError } from "./rpc-error.ts";
import { SessionTransport } from "./session-transport.ts";
import type { Visitor } from "./visitor.ts";

interface Session {
  readonly transport: SessionTransport;
  /** While it is busy (holds a stream open, waits for an answer) the session lives, however long that takes. */
  readonly visitor: Visitor;
  /** When it was last known to be in use, in milliseconds of `now`. */
  lastUsed: number;
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
  readonly #quick: QuickCalls;
  readonly #activity: Activity;
  readonly #now: () => number;
  readonly #counts = { evicted: 0, expired: 0, refused: 0 };

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(
    createServer: (visitor: Visitor) => Server,
    quick: QuickCalls,
    activity: Activity,
    now: () => number = () => performance.now(),
  ) {
    this.#createServer = createServer;
    this.#quick = quick;
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
    const quick = request.method === "POST" ? this.#quick.answer(request, message, session.visitor) : undefined;
    if (quick !== undefined) return quick;
    if (request.method !== "GET") return session.transport.handleRequest(request, { parsedBody: message });
    return session.transport.openStream(request, () => {
      const letGo = session.visitor.hold();
      return () => {
        letGo();
        session.lastUsed = this.#now();
      };
    });
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
    let isOpen = false;
    const transport = new SessionTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        isOpen = true;
        this.#sessions.set(id, { transport, visitor, lastUsed: this.#now() });
        visitor.seen(1);
        visitor.arrive();
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
        visitor.leave();
      },
    });
    await this.#createServer(visitor).connect(transport);
    const response = await transport.handleRequest(request, { parsedBody: message });
    // Refused: nobody will ever use the server that was made for it.
    if (!isOpen) await transport.close();
    return response;
  }

  /** Closes the session that was unused for longest and is not in use; false when there is none. */
  async #evict(): Promise<boolean> {
    let oldest: [string, Session] | undefined;
    for (const entry of this.#sessions) {
      if (!entry[1].visitor.isBusy && (oldest === undefined || entry[1].lastUsed < oldest[1].lastUsed)) oldest = entry;
    }
    if (oldest === undefined) return false;
    this.#counts.evicted++;
    await this.#end(oldest[0]);
    return true;
  }

  async #closeIdle(): Promise<void> {
    const now = this.#now();
    for (const [id, session] of this.#sessions) {
      if (session.visitor.isBusy) session.lastUsed = now;
      if (now - session.lastUsed <= mcpLimits.sessionIdleMs) continue;
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
