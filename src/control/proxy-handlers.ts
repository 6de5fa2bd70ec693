/** What a running Brummer answers about its proxy. */

import { filterTest, type ProxyAccess, packExchange } from "../proxy/index.ts";
import type { proxyRequests } from "./proxy-requests.ts";
import type { Handlers } from "./server.ts";

/** One for each request; `proxy`: undefined where there is none. */
export function proxyHandlers(proxy: ProxyAccess | undefined): Pick<Handlers, keyof typeof proxyRequests> {
  const own = () => {
    if (proxy !== undefined) return proxy;
    throw new Error("This Brummer runs without its proxy (--no-proxy, or no_proxy in .brum.toml).");
  };
  return {
    "proxy.list": async ({ filter, limit }) => {
      const { rows: all, counts } = await own().kept();
      const rows = all.filter(filterTest(filter));
      return { rows: rows.slice(-limit), total: rows.length, dropped: counts.dropped, state: await own().state() };
    },
    "proxy.get": async ({ id }) => {
      const exchange = await own().find(id);
      if (exchange !== undefined) return { exchange: packExchange(exchange) };
      throw new Error(`There is no exchange ${id}, or it is no longer kept: brum proxy ls lists those that are.`);
    },
    "proxy.exchanges": async ({ filter }, { send, signal }) => {
      const rows = (await own().kept()).rows.filter(filterTest(filter));
      let sent = 0;
      for (const { id } of rows) {
        if (signal.aborted) break;
        const exchange = await own().find(id);
        if (exchange === undefined) continue;
        await send({ exchange: packExchange(exchange), total: rows.length });
        sent++;
      }
      return { sent };
    },
    "proxy.replay": async ({ id, edits, timeoutMs }, { signal }) => {
      const { before, after } = await own().replay(id, edits, { ms: timeoutMs, signal });
      return { before: packExchange(before), after: packExchange(after) };
    },
    "proxy.clear": async ({ process }) => ({ cleared: await own().clear(process) }),
    "proxy.mode": async ({ mode }) => {
      await own().setMode(mode);
      return { state: await own().state() };
    },
    "proxy.add": async ({ url }) => ({ mapping: (await own().register(url)) ?? null }),
  };
}
