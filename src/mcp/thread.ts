/** The MCP server as the net thread runs it. */

import type { ToolContext } from "./tool.ts";

/** What the server works on. */
export interface McpOptions extends ToolContext {
  /** Version of the program, told to clients. */
  readonly version: string;
}

/** A web-standard HTTP application; the caller listens. */
export interface McpApp {
  /**
   * Answers `/mcp` (Streamable HTTP, revisions 2026-07-28 and 2025-11-25 with its predecessors) and `/health`; anything
   * else is 404. Only loopback names are served: another Host or Origin is refused with 403. Answers may be streams that
   * stay open for hours with a comment every 15 s: the listener must not cut idle connections before that.
   */
  fetch(request: Request): Response | Promise<Response>;
  /** Ends all sessions and streams; later requests are answered with 503. */
  close(): Promise<void>;
}

/**
 * Makes the application. The protocol library is loaded by the first request, so that a Brummer that no agent talks to
 * does not pay for it.
 */
export function createMcpApp(options: McpOptions): McpApp {
  let app: Promise<McpApp> | undefined;
  let closed = false;
  return {
    async fetch(request) {
      if (closed) return new Response("Brummer is closing", { status: 503 });
      app ??= import("./app.ts").then(({ buildApp }) => buildApp(options));
      return (await app).fetch(request);
    },
    async close() {
      closed = true;
      await (await app)?.close();
    },
  };
}
