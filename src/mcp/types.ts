/** What the MCP server needs and what it offers. */

import type { ToolContext } from "./tool.ts";
import type { McpObserver } from "./visitor.ts";

/** What the server works on. */
export interface McpOptions extends Omit<ToolContext, "queue"> {
  /** Who asks must say it (RFC 6750): `Authorization: Bearer TOKEN`. Undefined: nobody must. */
  readonly token?: string | undefined;
  /** The address that it listens on, which is then one of its names: `127.0.0.5`. */
  readonly host?: string;
  /** Listens for other machines too: then any Host is served, to those who have the token. */
  readonly isWide?: boolean;
  /** Told of a mistake in the server itself: one line for the log. */
  report(text: string): void;
  /** Told who comes and goes, and of every call. */
  readonly observer?: McpObserver;
}

/** A web-standard HTTP application; the caller listens. */
export interface McpApp {
  /**
   * Answers `/mcp` (Streamable HTTP, revisions 2026-07-28 and 2025-11-25 with its predecessors) and `/health`; anything else
   * is 404. Only loopback names are served: another Host or Origin is refused with 403. Answers may be streams that stay open
   * for hours with a comment every 15 s: the listener must not cut idle connections before that.
   */
  fetch(request: Request): Response | Promise<Response>;
  /** Ends all sessions and streams; later requests are answered with 503. */
  close(): Promise<void>;
}
