/** The protocol servers: one for each session or request, all offering the same tools. */

import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { mcpLimits } from "./limits.ts";
import type { Tool, ToolContext } from "./tool.ts";

const instructions =
  "Brummer runs the scripts of the project in this directory and keeps what they print. Start with scripts_list; run with scripts_run; read what a process printed with logs_search rather than running it again in a shell.";

/**
 * A function that makes servers. The low-level server of the SDK is used: revision 2026-07-28 needs a new one for every
 * request, and the tools' schemas are converted once for all of them.
 */
export function serverFactory(tools: readonly Tool[], context: ToolContext, version: string): () => Server {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]));
  const definitions = tools.map((tool) => tool.definition);
  const hint = { ttlMs: mcpLimits.listTtlMs, cacheScope: "private" } as const;
  return () => {
    const server = new Server(
      { name: "brummer", title: "Brummer", version },
      { capabilities: { tools: {} }, instructions, cacheHints: { "tools/list": hint, "server/discover": hint } },
    );
    server.setRequestHandler("tools/list", () => ({ tools: definitions }));
    server.setRequestHandler("tools/call", ({ params }, { mcpReq }) => {
      const tool = byName.get(params.name);
      if (tool !== undefined) return tool.call(params.arguments, context, mcpReq.signal);
      const known = [...byName.keys()].join(", ");
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool ${params.name}. Known: ${known}`);
    });
    return server;
  };
}
