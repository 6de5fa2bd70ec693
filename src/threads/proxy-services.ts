/** Servers that processes announce: each gets a port of the proxy, under the process whose server it is. */

import { networkInterfaces } from "node:os";
import { delay } from "es-toolkit";
import { isLoopback } from "../config/index.ts";
import type { ToldEvent } from "../events/index.ts";
import { listeners } from "../process/index.ts";

/** Milliseconds between looks at who listens: a server tells its address when it listens, or some time before. */
const LOOKS_MS = [300, 700, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** Addresses that are waited for at once: a program may print many where nobody ever listens. */
const MAX_AWAITED = 50;

/** A server of this machine. */
export interface Service {
  /** `http://localhost:5173` */
  readonly url: string;
  /** Its process; the one that announced it, where it is nobody's of ours. */
  readonly process: string;
  readonly label: string;
}

export interface ServicesParts {
  /** Whether a process of this name runs. */
  runs(name: string): boolean;
  /** A server is there. Told once for each time that it is announced. */
  found(service: Service): void;
  /** For tests. */
  readonly listening?: typeof listeners;
  readonly looksMs?: readonly number[];
}

/** Waits until somebody listens at what is announced. */
export class Services {
  readonly #parts: ServicesParts;
  readonly #awaited = new Set<string>();

  constructor(parts: ServicesParts) {
    this.#parts = parts;
  }

  /** Takes an announcement; others than of servers on this machine are left alone. Never rejects. */
  async announced(event: ToldEvent): Promise<void> {
    if (event.kind !== "url" || event.urlKind !== "service") return;
    const url = localUrl(event.url);
    const key = `${event.process} ${url}`;
    if (url === undefined || this.#awaited.has(key) || this.#awaited.size >= MAX_AWAITED) return;
    this.#awaited.add(key);
    try {
      const owner = await this.#owner(Number(new URL(url).port), event.process);
      if (owner === undefined) return;
      this.#parts.found({ url, process: owner, label: owner === event.process ? event.label : owner });
    } finally {
      this.#awaited.delete(key);
    }
  }

  /** Whose server listens on the port; undefined: nobody's, for as long as is waited. */
  async #owner(port: number, announcer: string): Promise<string | undefined> {
    const { runs, listening = listeners, looksMs = LOOKS_MS } = this.#parts;
    for (const wait of looksMs) {
      await delay(wait);
      const all = await listening().catch(() => undefined);
      // Where the system does not tell: as it was announced.
      if (all === undefined) return runs(announcer) ? announcer : undefined;
      const here = all.filter((one) => one.port === port);
      const ours = here.find(({ brumProcess }) => brumProcess !== undefined && runs(brumProcess));
      if (ours?.brumProcess !== undefined) return ours.brumProcess;
      if (!runs(announcer)) return undefined;
      if (here.length > 0) return announcer;
    }
    return undefined;
  }
}

/** The address with `localhost` in the place of an address of this machine; undefined: it is another's, or names no port. */
function localUrl(address: string): string | undefined {
  const url = new URL(address);
  const isSecure = url.protocol === "https:";
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  const isAny = name === "0.0.0.0" || name === "::";
  if (!isLoopback(name) && !isAny && !ownAddresses().has(name) && !name.endsWith(".localhost")) return undefined;
  return `${url.protocol}//${isLoopback(name) || name.endsWith(".localhost") ? url.hostname : "localhost"}:${port}`;
}

function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => address));
}
