/** Addresses as processes print them: what is the same, where it leads, how near it is. Pure. */

import { hostRank, isWildcard } from "../../src/events/index.ts";

/** How far hosts are that nothing is known of: behind the machine's own and its network's. */
const ELSEWHERE = 3;

export interface Address {
  /** The same for all ways to write it. */
  readonly id: string;
  /** As it can be opened: a wildcard host, on which servers listen, is `localhost`; no slash stands behind a port. */
  readonly url: string;
  /** As `URL.hostname` gives it: IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query; `/`: none. */
  readonly path: string;
  /** 0: this machine; 1 and 2: its names and its network; 3: any other host. */
  readonly distance: number;
}

/** Null: it is none. */
export function addressOf(text: string): Address | null {
  const parsed = URL.parse(text);
  if (parsed === null || parsed.hostname === "") return null;
  const host = isWildcard(parsed.hostname) ? "localhost" : parsed.hostname;
  const written = host === parsed.hostname ? text : text.replace(/^(\w+:\/\/)(?:[^/:[\]]+|\[[^\]]*\])/, `$1${host}`);
  const port = parsed.port !== "" ? Number(parsed.port) : parsed.protocol === "https:" ? 443 : 80;
  const path = parsed.pathname + parsed.search + parsed.hash;
  parsed.hostname = host;
  return {
    id: parsed.href,
    url: path === "/" ? written.replace(/\/$/, "") : written,
    host,
    port,
    path,
    distance: hostRank(host) ?? ELSEWHERE,
  };
}

/** Names a place to connect to: `localhost:3000`. */
export function placeKey({ host, port }: Pick<Address, "host" | "port">): string {
  return `${host}:${port}`;
}
