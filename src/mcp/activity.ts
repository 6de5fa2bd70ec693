/** Who talks to the server, and what about: told of every change, for the screen and whoever else listens. */

import { mcpLimits } from "./limits.ts";
import { type ClientIdentity, type McpObserver, Visitor } from "./visitor.ts";

/** Clients of all revisions. For one event loop. */
export class Activity {
  readonly #observer: McpObserver;
  readonly #now: () => number;
  /** Clients without a session, by what they say of themselves. */
  readonly #visitors = new Map<string, Visitor>();
  #clients = 0;
  #calls = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `now`: milliseconds since 1970. */
  constructor(observer: McpObserver, now: () => number = Date.now) {
    this.#observer = observer;
    this.#now = now;
  }

  /** A client that opens a session: it is there from {@link Visitor.arrive} until {@link Visitor.leave}. */
  open(identity: ClientIdentity): Visitor {
    return new Visitor(++this.#clients, identity, this.#observer, this.#now, () => ++this.#calls);
  }

  /**
   * A client without a session (revision 2026-07-28), known by what it says of itself: it is there until it has been silent
   * for `mcpLimits.clientQuietMs` and holds no stream open.
   */
  visit(identity: ClientIdentity): Visitor {
    const key = JSON.stringify(identity);
    const known = this.#visitors.get(key);
    const visitor = known ?? this.open(identity);
    // The one that was silent for longest stands first.
    this.#visitors.delete(key);
    this.#visitors.set(key, visitor);
    if (this.#visitors.size > mcpLimits.clients) this.#forgetFirst();
    visitor.arrive();
    this.#arm();
    return visitor;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #forgetFirst(): void {
    const [first] = this.#visitors;
    if (first === undefined) return;
    this.#visitors.delete(first[0]);
    first[1].leave();
  }

  /** Looks again when the next one may have been silent for long enough. */
  #arm(): void {
    if (this.#timer !== undefined) return;
    const timer = setTimeout(() => {
      this.#timer = undefined;
      const limit = this.#now() - mcpLimits.clientQuietMs;
      for (const visitor of this.#visitors.values()) if (visitor.isQuietSince(limit)) visitor.leave();
      if ([...this.#visitors.values()].some(({ isConnected }) => isConnected)) this.#arm();
    }, mcpLimits.clientQuietMs / 4);
    timer.unref?.();
    this.#timer = timer;
  }
}
