/** Idle connections to servers, for the next request. */

import type { Upstream } from "../connection/types.ts";
import { remembered } from "../http1/known.ts";
import { proxyLimits } from "../limits.ts";
import type { Link } from "./link.ts";

export class LinkPool {
  readonly #idle = new Map<string, Link[]>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The one that was used last; undefined: there is none. */
  take(upstream: Upstream): Link | undefined {
    const idle = this.#idle.get(keyOf(upstream));
    for (let link = idle?.pop(); link !== undefined; link = idle?.pop()) {
      link.idle = undefined;
      if (!link.isOver) return link;
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
    if (idle.length === 0) this.#idle.set(key, idle);
    link.idle = idle;
    link.idleUntil = performance.now() + proxyLimits.idleMs;
    idle.push(link);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#dropOld(performance.now()), proxyLimits.idleMs / 4);
    this.#timer.unref();
  }

  close(): void {
    this.#dropOld(Number.POSITIVE_INFINITY);
  }

  #dropOld(now: number): void {
    for (const [key, idle] of this.#idle) {
      for (const link of [...idle]) if (link.idleUntil <= now) link.drop();
      if (idle.length === 0) this.#idle.delete(key);
    }
    if (this.#idle.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The same server is mostly named by the same object. */
const keyOf = remembered(({ protocol, hostname, port }: Upstream) => `${protocol}//${hostname}:${port}`);
