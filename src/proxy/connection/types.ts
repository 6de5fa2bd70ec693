/** What a client's connection needs, and what it tells: the sockets are somewhere else. */

import type { RequestHead, ResponseHead } from "../http1/head.ts";

/** Whom a request goes to. */
export interface Upstream {
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  readonly port: number;
}

/**
 * What the state machine has done. Nothing of it answers: what comes of it comes back as an event. Nobody calls the machine from
 * inside of one of these.
 */
export interface ConnectionIo {
  toClient(bytes: Uint8Array): void;
  /** Ends the client's connection when all has been sent. */
  endClient(): void;
  /** Ends it at once: what it has got so far is not whole. */
  abortClient(): void;
  /** No more of the client is to be read, until {@link resumeClient}. */
  pauseClient(): void;
  resumeClient(): void;
  /**
   * `fresh`: not a connection that has been used before. Answered by `upstreamOpen` or `upstreamFailed`, which alone of all events may
   * come before this returns: it is the last that the machine does.
   */
  open(upstream: Upstream, fresh: boolean): void;
  toUpstream(bytes: Uint8Array): void;
  /** Ends our side of it when all has been sent. */
  endUpstream(): void;
  /** It may be used for another request. */
  releaseUpstream(): void;
  dropUpstream(): void;
}

/** An answer of the proxy itself. */
export interface LocalAnswer {
  readonly status: number;
  readonly reason: string;
  readonly type: string;
  readonly body: Uint8Array;
}

/** What becomes of a request. */
export type Route =
  | { readonly kind: "forward"; readonly upstream: Upstream; readonly head: RequestHead }
  | { readonly kind: "tunnel"; readonly upstream: Upstream }
  | { readonly kind: "answer"; readonly answer: LocalAnswer };

/** Changes the content of an answer as it passes. */
export interface BodyTransform {
  /** May give back nothing yet. */
  push(content: Uint8Array): Uint8Array | undefined;
  end(): Uint8Array | undefined;
}

/** What becomes of an answer. */
export interface Reply {
  readonly head: ResponseHead;
  readonly transform?: BodyTransform;
}

export type Direction = "request" | "response";

/** One exchange, as it goes on. Calls come in the order of the members; after `failed` or `done` comes nothing. */
export interface ExchangeListener {
  /** The connection to the server stands. */
  connected(reused: boolean): void;
  /** Content of a body, without its framing; the bytes are only lent. */
  content(of: Direction, bytes: Uint8Array, start: number, end: number): void;
  requestDone(): void;
  /** As it came from the server, or from the proxy itself. Informational ones (1xx) are told too. */
  responseHead(head: ResponseHead, from: "upstream" | "proxy"): void;
  /** From now on bytes of any protocol go both ways, as `content`. */
  upgraded(): void;
  done(): void;
  /** A sentence. */
  failed(why: string): void;
}

/** Decides what becomes of messages. Pure, or quick at least: everything waits for it. */
export interface Policy {
  /** A new request, as it came; what follows of it is told to the listener. */
  begin(head: RequestHead): ExchangeListener;
  /** Bytes that are no request: an exchange that is recorded all the same. */
  beginBroken(why: string): ExchangeListener;
  route(head: RequestHead): Route;
  reply(head: ResponseHead, request: RequestHead): Reply;
  /** What a client is told when its request cannot be served. `status`: 400 to 504. */
  failure(status: number, why: string, request: RequestHead | undefined): LocalAnswer;
}
