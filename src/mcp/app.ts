/** The HTTP side: routes, checks on every request, and the choice between the two protocol revisions. */

import { localhostHostValidation, localhostOriginValidation } from "@modelcontextprotocol/hono";
import { createMcpHandler, isJsonContentType, isLegacyRequest, readRequestBody } from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { mcpLimits } from "./limits.ts";
import { rpcError } from "./rpc-error.ts";
import { serverFactory } from "./server.ts";
import { Sessions } from "./sessions.ts";
import { tools } from "./tools/index.ts";
import type { McpApp, McpOptions } from "./types.ts";

const PARSE_ERROR = -32700;
const SERVER_ERROR = -32000;
const INTERNAL_ERROR = -32603;
const METHODS = ["GET", "POST", "DELETE"];

/** Builds what `createMcpApp` promises. */
export function buildApp(options: McpOptions): McpApp {
  const createServer = serverFactory(tools, options, options.version);
  const sessions = new Sessions(createServer);
  const modern = createMcpHandler(createServer, {
    legacy: "reject",
    maxSubscriptions: mcpLimits.subscriptions,
    maxRequestBodySize: mcpLimits.bodyBytes,
  });

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
    return modern.fetch(request, { parsedBody });
  };

  const app = new Hono();
  // Against DNS rebinding and requests from web pages: loopback names only, and no CORS headers anywhere.
  app.use("*", localhostHostValidation(), localhostOriginValidation());
  app.get("/health", (context) =>
    context.json({
      status: "ok",
      version: options.version,
      directory: options.project().directory,
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
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}
