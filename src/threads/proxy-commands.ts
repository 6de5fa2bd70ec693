/** What the other threads ask of the proxy's thread, and what they are answered. */

import { type Exchange, proxyLimits } from "../proxy/index.ts";
import type { CommandHandlers } from "./protocol.ts";
import type { RunningProxy } from "./running-proxy.ts";

export function proxyCommands({ capture, control }: Pick<RunningProxy, "capture" | "control">): CommandHandlers {
  /** Replays under way, by their keys. */
  const replays = new Map<string, AbortController>();
  return {
    "proxy.state": () => control.state(),
    "proxy.kept": async ({ after, most }) => ({ rows: capture.rows(after, most), counts: capture.counts }),
    "proxy.find": async (id) => {
      const exchange = await control.find(id);
      return exchange === undefined ? null : sendable(exchange);
    },
    "proxy.clear": (process) => control.clear(process ?? undefined),
    "proxy.replay": async ({ key, id, edits, ms }) => {
      const abort = new AbortController();
      replays.set(key, abort);
      try {
        const limits = { ms: Math.min(ms, proxyLimits.mostReplayMs), signal: abort.signal };
        const { before, after } = await control.replay(id, edits, limits);
        return { before: sendable(before), after: sendable(after) };
      } finally {
        replays.delete(key);
      }
    },
    "proxy.cancel": async (key) => {
      replays.get(key)?.abort();
      return null;
    },
    "proxy.mode": async (mode) => {
      await control.setMode(mode);
      return null;
    },
    "proxy.add": async (url) => (await control.register(url)) ?? null,
    "proxy.remove": (url) => control.unregister(url),
  };
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
