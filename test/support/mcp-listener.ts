/** The MCP server core behind a real listener on a free port, with any catalogue. */

import { type AppOptions, buildApp } from "../../src/mcp/app.ts";
import type { Catalogue } from "../../src/mcp/catalogue.ts";

/** Closed by `await using`. */
export class McpListener implements AsyncDisposable {
  /** What the server has said of mistakes of its own. */
  readonly reports: string[] = [];
  readonly #app;
  readonly #server;

  constructor(catalogue: Catalogue, options: Partial<AppOptions> = {}) {
    this.#app = buildApp(catalogue, {
      version: "9.8.7",
      directory: () => "/home/someone/shop",
      report: (text) => this.reports.push(text),
      ...options,
    });
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => {
        server.timeout(request, 0);
        return this.#app.fetch(request);
      },
    });
  }

  /** Where MCP is served. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close();
    await this.#server.stop(true);
  }
}
