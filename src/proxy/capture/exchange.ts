/** What is known of one exchange of HTTP. */

import type { Fields } from "../http1/head.ts";

/** How an exchange is listed: as the predecessor's filter has it, each in one of them. */
export const exchangeKinds = ["page", "api", "image", "other"] as const;
export type ExchangeKind = (typeof exchangeKinds)[number];

/** A body, or its beginning. */
export interface CapturedBody {
  /** Content as it went over the wire: encoded, where it was. */
  readonly bytes: Uint8Array;
  /** Bytes of all of it. */
  readonly size: number;
  readonly isCut: boolean;
}

/** Who a request says it comes from. */
export interface Authentication {
  /** First word of the `Authorization` field: `Bearer`, `Basic`. */
  readonly scheme: string;
  /** What a JSON Web Token (RFC 7519) claims, decoded and not verified; never its signature. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Why claims could not be read, of what looks like such a token. */
  readonly mistake?: string;
}

/** A message of a web socket, or its beginning. */
export interface Frame {
  readonly from: "client" | "server";
  /** Milliseconds after the exchange's start. */
  readonly at: number;
  readonly kind: "text" | "binary" | "close" | "ping" | "pong";
  readonly size: number;
  /** Of a text. */
  readonly text?: string;
}

/** One row of a list: all but headers, bodies and frames. */
export interface ExchangeRow {
  /** Of this program's run, from 1, in the order of the beginnings. */
  readonly id: number;
  /** It began before the log's line with this sequence. */
  readonly sequence: number;
  /** And ended before this one; null: it has not. */
  readonly endSequence: number | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly method: string;
  /** As the server sees it: `http://localhost:5173/cart?x=1`; of a tunnel `example.com:443`. */
  readonly url: string;
  /** Name of the process whose server it is; null: nobody's. */
  readonly process: string | null;
  readonly label: string;
  readonly kind: ExchangeKind;
  /** Null: none has come yet, or none will. */
  readonly status: number | null;
  /** Milliseconds after the start; null: not reached. */
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly doneMs: number | null;
  /** Bytes of the bodies so far. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Media type of the answer, without parameters. */
  readonly type: string;
  /** A sentence; null: nothing went wrong on the way. */
  readonly error: string | null;
  readonly authentication: Authentication | null;
  /** The protocol that it was changed to: `websocket`; null: it was not. */
  readonly upgrade: string | null;
  /** Messages so far, of a web socket. */
  readonly frames: number;
  /** It was sent again by a person or an agent: number of the exchange that it repeats, perhaps with changes. */
  readonly replayOf?: number;
}

/** All of it. */
export interface Exchange extends ExchangeRow {
  readonly requestFields: Fields;
  readonly responseFields: Fields;
  readonly reason: string;
  readonly requestBody: CapturedBody;
  readonly responseBody: CapturedBody;
  readonly messages: readonly Frame[];
  /** Messages that are no longer kept. */
  readonly messagesDropped: number;
}
