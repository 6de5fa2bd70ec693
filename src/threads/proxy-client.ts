/** The proxy as other threads ask for it: by commands to its thread, which may still be starting. */

import {
  type ExchangeRow,
  type Kept,
  type ProxyAccess,
  type ProxyClient,
  proxyLimits,
  type ReplayEdits,
} from "../proxy/index.ts";
import type { CommandClient } from "./protocol.ts";

/** Rows of one answer: some 2 ms of the proxy's thread, which has requests to pass on. */
const ROWS_AT_ONCE = 500;

/** `listen`: see `ProxyAccess`. */
export function proxyAccess(client: Promise<CommandClient>, listen: ProxyAccess["listen"]): ProxyAccess {
  client.catch(() => {});
  const kept = async (): Promise<Kept> => {
    const all: ExchangeRow[] = [];
    for (;;) {
      const after = all.at(-1)?.id ?? 0;
      const { rows, counts } = await (await client).request("proxy.kept", { after, most: ROWS_AT_ONCE });
      all.push(...rows);
      if (rows.length < ROWS_AT_ONCE) return { rows: all, counts };
    }
  };
  const replay: ProxyAccess["replay"] = async (id, edits: ReplayEdits, { ms = proxyLimits.replayMs, signal }) => {
    const own = await client;
    const key = crypto.randomUUID();
    const cancel = () => void own.request("proxy.cancel", key).catch(() => {});
    const replayed = own.request("proxy.replay", { key, id, edits, ms });
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
    try {
      return await replayed;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  };
  return {
    state: async () => (await client).request("proxy.state", null),
    kept,
    counts: async () => (await (await client).request("proxy.kept", { after: 0, most: 0 })).counts,
    find: async (id) => (await (await client).request("proxy.find", id)) ?? undefined,
    clear: async (process) => (await client).request("proxy.clear", process ?? null),
    register: async (url) => (await (await client).request("proxy.add", url)) ?? undefined,
    unregister: async (url) => (await client).request("proxy.remove", url),
    setMode: async (mode) => void (await (await client).request("proxy.mode", mode)),
    listen,
    replay,
  };
}

/** The same as the screen asks for it. */
export function proxyClient(proxy: ProxyAccess): ProxyClient {
  const list = async () => {
    const { rows, counts } = await proxy.kept();
    return { rows, last: counts.recorded };
  };
  return {
    list: async () => ({ state: await proxy.state(), ...(await list()) }),
    exchange: async (id) => (await proxy.find(id)) ?? null,
    clear: async (process) => {
      const cleared = await proxy.clear(process ?? undefined);
      return { cleared, ...(await list()) };
    },
    replay: async (id) => (await proxy.replay(id, {}, { signal: new AbortController().signal })).after.id,
    setMode: async (mode) => {
      await proxy.setMode(mode);
      return proxy.state();
    },
    add: async (url) => (await proxy.register(url)) ?? null,
  };
}
