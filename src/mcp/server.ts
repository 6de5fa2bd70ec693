/** The protocol servers: one for each session or request, all offering the same tools. */

import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { mcpLimits } from "./limits.ts";
import type { Tool, ToolContext } from "./tool.ts";
import type { Visitor } from "./visitor.ts";

const instructions =
  "Brummer runs the scripts of the project in this directory and keeps what they print. Start with scripts_list; run with scripts_run; read what a process printed with logs_search rather than running it again in a shell.";

/**
 * A function that makes servers. The low-level server of the SDK is used: revision 2026-07-28 needs a new one for every
 * request, and the tools' schemas are converted once for all of them. `visitor`: whose calls it answers, to tell of them.
 */
export function serverFactory(
  tools: readonly Tool[],
  context: ToolContext,
  version: string,
): (visitor: Visitor | undefined) => Server {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]));
  const definitions = tools.map((tool) => tool.definition);
  const hint = { ttlMs: mcpLimits.listTtlMs, cacheScope: "private" } as const;
  return (visitor) => {
    const server = new Server(
      { name: "brummer", title: "Brummer", version },
      { capabilities: { tools: {} }, instructions, cacheHints: { "tools/list": hint, "server/discover": hint } },
    );
    server.oninitialized = () => visitor?.speaks(server.getNegotiatedProtocolVersion() ?? "");
    server.setRequestHandler("tools/list", () => {
      const run = () => ({ tools: definitions });
      return visitor === undefined ? run() : visitor.answer({ method: "tools/list", input: undefined }, run);
    });
    server.setRequestHandler("tools/call", ({ params }, { mcpReq }) => {
      const run = () => {
        const tool = byName.get(params.name);
        if (tool !== undefined) return tool.call(params.arguments, context, mcpReq.signal);
        const known = [...byName.keys()].join(", ");
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool ${params.name}. Known: ${known}`);
      };
      if (visitor === undefined) return run();
      return visitor.answer({ method: "tools/call", tool: params.name, input: params.arguments }, run, mistakeIn);
    });
    return server;
  };
}

/** What an answer says is wrong; null: nothing. */
function mistakeIn({ isError, content }: CallToolResult): string | null {
  if (isError !== true) return null;
  const [first] = content;
  return first?.type === "text" ? first.text : "failed";
}
