/** The MCP server as the net thread runs it. */

export { CallBatches } from "./call-batches.ts";
export { EndedExchanges } from "./ended-exchanges.ts";
export { Journal } from "./journal.ts";
export { OpenLines } from "./open-lines.ts";
export { SearchCache } from "./search-cache.ts";

import type { McpApp, McpOptions } from "./types.ts";

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
      app ??= Promise.all([import("./app.ts"), import("./brummer.ts")]).then(([{ buildApp }, { brummerCatalogue }]) =>
        buildApp(brummerCatalogue(options), { ...options, directory: () => options.project().directory }),
      );
      return (await app).fetch(request);
    },
    async close() {
      closed = true;
      await (await app)?.close();
    },
  };
}
