/** One client's connection with its sockets: between them and the state machine. */

import type { TcpHandlers, TcpSocket } from "../../runtime/index.ts";
import { ProxyConnection } from "../connection/connection.ts";
import type { ConnectionIo, Policy, Upstream } from "../connection/types.ts";
import { proxyLimits } from "../limits.ts";
import { DialError, dial } from "./dial.ts";
import { Link, type LinkUser } from "./link.ts";
import type { LinkPool } from "./pool.ts";

export class ClientLink implements TcpHandlers, ConnectionIo, LinkUser {
  readonly #socket: TcpSocket;
  readonly #pool: LinkPool;
  readonly #gone: () => void;
  readonly #connection: ProxyConnection;
  #link: Link | undefined;
  #upstream: Upstream | undefined;
  /** Who wants the client not to be read: the state machine, or a server that does not take more. */
  #isPausedByMachine = false;
  #isPausedByServer = false;
  /** Until the answer's first bytes. */
  #slow: ReturnType<typeof setTimeout> | undefined;

  /** `gone` is called once, when the client's connection is. */
  constructor(socket: TcpSocket, policy: Policy, pool: LinkPool, gone: () => void) {
    this.#socket = socket;
    this.#pool = pool;
    this.#gone = gone;
    this.#connection = new ProxyConnection(this, policy);
  }

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.#connection.isIdle;
  }

  /** Ends it at once. */
  abort(): void {
    this.#connection.clientGone();
  }

  data(bytes: Uint8Array): void {
    this.#connection.clientData(bytes);
  }

  drained(): void {
    this.#link?.socket?.resume();
  }

  ended(): void {
    this.#connection.clientEnd();
  }

  closed(): void {
    this.#connection.clientGone();
    this.dropUpstream();
    this.#gone();
  }

  linkData(bytes: Uint8Array): void {
    this.#began();
    this.#connection.upstreamData(bytes);
  }

  linkDrained(): void {
    this.#isPausedByServer = false;
    this.#readClient();
  }

  linkEnded(): void {
    this.#began();
    this.#connection.upstreamEnd();
  }

  toClient(bytes: Uint8Array): void {
    if (!this.#socket.write(bytes)) this.#link?.socket?.pause();
  }

  endClient(): void {
    this.#socket.end();
  }

  abortClient(): void {
    this.#socket.abort();
  }

  pauseClient(): void {
    this.#isPausedByMachine = true;
    this.#socket.pause();
  }

  resumeClient(): void {
    this.#isPausedByMachine = false;
    this.#readClient();
  }

  open(upstream: Upstream, fresh: boolean): void {
    this.#upstream = upstream;
    this.#slow = setTimeout(() => this.#tooSlow(), proxyLimits.answerMs);
    const kept = fresh ? undefined : this.#pool.take(upstream);
    // Not inside of the machine's call.
    if (kept !== undefined) queueMicrotask(() => this.#use(kept, true));
    else void this.#dial(upstream);
  }

  toUpstream(bytes: Uint8Array): void {
    if (this.#link?.socket?.write(bytes) !== false) return;
    this.#isPausedByServer = true;
    this.#socket.pause();
  }

  endUpstream(): void {
    this.#link?.socket?.end();
  }

  releaseUpstream(): void {
    const link = this.#link;
    const upstream = this.#upstream;
    this.#leave();
    if (link !== undefined && upstream !== undefined) this.#pool.put(upstream, link);
  }

  dropUpstream(): void {
    const link = this.#link;
    this.#leave();
    link?.drop();
  }

  async #dial(upstream: Upstream): Promise<void> {
    const link = new Link();
    try {
      link.socket = await dial(upstream, link);
    } catch (error) {
      if (this.#upstream !== upstream) return;
      this.#leave();
      const status = error instanceof DialError ? error.status : 502;
      this.#connection.upstreamFailed(error instanceof Error ? error.message : String(error), status);
      return;
    }
    if (this.#upstream === upstream) this.#use(link, false);
    // The client has gone meanwhile.
    else link.drop();
  }

  #use(link: Link, reused: boolean): void {
    if (this.#upstream === undefined) {
      link.drop();
      return;
    }
    this.#link = link;
    link.user = this;
    // It has ended between being chosen and being used.
    if (link.isOver) this.linkEnded();
    else this.#connection.upstreamOpen(reused);
  }

  #tooSlow(): void {
    this.dropUpstream();
    this.#connection.upstreamFailed(`the server did not answer within ${proxyLimits.answerMs / 1000} s`, 504);
  }

  #began(): void {
    clearTimeout(this.#slow);
    this.#slow = undefined;
  }

  #leave(): void {
    this.#began();
    this.#isPausedByServer = false;
    this.#upstream = undefined;
    if (this.#link !== undefined) this.#link.user = undefined;
    // It may have waited for a slow client.
    this.#link?.socket?.resume();
    this.#link = undefined;
    this.#readClient();
  }

  #readClient(): void {
    if (!this.#isPausedByMachine && !this.#isPausedByServer) this.#socket.resume();
  }
}
