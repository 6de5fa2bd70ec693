/** The proxy as the other threads see it. */

import { topic } from "../../core/index.ts";
import type { ExchangeRow } from "./capture/exchange.ts";
import type { ProxyMode } from "./engine.ts";
import type { Mapping } from "./mapping.ts";

export type { ExchangeRow } from "./capture/exchange.ts";
export type { ProxyMode } from "./engine.ts";
export { type Mapping, originOf } from "./mapping.ts";

/** As they are written. */
export const proxyModes = ["reverse", "full"] as const satisfies readonly ProxyMode[];

/** How the proxy stands. */
export interface ProxyState {
  readonly mode: ProxyMode;
  /** Oldest first; none in full mode. */
  readonly mappings: readonly Mapping[];
  /** In full mode: where it listens, and the script that tells browsers. */
  readonly forward: { readonly port: number; readonly pacUrl: string } | null;
}

/** Published by the net thread. */
export const proxyTopics = {
  "proxy.state": topic<ProxyState>("medium"),
  /** Exchanges that have begun or changed; the same one again as it goes on. */
  "proxy.exchanges": topic<{ readonly rows: readonly ExchangeRow[] }>("low"),
} as const;
