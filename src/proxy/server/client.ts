/** One client's connection with its sockets: between them and the state machine. */

import type { TcpHandlers, TcpSocket } from "../../runtime/index.ts";
import { ProxyConnection } from "../connection/connection.ts";
import type { ConnectionIo, Policy, Upstream } from "../connection/types.ts";
import { DialError, dial } from "./dial.ts";
import { Link, type LinkUser } from "./link.ts";
import type { LinkPool } from "./pool.ts";

/** A connection to a server, as it was asked for. */
interface Asked {
  readonly upstream: Upstream;
  readonly fresh: boolean;
}

export class ClientLink implements TcpHandlers, ConnectionIo, LinkUser {
  readonly #socket: TcpSocket;
  readonly #pool: LinkPool;
  readonly #gone: () => void;
  readonly #connection: ProxyConnection;
  #link: Link | undefined;
  /** What the machine wants; undefined: nothing. Each is another object, so that one that comes late is known as such. */
  #asked: Asked | undefined;
  /** It waits until the client has taken what it got: who asks without reading would fill the memory. */
  #isHeld = false;
  /** It has not taken all that it got. */
  #isFull = false;
  /** Who wants the client not to be read: the state machine, or a server that does not take more. */
  #isPausedByMachine = false;
  #isPausedByServer = false;
  /** An answer is waited for. */
  #isWaiting = false;
  /** Something has moved since the last {@link check}: a byte of the client's, or, while it waits, of its request. */
  #hasMoved = false;
  /** Time of the last check that found something moved. */
  #movedAt = performance.now();

  /** `gone` is called once, when the client's connection is. */
  constructor(socket: TcpSocket, policy: Policy, pool: LinkPool, gone: () => void) {
    this.#socket = socket;
    this.#pool = pool;
    this.#gone = gone;
    this.#connection = new ProxyConnection(this, policy);
  }

  /** Nothing is under way, and all has been sent. */
  get isIdle(): boolean {
    return this.#connection.isIdle && this.#socket.waiting === 0;
  }

  /** Ends it at once. */
  abort(): void {
    this.#connection.clientGone();
    this.#socket.abort();
  }

  /** Called now and then: ends what takes too long. Limits in milliseconds. */
  check(now: number, { answerMs, clientIdleMs }: { readonly answerMs: number; readonly clientIdleMs: number }): void {
    if (this.#hasMoved) {
      this.#hasMoved = false;
      this.#movedAt = now;
    }
    const since = now - this.#movedAt;
    if (this.#isWaiting) {
      if (since > answerMs) this.#tooSlow(answerMs);
    } else if (this.#asked === undefined && this.#socket.waiting === 0 && since > clientIdleMs) this.abort();
  }

  data(bytes: Uint8Array): void {
    this.#hasMoved = true;
    this.#connection.clientData(bytes);
  }

  drained(): void {
    this.#hasMoved = true;
    this.#isFull = false;
    this.#link?.socket?.resume();
    if (!this.#isHeld || this.#asked === undefined) return;
    this.#isHeld = false;
    this.#reach(this.#asked);
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
    this.#isWaiting = false;
    this.#connection.upstreamData(bytes);
  }

  linkDrained(): void {
    this.#hasMoved = true;
    this.#isPausedByServer = false;
    this.#readClient();
  }

  linkEnded(): void {
    this.#connection.upstreamEnd();
  }

  toClient(bytes: Uint8Array): void {
    if (this.#socket.write(bytes)) return;
    this.#isFull = true;
    this.#link?.socket?.pause();
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
    this.#asked = { upstream, fresh };
    this.#isWaiting = true;
    this.#hasMoved = true;
    this.#isHeld = this.#isFull;
    if (!this.#isHeld) this.#reach(this.#asked);
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
    const upstream = this.#asked?.upstream;
    this.#leave();
    if (link !== undefined && upstream !== undefined) this.#pool.put(upstream, link);
  }

  dropUpstream(): void {
    const link = this.#link;
    this.#leave();
    link?.drop();
  }

  #reach(asked: Asked): void {
    this.#hasMoved = true;
    const kept = asked.fresh ? undefined : this.#pool.take(asked.upstream);
    if (kept !== undefined) this.#use(kept, true);
    else void this.#dial(asked);
  }

  async #dial(asked: Asked): Promise<void> {
    const link = new Link();
    try {
      link.socket = await dial(asked.upstream, link);
    } catch (error) {
      if (this.#asked !== asked) return;
      this.#leave();
      const status = error instanceof DialError ? error.status : 502;
      this.#connection.upstreamFailed(error instanceof Error ? error.message : String(error), status);
      return;
    }
    if (this.#asked === asked) this.#use(link, false);
    // The client has gone meanwhile.
    else link.drop();
  }

  #use(link: Link, reused: boolean): void {
    this.#link = link;
    this.#connection.upstreamOpen(reused);
    if (this.#link === link) link.serve(this);
  }

  #tooSlow(milliseconds: number): void {
    this.dropUpstream();
    this.#connection.upstreamFailed(`the server did not answer within ${milliseconds / 1000} s`, 504);
  }

  #leave(): void {
    const link = this.#link;
    this.#asked = undefined;
    this.#isHeld = false;
    this.#isWaiting = false;
    this.#link = undefined;
    if (link !== undefined) {
      link.user = undefined;
      // It may have waited for a slow client.
      link.socket?.resume();
    }
    if (!this.#isPausedByServer) return;
    this.#isPausedByServer = false;
    this.#readClient();
  }

  #readClient(): void {
    if (!this.#isPausedByMachine && !this.#isPausedByServer) this.#socket.resume();
  }
}
