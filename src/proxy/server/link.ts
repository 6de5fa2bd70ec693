/** One connection to a server: used by one exchange after the other, idle in between. */

import type { TcpHandlers, TcpSocket } from "../../runtime/index.ts";

/** Who uses it at the moment. */
export interface LinkUser {
  linkData(bytes: Uint8Array): void;
  linkDrained(): void;
  /** It sends nothing more, or is gone. Once. */
  linkEnded(): void;
}

export class Link implements TcpHandlers {
  /** Set when it is open. */
  socket: TcpSocket | undefined;
  /** Undefined: it is idle. */
  user: LinkUser | undefined;
  /** Called when an idle one ends. */
  idleEnded: (() => void) | undefined;
  #isOver = false;

  /** Whether it can be used no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  data(bytes: Uint8Array): void {
    // A server that speaks without being asked cannot be trusted.
    if (this.user === undefined) this.drop();
    else this.user.linkData(bytes);
  }

  drained(): void {
    this.user?.linkDrained();
  }

  ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.user === undefined) this.drop();
    else this.user.linkEnded();
  }

  closed(): void {
    this.ended();
  }

  /** Ends it; nobody is told but who keeps idle ones. */
  drop(): void {
    this.#isOver = true;
    this.user = undefined;
    this.socket?.abort();
    this.idleEnded?.();
    this.idleEnded = undefined;
  }
}
