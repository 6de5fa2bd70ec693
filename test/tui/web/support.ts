/** Exchanges for tests. */

import type { Exchange } from "../../../src/proxy/index.ts";
import { NOW } from "../support.ts";

export type FullExchange = Exchange;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** Its signature is none. */
export const jwt = `${part({ alg: "HS256" })}.${part({ role: "admin", sub: "ana", exp: 1_768_473_727 })}.c2lnbmF0dXJl`;

const nothing = { bytes: new Uint8Array(), size: 0, isCut: false };

/** A page that was answered in 31 ms; with the sizes of its bodies. */
export function exchangeOf(changes: Partial<Exchange> = {}): Exchange {
  const exchange: Exchange = {
    id: 1,
    sequence: 0,
    endSequence: 1,
    startedAt: NOW,
    method: "GET",
    url: "http://localhost:5173/",
    process: "web",
    label: "web",
    kind: "page",
    status: 200,
    connectMs: 1,
    firstByteMs: 29,
    doneMs: 31,
    requestBytes: 0,
    responseBytes: 0,
    type: "",
    error: null,
    authentication: null,
    upgrade: null,
    frames: 0,
    requestFields: [["Host", "localhost"]],
    responseFields: [],
    reason: "OK",
    requestBody: nothing,
    responseBody: nothing,
    messages: [],
    messagesDropped: 0,
    ...changes,
  };
  return { ...exchange, ...sizes(exchange) };
}

function sizes({ requestBody, responseBody, requestBytes, responseBytes }: Exchange) {
  return { requestBytes: requestBytes || requestBody.size, responseBytes: responseBytes || responseBody.size };
}
