/** One client, as the server meets it: what is known of it is told on. */

import type { McpCall, McpClient } from "./index.ts";
import { mcpLimits } from "./limits.ts";

/** Is told of what happens. */
export interface McpObserver {
  /** A client has come, is gone, or has come again. */
  client(client: McpClient): void;
  /** A call has been answered. */
  call(call: McpCall): void;
}

/** What a client says of itself. All of it is its word, cut to what a screen shows. */
export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
  readonly agent: string;
  readonly protocol: string;
}

/** A request that is to be answered. */
export interface Asked {
  readonly method: string;
  /** Name of the tool that is called. */
  readonly tool?: string;
  readonly input: unknown;
}

/** One client, as the server meets it. */
export class Visitor {
  readonly #observer: McpObserver;
  readonly #now: () => number;
  readonly #nextCall: () => number;
  #client: McpClient;
  #streams = 0;
  #answering = 0;

  constructor(id: number, identity: ClientIdentity, observer: McpObserver, now: () => number, nextCall: () => number) {
    this.#observer = observer;
    this.#now = now;
    this.#nextCall = nextCall;
    const cut = (text: string) => text.slice(0, mcpLimits.clientText);
    this.#client = {
      id,
      name: cut(identity.name),
      version: cut(identity.version),
      agent: cut(identity.agent),
      protocol: cut(identity.protocol),
      since: now(),
      lastSeen: now(),
      requests: 0,
      isConnected: false,
    };
  }

  get isConnected(): boolean {
    return this.#client.isConnected;
  }

  /** It is there, and has sent so many requests more. */
  seen(requests: number): void {
    this.#client = { ...this.#client, lastSeen: this.#now(), requests: this.#client.requests + requests };
  }

  arrive(): void {
    if (this.#client.isConnected) return;
    this.#client = { ...this.#client, isConnected: true, lastSeen: this.#now() };
    this.#observer.client(this.#client);
  }

  leave(): void {
    if (!this.#client.isConnected) return;
    this.#client = { ...this.#client, isConnected: false };
    this.#observer.client(this.#client);
  }

  /** It holds a stream open until the function that comes back is called. */
  hold(): () => void {
    this.#streams++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#streams--;
      this.seen(0);
    };
  }

  /** It holds a stream open, or waits for an answer. */
  get isBusy(): boolean {
    return this.#streams > 0 || this.#answering > 0;
  }

  isQuietSince(limit: number): boolean {
    return !this.isBusy && this.#client.lastSeen < limit;
  }

  /** The revision is agreed on. */
  speaks(protocol: string): void {
    if (protocol === this.#client.protocol) return;
    this.#client = { ...this.#client, protocol };
    this.#observer.client(this.#client);
  }

  /** Runs what answers a request and tells of it. `mistakeIn` says what an answer says is wrong; null: nothing. */
  async answer<T>(
    { method, tool, input }: Asked,
    run: () => Promise<T> | T,
    mistakeIn: (answer: T) => string | null = () => null,
  ): Promise<T> {
    const startedAt = this.#now();
    const start = performance.now();
    const tell = (error: string | null, bytes: number) => {
      const durationMs = performance.now() - start;
      this.seen(0);
      this.#observer.call({
        id: this.#nextCall(),
        client: this.#client,
        method: method.slice(0, mcpLimits.clientText),
        tool: tool?.slice(0, mcpLimits.clientText) ?? null,
        input: cutJson(input),
        startedAt,
        durationMs,
        error: error?.slice(0, mcpLimits.callText) ?? null,
        bytes,
      });
    };
    this.#answering++;
    try {
      const answer = await run();
      tell(mistakeIn(answer), Buffer.byteLength(JSON.stringify(answer)));
      return answer;
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error), 0);
      throw error;
    } finally {
      this.#answering--;
    }
  }
}

/** What was given, as JSON that may end early. */
function cutJson(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length <= mcpLimits.callText ? text : `${text.slice(0, mcpLimits.callText)}…`;
}
