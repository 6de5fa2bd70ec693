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
}

/** Published once by the net thread when it listens. */
export const mcpTopics = { "mcp.listening": topic<McpAddress>("medium") } as const;
