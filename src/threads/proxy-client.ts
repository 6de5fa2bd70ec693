/** The proxy as the main thread asks for it: over commands to the net thread, which may still be starting. */

import type { ProxyClient } from "../proxy/index.ts";
import type { CommandClient } from "./protocol.ts";

/** `net`: rejects where there is no such thread. */
export function proxyClient(net: Promise<CommandClient>): ProxyClient {
  net.catch(() => {});
  return {
    list: async () => (await net).request("proxy.list", null),
    exchange: async (id) => (await net).request("proxy.exchange", id),
    clear: async (process) => (await net).request("proxy.clear", process),
    replay: async (id) => (await net).request("proxy.replay", id),
    setMode: async (mode) => (await net).request("proxy.mode", mode),
    add: async (url) => (await net).request("proxy.add", url),
  };
}
