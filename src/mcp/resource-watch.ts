/** What one session hears of: lists that change, and the resources that it has subscribed to. */

import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, type Server } from "@modelcontextprotocol/server";
import type { Catalogue, Change } from "./catalogue.ts";
import { mcpLimits } from "./limits.ts";

/** For a server of revision 2025-11-25 or before; later ones have streams for it, which the SDK serves. */
export class ResourceWatch {
  readonly #catalogue: Catalogue;
  readonly #server: Server;
  /** Each with what ends the attention to it. */
  readonly #uris = new Map<string, () => void>();

  constructor(catalogue: Catalogue, server: Server) {
    this.#catalogue = catalogue;
    this.#server = server;
  }

  /** From now on until the session ends. */
  serve(): void {
    const server = this.#server;
    server.setRequestHandler("resources/subscribe", ({ params }) => {
      const { uri } = params;
      if (this.#uris.has(uri)) return {};
      if (this.#uris.size >= mcpLimits.watched) {
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `This session hears of ${mcpLimits.watched} resources already: unsubscribe from one first`,
        );
      }
      const release = this.#catalogue.attend === undefined ? () => {} : this.#catalogue.attend(uri);
      if (release === undefined) throw new ResourceNotFoundError(uri);
      this.#uris.set(uri, release);
      return {};
    });
    server.setRequestHandler("resources/unsubscribe", ({ params }) => {
      this.#uris.get(params.uri)?.();
      this.#uris.delete(params.uri);
      return {};
    });
    const stop = this.#catalogue.watch((change) => void this.#tell(change).catch(() => {}));
    const { onclose } = server;
    server.onclose = () => {
      for (const release of this.#uris.values()) release();
      this.#uris.clear();
      stop();
      onclose?.();
    };
  }

  async #tell(change: Change): Promise<void> {
    switch (change.kind) {
      case "tools":
        return this.#server.sendToolListChanged();
      case "prompts":
        return this.#server.sendPromptListChanged();
      case "resources":
        return this.#server.sendResourceListChanged();
      case "resource":
        if (this.#uris.has(change.uri)) await this.#server.sendResourceUpdated({ uri: change.uri });
    }
  }
}
