/** What a client has told of its session (revisions up to 2025-11-25), so that it can be opened anew in another Brummer. Pure. */

import { type Endpoint, isSame } from "./endpoint.ts";
import { bridgeLimits } from "./limits.ts";
import { isMessage, type Message, paramOf } from "./messages.ts";

/** The id of a request of the bridge's own: no client has it. */
export const OWN_ID = "brum-mcp";

/** One client's session. */
export class Session {
  #initialize: Message | undefined;
  #isInitialized = false;
  #level: Message | undefined;
  readonly #subscribed = new Map<string, Message>();
  #open: { readonly endpoint: Endpoint; readonly id: string | null; readonly revision: string | null } | undefined;

  /** Whether the client has begun one. */
  get hasBegun(): boolean {
    return this.#initialize !== undefined;
  }

  /** Whether the client has said that it is ready: only then the server may speak. */
  get isInitialized(): boolean {
    return this.#isInitialized;
  }

  /** The client's `initialize`: all that was before is over. */
  begin(message: Message): void {
    this.#initialize = message;
    this.#isInitialized = false;
    this.#level = undefined;
    this.#subscribed.clear();
    this.#open = undefined;
  }

  /** The server has answered it: `result` is the answer's. */
  opened(endpoint: Endpoint, id: string | null, result: unknown): void {
    const revision = isMessage(result) ? result["protocolVersion"] : undefined;
    this.#open = { endpoint, id, revision: typeof revision === "string" ? revision : null };
  }

  /** The server has refused it. */
  refused(): void {
    this.#initialize = undefined;
  }

  /** The server does not know it any more. */
  expired(): void {
    this.#open = undefined;
  }

  isOpenOn(endpoint: Endpoint): boolean {
    return this.#open !== undefined && isSame(this.#open.endpoint, endpoint);
  }

  /** Where it is open; undefined: nowhere. */
  get endpoint(): Endpoint | undefined {
    return this.#open?.endpoint;
  }

  /** Whether the server knows it by an id. */
  get hasId(): boolean {
    return this.#open?.id != null;
  }

  /** What every request of it says. */
  get headers(): Record<string, string> {
    const { id = null, revision = null } = this.#open ?? {};
    return {
      ...(id === null ? {} : { "mcp-session-id": id }),
      ...(revision === null ? {} : { "mcp-protocol-version": revision }),
    };
  }

  /** Remembers what changes the session, once the server has taken it. */
  note(message: Message): void {
    const uri = paramOf(message, "uri");
    switch (message["method"]) {
      case "notifications/initialized":
        this.#isInitialized = true;
        break;
      case "logging/setLevel":
        this.#level = message;
        break;
      case "resources/subscribe":
        if (typeof uri === "string" && this.#subscribed.size < bridgeLimits.subscriptions) {
          this.#subscribed.set(uri, message);
        }
        break;
      case "resources/unsubscribe":
        if (typeof uri === "string") this.#subscribed.delete(uri);
    }
  }

  /** The request that opens it anew; undefined: the client has not begun one. */
  get opening(): Message | undefined {
    return this.#initialize === undefined ? undefined : { ...this.#initialize, id: OWN_ID };
  }

  /** What makes the new one what the old one was; each is answered, but the first. */
  get afterwards(): Message[] {
    if (!this.#isInitialized) return [];
    const requests = [...(this.#level === undefined ? [] : [this.#level]), ...this.#subscribed.values()];
    return [
      { jsonrpc: "2.0", method: "notifications/initialized" },
      ...requests.map((message, index) => ({ ...message, id: `${OWN_ID}-${index}` })),
    ];
  }
}
