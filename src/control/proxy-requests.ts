/** What a running Brummer can be asked about its proxy: each request declared once, for both ends. */

import * as z from "zod";
import {
  type ExchangeRow,
  exchangeKinds,
  type Mapping,
  type PackedExchange,
  type ProxyState,
  proxyLimits,
  proxyModes,
  replayEdits,
} from "../proxy/index.ts";

/** What the other end is made of has the same types: both ends are of one version. */
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const exchange = z.custom<PackedExchange>(isObject);
const state = z.custom<ProxyState>(isObject);
const nothing = z.never();
const text = z.string().max(2000);

/** See `ExchangeFilter`. */
const exchangeFilter = z.strictObject({
  process: text.exactOptional(),
  method: text.exactOptional(),
  status: text.exactOptional(),
  url: text.exactOptional(),
  regex: z.boolean().exactOptional(),
  kind: z.enum(exchangeKinds).exactOptional(),
  since: z.number().exactOptional(),
});

/** Milliseconds for what only looks, or changes a few ports. */
const QUICK_MS = 8_000;

export const proxyRequests = {
  /** The newest `limit` of the exchanges that are wanted, oldest first, and how the proxy stands. */
  "proxy.list": {
    params: z.strictObject({ filter: exchangeFilter, limit: z.int().min(1).max(100_000) }),
    item: nothing,
    answer: z.object({
      rows: z.array(z.custom<ExchangeRow>(isObject)),
      total: z.int(),
      /** Exchanges that are no longer kept. */
      dropped: z.int(),
      state,
    }),
    limitMs: QUICK_MS,
  },
  /** One whole. */
  "proxy.get": {
    params: z.strictObject({ id: z.int().min(1) }),
    item: nothing,
    answer: z.object({ exchange }),
    limitMs: QUICK_MS,
  },
  /** Those that are wanted, whole, oldest first; `total`: how many there were at the beginning, some may be gone before their turn. */
  "proxy.exchanges": {
    params: z.strictObject({ filter: exchangeFilter }),
    item: z.object({ exchange, total: z.int() }),
    answer: z.object({ sent: z.int() }),
    limitMs: Number.POSITIVE_INFINITY,
  },
  /** Answers when the new exchange is over, or was given up after `timeoutMs`. */
  "proxy.replay": {
    params: z.strictObject({
      id: z.int().min(1),
      edits: replayEdits,
      timeoutMs: z.number().positive().max(proxyLimits.mostReplayMs),
    }),
    item: nothing,
    answer: z.object({ before: exchange, after: exchange }),
    limitMs: proxyLimits.mostReplayMs + QUICK_MS,
  },
  /** Forgets the exchanges that are over: of a process, or of all. */
  "proxy.clear": {
    params: z.strictObject({ process: z.string().min(1).exactOptional() }),
    item: nothing,
    answer: z.object({ cleared: z.int() }),
    limitMs: QUICK_MS,
  },
  "proxy.mode": {
    params: z.strictObject({ mode: z.enum(proxyModes) }),
    item: nothing,
    answer: z.object({ state }),
    limitMs: QUICK_MS,
  },
  /** Gives a server a port; `mapping`: null where the mode has none for servers. */
  "proxy.add": {
    params: z.strictObject({ url: text }),
    item: nothing,
    answer: z.object({ mapping: z.custom<Mapping>(isObject).nullable() }),
    limitMs: QUICK_MS,
  },
} as const;
