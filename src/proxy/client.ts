/** What the screen can ask of the proxy, wherever that runs. */

import type { Exchange, ExchangeRow } from "./capture/exchange.ts";
import type { Mapping } from "./mapping.ts";
import type { ProxyMode, ProxyState } from "./state.ts";

/** All exchanges that are kept, oldest first. */
export interface KeptExchanges {
  readonly rows: readonly ExchangeRow[];
  /** Number of the newest that there has been, kept or not; 0: none. */
  readonly last: number;
}

/** Each rejects with a sentence where it cannot be done. */
export interface ProxyClient {
  list(): Promise<KeptExchanges & { readonly state: ProxyState }>;
  /** Null: it is no longer kept. */
  exchange(id: number): Promise<Exchange | null>;
  /** Forgets the exchanges that are over, of one process or (null) of all. Resolves with those that are left. */
  clear(process: string | null): Promise<KeptExchanges & { readonly cleared: number }>;
  /** Sends a request again as it was; resolves with the number of the new exchange when that is over. */
  replay(id: number): Promise<number>;
  setMode(mode: ProxyMode): Promise<ProxyState>;
  /** Gives a server a port; null: the mode has no ports for servers. */
  add(url: string): Promise<Mapping | null>;
}
