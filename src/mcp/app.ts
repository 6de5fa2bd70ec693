/** The HTTP side: routes, checks on every request, and the choice between the two protocol revisions. */

import { hostHeaderValidation, originValidation } from "@modelcontextprotocol/hono";
import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  localhostAllowedHostnames,
  type McpRequestContext,
  readRequestBody,
  type ServerNotifier,
} from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { Activity } from "./activity.ts";
import { bearer } from "./bearer.ts";
import type { Catalogue, Change } from "./catalogue.ts";
import { eventStream } from "./event-stream.ts";
import { identityOf } from "./identity.ts";
import { mcpLimits } from "./limits.ts";
import { ListenStreams, refusedListening } from "./listen-streams.ts";
import { QuickCalls } from "./quick-calls.ts";
import { rpcError } from "./rpc-error.ts";
import { serverFactory } from "./server.ts";
import { Sessions } from "./sessions.ts";
import type { McpApp, McpOptions } from "./types.ts";
import type { Visitor } from "./visitor.ts";

const PARSE_ERROR = -32700;
const SERVER_ERROR = -32000;
const INTERNAL_ERROR = -32603;
const METHODS = ["GET", "POST", "DELETE"];

/** What the HTTP side needs; see `McpOptions`. */
export type AppOptions = Pick<McpOptions, "version" | "report" | "observer" | "token" | "host" | "isWide"> & {
  /** Where the program runs, for `/health`. */
  directory(): string;
};

/** Builds what `createMcpApp` promises, for any catalogue. */
export function buildApp(catalogue: Catalogue, options: AppOptions): McpApp {
  const createServer = serverFactory(catalogue, options.version);
  const activity = new Activity(options.observer ?? { client: () => {}, call: () => {} });
  const sessions = new Sessions((visitor) => createServer(visitor, "session"), new QuickCalls(catalogue), activity);
  // Requests of revision 2026-07-28 that are being answered: who has sent them is known once they are found valid.
  const bodies = new WeakMap<Request, unknown>();
  const visitors = new WeakMap<Request, Visitor>();
  const serverFor = ({ requestInfo: request }: McpRequestContext) => {
    if (request === undefined) return createServer(undefined, "request");
    const visitor = activity.visit(identityOf(request, bodies.get(request)));
    visitors.set(request, visitor);
    visitor.seen(1);
    return createServer(visitor, "request");
  };
  const modern = createMcpHandler(serverFor, {
    legacy: "reject",
    maxSubscriptions: mcpLimits.subscriptions,
    maxRequestBodySize: mcpLimits.bodyBytes,
  });
  const streams = new ListenStreams(catalogue, (change) => tell(modern.notify, change));

  const serve = async (request: Request): Promise<Response> => {
    if (!METHODS.includes(request.method)) {
      return rpcError(405, SERVER_ERROR, "Method not allowed", { Allow: METHODS.join(", ") });
    }
    if (request.method !== "POST") return sessions.handle(request, undefined);
    if (!isJsonContentType(request.headers.get("content-type"))) {
      return rpcError(415, SERVER_ERROR, "The Content-Type must be application/json");
    }
    const body = await readRequestBody(request, mcpLimits.bodyBytes);
    if (body.tooLarge) {
      return rpcError(413, SERVER_ERROR, `The request body must not exceed ${mcpLimits.bodyBytes} bytes`);
    }
    let parsedBody: unknown;
    try {
      parsedBody = JSON.parse(body.text);
    } catch {
      return rpcError(400, PARSE_ERROR, "Parse error: the request body is not valid JSON");
    }
    // Revision 2025-11-25 has sessions, which the SDK's handler of both revisions does not offer.
    if (await isLegacyRequest(request, parsedBody)) return sessions.handle(request, parsedBody);
    bodies.set(request, parsedBody);
    if (!isSubscription(parsedBody)) return modern.fetch(request, { parsedBody });
    const refused = refusedListening(parsedBody);
    if (refused !== undefined) return refused;
    // Before it is answered: what changes from then on is told.
    const release = streams.open(parsedBody);
    const response = await modern.fetch(request, { parsedBody }).catch((error: unknown) => {
      release();
      throw error;
    });
    if (response.body === null || !isStream(response)) {
      release();
      return response;
    }
    const letGo = visitors.get(request)?.hold();
    const end = () => {
      release();
      letGo?.();
    };
    return new Response(eventStream(response.body, end), response);
  };

  const app = new Hono();
  // Against DNS rebinding and requests from web pages: names of this machine only, and no CORS headers anywhere.
  const loopback = localhostAllowedHostnames();
  const names = options.host === undefined ? loopback : [...loopback, options.host];
  if (options.isWide !== true) app.use("*", hostHeaderValidation(names));
  app.use("*", originValidation(loopback));
  if (options.token !== undefined) app.use("*", bearer(options.token));
  app.get("/health", (context) =>
    context.json({
      status: "ok",
      version: options.version,
      directory: options.directory(),
      sessions: sessions.counts,
    }),
  );
  app.all("/mcp", (context) => serve(context.req.raw));
  app.notFound((context) => context.json({ error: "Not found: MCP is served on /mcp" }, 404));
  app.onError((error) => {
    options.report(`MCP request failed by a mistake in Brummer: ${error.stack ?? error.message}`);
    return rpcError(500, INTERNAL_ERROR, "Internal error");
  });

  return {
    fetch: (request) => app.fetch(request),
    async close() {
      activity.close();
      streams.close();
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

function tell(notify: ServerNotifier, change: Change): void {
  switch (change.kind) {
    case "tools":
      notify.toolsChanged();
      return;
    case "prompts":
      notify.promptsChanged();
      return;
    case "resources":
      notify.resourcesChanged();
      return;
    case "resource":
      notify.resourceUpdated(change.uri);
  }
}

/** Whether it opens a stream that stays. */
function isSubscription(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && "method" in message && message.method === "subscriptions/listen"
  );
}

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}
