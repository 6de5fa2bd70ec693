/** A request under way, as its connection knows it. */

import { BodyScanner } from "../http1/body.ts";
import type { Framing } from "../http1/framing.ts";
import { type RequestHead, type ResponseHead, requestText, responseBytes } from "../http1/head.ts";
import { headBytes } from "./bytes.ts";
import type { Delivery } from "./delivery.ts";
import { forwarded, persists, upgradeOf } from "./persistence.ts";
import type { Direction, ExchangeListener, LocalAnswer, Route, Upstream } from "./types.ts";

const NOTHING = new Uint8Array(0);
/** Methods that may be sent once more, and over a connection of which nobody knows whether it still stands (RFC 9110, 9.2.2). */
const safe = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

export interface Current {
  readonly head: RequestHead;
  readonly listener: ExchangeListener;
  readonly body: BodyScanner<Direction>;
  readonly upstream: Upstream | undefined;
  /** What goes to the server first. */
  readonly bytes: Uint8Array;
  readonly isTunnel: boolean;
  /** Whether it may be sent a second time: a safe one without a body, which is not kept. */
  readonly isRepeatable: boolean;
  /** Whether the connection to the client stays after it. */
  clientStays: boolean;
  link: "opening" | "fresh" | "reused" | "gone";
  requestDone: boolean;
  /** An interim answer has come: the server knows of it. */
  isInformed: boolean;
  /** Undefined until the answer's head is there. */
  delivery: Delivery | undefined;
  upstreamStays: boolean;
}

/** As it stands when its head has been read. */
export function begin(head: RequestHead, framing: Framing, listener: ExchangeListener, route: Route): Current {
  const upgrade = route.kind === "forward" && upgradeOf(head) !== undefined;
  const body = new BodyScanner(framing, listener, "request");
  return {
    head,
    listener,
    body,
    upstream: route.kind === "answer" ? undefined : route.upstream,
    bytes:
      route.kind === "forward" ? headBytes(requestText(route.head, forwarded(route.head.fields, upgrade))) : NOTHING,
    isTunnel: route.kind === "tunnel",
    isRepeatable: body.isDone && safe.has(head.method),
    clientStays: persists(head),
    link: route.kind === "answer" ? "gone" : "opening",
    requestDone: body.isDone,
    isInformed: false,
    delivery: undefined,
    upstreamStays: false,
  };
}

/** An answer of the proxy's own, as it is sent. `request`: undefined where there was none. */
export function localAnswer(
  { status, reason, type, body }: LocalAnswer,
  request: RequestHead | undefined,
  stays: boolean,
): { readonly head: ResponseHead; readonly bytes: Uint8Array } {
  const head: ResponseHead = {
    status,
    reason,
    minor: 1,
    fields: [
      ["Content-Type", type],
      ["Content-Length", String(body.length)],
      ["Connection", stays ? "keep-alive" : "close"],
    ],
  };
  const bytes = responseBytes(head);
  return { head, bytes: request?.method === "HEAD" ? bytes : Buffer.concat([bytes, body]) };
}
