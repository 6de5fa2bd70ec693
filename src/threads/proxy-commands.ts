/** What the screen asks of the proxy in the net thread, and what it is answered. */

import type { Exchange } from "../proxy/index.ts";
import type { Capture } from "../proxy/thread.ts";
import type { CommandHandlers } from "./protocol.ts";
import type { RunningProxy } from "./proxy.ts";

/** Undefined: there is no proxy, and whoever asks is told so. */
export function proxyCommands(proxy: RunningProxy | undefined): CommandHandlers {
  if (proxy === undefined) {
    const none = () => Promise.reject(new Error("there is no proxy: it is switched off"));
    return {
      "proxy.list": none,
      "proxy.exchange": none,
      "proxy.clear": none,
      "proxy.replay": none,
      "proxy.mode": none,
      "proxy.add": none,
    };
  }
  const { capture, control } = proxy;
  return {
    "proxy.list": async () => ({ state: control.state(), ...listOf(capture) }),
    "proxy.exchange": async (id) => {
      const exchange = control.find(id);
      return exchange === undefined ? null : sendable(exchange);
    },
    "proxy.clear": async (process) => {
      const cleared = control.clear(process ?? undefined);
      return { cleared, ...listOf(capture) };
    },
    "proxy.replay": async (id) => {
      const { after } = await control.replay(id, {}, { signal: new AbortController().signal });
      return after.id;
    },
    "proxy.mode": async (mode) => {
      await control.setMode(mode);
      return control.state();
    },
    "proxy.add": async (url) => (await control.register(url)) ?? null,
  };
}

/** All that is kept, and the number of the newest there has been: later news of others below it are of what is forgotten. */
function listOf(capture: Capture) {
  return { rows: capture.rows(), last: capture.counts.recorded };
}

/** Without the memory that its bodies lie in: a message copies all of that. */
function sendable(exchange: Exchange): Exchange {
  const { requestBody, responseBody } = exchange;
  return {
    ...exchange,
    requestBody: { ...requestBody, bytes: new Uint8Array(requestBody.bytes) },
    responseBody: { ...responseBody, bytes: new Uint8Array(responseBody.bytes) },
  };
}
