/** The proxy as the other threads see it. */

import { topic } from "../../core/index.ts";
import type { ExchangeRow } from "./capture/exchange.ts";
import type { ProxyMode, ProxyState } from "./state.ts";

export { type Exchange, type ExchangeRow, exchangeKinds } from "./capture/exchange.ts";
export {
  type PackedExchange,
  packExchange,
  unpackExchange,
  type WrittenExchange,
  writtenExchange,
} from "./capture/packed.ts";
export type { KeptExchanges, ProxyClient } from "./client.ts";
export { contentOf, fieldText } from "./content.ts";
export type { Kept, ProxyAccess, Replayed } from "./control.ts";
export { curlCommand } from "./curl.ts";
export { type ExchangeFilter, filterTest, isFailed } from "./filter.ts";
export { HAR_END, harStart, harText } from "./har/archive.ts";
export { proxyLimits } from "./limits.ts";
export { type Mapping, originOf } from "./mapping.ts";
export { answerOf, type Difference, differenceOf } from "./replay/difference.ts";
export { type ReplayEdits, replayEdits } from "./replay/request.ts";
export type { ProxyMode, ProxyState } from "./state.ts";

/** As they are written. */
export const proxyModes = ["reverse", "full"] as const satisfies readonly ProxyMode[];

/** Published by the proxy's thread. */
export const proxyTopics = {
  "proxy.state": topic<ProxyState>("medium"),
  /**
   * Exchanges that have begun or changed; the same one again as it goes on. `passed`: how many others have ended and were forgotten
   * before they could be told.
   */
  "proxy.exchanges": topic<{ readonly rows: readonly ExchangeRow[]; readonly passed: number }>("low"),
  /** Somebody has cleared what was recorded, of one process or (null) of all. */
  "proxy.cleared": topic<{ readonly process: string | null }>("low"),
} as const;
