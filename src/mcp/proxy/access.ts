/** The proxy, for tools that need one. */

import type { Exchange, ExchangeRow, ProxyAccess } from "../../proxy/index.ts";
import { ToolError } from "../tool.ts";

/** What a context has of it; throws a `ToolError` where there is none. */
export function proxyOf({ proxy }: { readonly proxy?: ProxyAccess | undefined }): ProxyAccess {
  if (proxy !== undefined) return proxy;
  throw new ToolError(
    "This Brummer runs without its proxy (--no-proxy, or no_proxy in .brum.toml): nothing is recorded.",
  );
}

/** All that is kept, oldest first; a sentence where the proxy does not answer: for what is told beside other things. */
export async function rowsOf(proxy: ProxyAccess): Promise<readonly ExchangeRow[] | string> {
  try {
    return (await proxy.kept()).rows;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Rejects with a `ToolError` where there is none with this number. */
export async function exchangeOf(id: number, proxy: ProxyAccess): Promise<Exchange> {
  const found = await proxy.find(id);
  if (found !== undefined) return found;
  const { recorded } = await proxy.counts();
  throw new ToolError(
    id <= recorded
      ? `Exchange ${id} is no longer kept. proxy_requests lists those that are.`
      : `There is no exchange ${id}: ${recorded} have been recorded so far. proxy_requests lists them.`,
  );
}
