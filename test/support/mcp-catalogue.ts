/** Catalogues for tests of the protocol's side. */

import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Catalogue, Change, ToolOffer } from "../../src/mcp/catalogue.ts";
import type { Exchange } from "../../src/mcp/exchange.ts";

/** Nothing, but for what is given. */
export function catalogue(offered: Partial<Catalogue> = {}): Catalogue {
  return {
    instructions: "For tests.",
    tools: [],
    resources: { list: () => [], templates: [], read: () => undefined },
    prompts: [],
    complete: () => [],
    watch: () => () => {},
    ...offered,
  };
}

/** A tool without arguments that answers with a text. */
export function textTool(name: string, text: (exchange: Exchange) => Promise<string> | string): ToolOffer {
  const answer = async (exchange: Exchange): Promise<CallToolResult> => ({
    content: [{ type: "text", text: await text(exchange) }],
  });
  return {
    definition: { name, description: "For tests.", inputSchema: { type: "object" } },
    call: (_input, exchange) => answer(exchange),
  };
}

/** Changes that a test makes; who watches them is counted. */
export class Changes {
  readonly #watchers = new Set<(change: Change) => void>();

  get watchers(): number {
    return this.#watchers.size;
  }

  readonly watch = (changed: (change: Change) => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  tell(change: Change): void {
    for (const watcher of this.#watchers) watcher(change);
  }
}
