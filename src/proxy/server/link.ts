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
  /** Undefined: it is idle, or nobody's yet. */
  user: LinkUser | undefined;
  /** The pool's: where it stands while nobody uses it, and for how long (a time of `performance.now`). */
  idle: Link[] | undefined;
  idleUntil = 0;
  /** What a server said before anybody was there to hear it: behind a tunnel some speak first. Undefined: it has been used. */
  #early: Uint8Array[] | undefined = [];
  #isOver = false;

  /** Whether it can be used no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on `user` hears of it; of what came before at once. */
  serve(user: LinkUser): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.user = user;
    for (const bytes of early) this.user?.linkData(bytes);
    if (this.#isOver) this.user?.linkEnded();
  }

  data(bytes: Uint8Array): void {
    if (this.user !== undefined) this.user.linkData(bytes);
    else if (this.#early !== undefined) this.#early.push(bytes);
    // A server that speaks without being asked cannot be trusted.
    else this.drop();
  }

  drained(): void {
    this.user?.linkDrained();
  }

  ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.user !== undefined) this.user.linkEnded();
    else if (this.#early === undefined) this.drop();
  }

  closed(): void {
    this.ended();
  }

  /** Ends it; nobody is told but who keeps idle ones. */
  drop(): void {
    this.#isOver = true;
    this.user = undefined;
    this.socket?.abort();
    const at = this.idle?.indexOf(this) ?? -1;
    if (at !== -1) this.idle?.splice(at, 1);
    this.idle = undefined;
  }
}
