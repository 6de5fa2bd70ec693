/** The MCP server as the other threads see it. */

import { topic } from "../../core/index.ts";

export { searchKept } from "./search-kept.ts";

/** Where the server listens. */
export interface McpAddress {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  readonly port: number;
  /** The port that was asked for; differs when that one was taken. */
  readonly wantedPort: number;
  /** Who has that one: `node (pid 812)`; null: it was free, or nobody can tell. */
  readonly takenBy: string | null;
}

/** Why there is no server, though there should be one. */
export interface McpFailure {
  /** A sentence without its end. */
  readonly reason: string;
}

/** A client, as it was when this was told. What it says of itself is cut to `mcpLimits.clientText` characters. */
export interface McpClient {
  /** Of this program's run: a session, or a client without one. */
  readonly id: number;
  readonly name: string;
  readonly version: string;
  /** Its User-Agent; empty: none. */
  readonly agent: string;
  /** The revision that it speaks: `2025-11-25`. */
  readonly protocol: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly lastSeen: number;
  /** So far, those that ask for an answer. */
  readonly requests: number;
  readonly isConnected: boolean;
}

/** A request that was answered. */
export interface McpCall {
  /** Of this program's run, in the order of the answers. */
  readonly id: number;
  readonly client: McpClient;
  /** `tools/call` */
  readonly method: string;
  /** Null: it calls no tool. */
  readonly tool: string | null;
  /** Its arguments as JSON, cut to `mcpLimits.callText` characters, with `…` where something is missing; empty: none. */
  readonly input: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** What was wrong, cut like `input`; null: nothing. */
  readonly error: string | null;
  /** Bytes of the answer as JSON; 0: the protocol's error. */
  readonly bytes: number;
}

/** Published by the net thread: one of the first two, once; the others as agents come, call and go. */
export const mcpTopics = {
  "mcp.listening": topic<McpAddress>("medium"),
  "mcp.failed": topic<McpFailure>("medium"),
  "mcp.client": topic<McpClient>("medium"),
  /** In the order of the answers. */
  "mcp.calls": topic<{ readonly calls: readonly McpCall[] }>("low"),
} as const;
