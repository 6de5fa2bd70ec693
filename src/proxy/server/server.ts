/** A port on which the proxy listens. */

import { delay } from "es-toolkit";
import { runtime, type TcpListener } from "../../runtime/index.ts";
import type { Policy } from "../connection/types.ts";
import { proxyLimits } from "../limits.ts";
import { ClientLink } from "./client.ts";
import type { LinkPool } from "./pool.ts";

/** How long is waited, in milliseconds: see `proxyLimits`. */
export type PortLimits = Readonly<Record<"answerMs" | "clientIdleMs", number>>;

export class ProxyPort {
  readonly #listeners: readonly TcpListener[];
  readonly #clients: Set<ClientLink>;
  readonly #checks: ReturnType<typeof setInterval>;
  /** When what is under way is ended. */
  #end = Number.POSITIVE_INFINITY;
  #closing: Promise<void> | undefined;

  private constructor(listeners: readonly TcpListener[], clients: Set<ClientLink>, limits: PortLimits) {
    this.#listeners = listeners;
    this.#clients = clients;
    this.#checks = setInterval(
      () => {
        const now = performance.now();
        for (const client of [...clients]) client.check(now, limits);
      },
      Math.min(proxyLimits.checkMs, limits.answerMs / 4, limits.clientIdleMs / 4),
    );
    this.#checks.unref();
  }

  /**
   * Listens on both loopback addresses, as browsers take `localhost` for either; where the machine has no IPv6, on one. Rejects with
   * an Error with `code` `EADDRINUSE` where the port is taken on the first.
   */
  static async open(
    port: number,
    policy: Policy,
    pool: LinkPool,
    limits: PortLimits = proxyLimits,
  ): Promise<ProxyPort> {
    const clients = new Set<ClientLink>();
    const accept = (socket: Parameters<Parameters<typeof runtime.tcp.listen>[1]>[0]) => {
      const client = new ClientLink(socket, policy, pool, () => clients.delete(client));
      clients.add(client);
      if (clients.size > proxyLimits.connections) queueMicrotask(() => client.abort());
      return client;
    };
    const first = await runtime.tcp.listen({ hostname: "127.0.0.1", port }, accept);
    try {
      const second = await runtime.tcp.listen({ hostname: "::1", port: first.port }, accept);
      return new ProxyPort([first, second], clients, limits);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EADDRINUSE") return new ProxyPort([first], clients, limits);
      first.stop();
      throw error;
    }
  }

  get port(): number {
    return this.#listeners[0]?.port ?? 0;
  }

  /** Accepts nothing more; what is under way gets a moment to end. Called again, it may get a shorter one. */
  close(milliseconds: number = proxyLimits.closeMs): Promise<void> {
    this.#end = Math.min(this.#end, performance.now() + milliseconds);
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const listener of this.#listeners) listener.stop();
    for (const client of [...this.#clients]) if (client.isIdle) client.abort();
    while (this.#clients.size > 0 && performance.now() < this.#end) {
      await delay(10);
      for (const client of [...this.#clients]) if (client.isIdle) client.abort();
    }
    for (const client of [...this.#clients]) client.abort();
    clearInterval(this.#checks);
  }
}
