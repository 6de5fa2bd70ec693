/** Idle connections to servers, for the next request. */

import type { Upstream } from "../connection/types.ts";
import { proxyLimits } from "../limits.ts";
import type { Link } from "./link.ts";

interface Idle {
  readonly link: Link;
  readonly until: number;
}

export class LinkPool {
  readonly #idle = new Map<string, Idle[]>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The one that was used last; undefined: there is none. */
  take(upstream: Upstream): Link | undefined {
    const idle = this.#idle.get(keyOf(upstream));
    for (let entry = idle?.pop(); entry !== undefined; entry = idle?.pop()) {
      entry.link.idleEnded = undefined;
      if (!entry.link.isOver) return entry.link;
    }
    return undefined;
  }

  put(upstream: Upstream, link: Link): void {
    link.user = undefined;
    const key = keyOf(upstream);
    const idle = this.#idle.get(key) ?? [];
    if (link.isOver || idle.length >= proxyLimits.idle) {
      link.drop();
      return;
    }
    this.#idle.set(key, idle);
    const entry = { link, until: performance.now() + proxyLimits.idleMs };
    link.idleEnded = () => {
      const at = idle.indexOf(entry);
      if (at !== -1) idle.splice(at, 1);
    };
    idle.push(entry);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#dropOld(performance.now()), proxyLimits.idleMs / 4);
    this.#timer.unref();
  }

  close(): void {
    this.#dropOld(Number.POSITIVE_INFINITY);
  }

  #dropOld(now: number): void {
    for (const [key, idle] of this.#idle) {
      for (const { link, until } of [...idle]) if (until <= now) link.drop();
      if (idle.length === 0) this.#idle.delete(key);
    }
    if (this.#idle.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function keyOf({ protocol, hostname, port }: Upstream): string {
  return `${protocol}//${hostname}:${port}`;
}
