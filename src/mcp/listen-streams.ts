/** Streams of revision 2026-07-28 (`subscriptions/listen`): the catalogue is watched while there is one, and no longer. */

import { ProtocolErrorCode } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Catalogue, Change } from "./catalogue.ts";
import { mcpLimits } from "./limits.ts";

/** What a request to listen says of resources; the SDK checks the rest. */
const listening = z.object({
  id: z.union([z.string(), z.number()]),
  params: z.object({ notifications: z.object({ resourceSubscriptions: z.array(z.string()) }) }),
});

/** The answer to a request that wants to hear of too many resources; undefined: it does not. */
export function refusedListening(message: unknown): Response | undefined {
  const asked = listening.safeParse(message);
  if (!asked.success || asked.data.params.notifications.resourceSubscriptions.length <= mcpLimits.watched)
    return undefined;
  const error = {
    code: ProtocolErrorCode.InvalidParams,
    message: `A stream hears of ${mcpLimits.watched} resources at most`,
  };
  return Response.json({ jsonrpc: "2.0", id: asked.data.id, error });
}

/** The streams of one server. */
export class ListenStreams {
  readonly #catalogue: Catalogue;
  readonly #tell: (change: Change) => void;
  #open = 0;
  #stop: (() => void) | undefined;

  /** `tell` reaches those streams that have asked for the change. */
  constructor(catalogue: Catalogue, tell: (change: Change) => void) {
    this.#catalogue = catalogue;
    this.#tell = tell;
  }

  /** A request to listen has come; until the function that it returns is called, its stream may be open. */
  open(message: unknown): () => void {
    this.#open++;
    this.#stop ??= this.#catalogue.watch(this.#tell);
    const asked = listening.safeParse(message);
    const uris = asked.success ? asked.data.params.notifications.resourceSubscriptions : [];
    const releases = uris.map((uri) => this.#catalogue.attend?.(uri));
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      for (const release of releases) release?.();
      if (--this.#open === 0) this.close();
    };
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
