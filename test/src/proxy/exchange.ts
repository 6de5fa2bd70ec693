/** Exchanges for tests. */

import type { Exchange } from "../../../src/proxy/index.ts";

export function bodyOf(content: string | Uint8Array, size?: number): Exchange["requestBody"] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { bytes, size: size ?? bytes.length, isCut: size !== undefined && size > bytes.length };
}

/** A GET that was answered with JSON, but for the changes. */
export function exchangeOf(changes: Partial<Exchange> = {}): Exchange {
  return {
    id: 7,
    sequence: 10,
    endSequence: 12,
    startedAt: Date.UTC(2026, 6, 28, 12, 0, 0, 250),
    method: "GET",
    url: "http://localhost:3000/api/cart?id=1&name=a%20b",
    process: "api",
    label: "api",
    kind: "api",
    status: 200,
    connectMs: 1.5,
    firstByteMs: 11.5,
    doneMs: 14,
    requestBytes: 0,
    responseBytes: 11,
    type: "application/json",
    error: null,
    authentication: null,
    upgrade: null,
    frames: 0,
    requestFields: [
      ["Host", "localhost:20888"],
      ["Cookie", "sid=abc; theme=dark"],
      ["Accept-Encoding", "gzip, br"],
      ["Connection", "keep-alive"],
    ],
    responseFields: [
      ["Content-Type", "application/json; charset=utf-8"],
      ["Set-Cookie", "sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax; Expires=Wed, 29 Jul 2026 12:00:00 GMT"],
    ],
    reason: "OK",
    requestBody: bodyOf(""),
    responseBody: bodyOf('{"items":1}'),
    messages: [],
    messagesDropped: 0,
    ...changes,
  };
}
