/**
 * One client's connection: its requests one after another, each passed on and its answer passed back. A state machine without
 * sockets (as the layers of mitmproxy): events come in by its methods, what is to be done goes out by `ConnectionIo`. Bytes of
 * bodies pass as they are.
 */

import { BodyScanner } from "../http1/body.ts";
import { HttpError } from "../http1/error.ts";
import { requestFraming, responseFraming } from "../http1/framing.ts";
import {
  headEnd,
  MAX_HEAD_BYTES,
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
  requestBytes,
  responseBytes,
} from "../http1/head.ts";
import { joined } from "./bytes.ts";
import { Delivery } from "./delivery.ts";
import { forwarded, persists, upgradeOf } from "./persistence.ts";
import type { ConnectionIo, ExchangeListener, LocalAnswer, Policy, Upstream } from "./types.ts";

/** Methods that may be sent once more, and over a connection of which nobody knows whether it still stands (RFC 9110, 9.2.2). */
const safe = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const NOTHING = new Uint8Array(0);

/** A request under way. */
interface Current {
  readonly head: RequestHead;
  readonly listener: ExchangeListener;
  readonly body: BodyScanner;
  readonly upstream: Upstream | undefined;
  /** What goes to the server first. */
  readonly bytes: Uint8Array;
  readonly isTunnel: boolean;
  /** Whether the connection to the client stays after it. */
  clientStays: boolean;
  link: "opening" | "fresh" | "reused" | "gone";
  requestDone: boolean;
  /** Undefined until the answer's head is there. */
  delivery: Delivery | undefined;
  upstreamStays: boolean;
}

type Mode = "idle" | "exchange" | "tunnel" | "closed";

export class ProxyConnection {
  readonly #io: ConnectionIo;
  readonly #policy: Policy;
  #mode: Mode = "idle";
  /** Bytes of the client that belong to nothing yet. */
  #fromClient: Uint8Array = NOTHING;
  /** Bytes of an answer's head. */
  #fromUpstream: Uint8Array = NOTHING;
  #current: Current | undefined;
  #isPaused = false;
  /** The client has ended its side: nothing more comes from it. */
  #clientEnded = false;

  constructor(io: ConnectionIo, policy: Policy) {
    this.#io = io;
    this.#policy = policy;
  }

  /** Nothing is under way: it may be closed without harm. */
  get isIdle(): boolean {
    return this.#mode === "idle" && this.#fromClient.length === 0;
  }

  clientData(bytes: Uint8Array): void {
    const current = this.#current;
    if (this.#mode === "closed") return;
    if (this.#mode === "tunnel" && current !== undefined) {
      current.listener.content("request", bytes, 0, bytes.length);
      this.#io.toUpstream(bytes);
      return;
    }
    this.#fromClient = joined(this.#fromClient, bytes);
    if (this.#mode === "idle") this.#nextRequest();
    else if (current !== undefined) this.#sendBody(current);
  }

  /** The client sends nothing more, but may still read. */
  clientEnd(): void {
    this.#clientEnded = true;
    if (this.#mode === "tunnel") this.#io.endUpstream();
    else if (this.#mode === "idle") this.#close();
    else if (this.#current !== undefined && !this.#current.requestDone) this.clientGone();
  }

  /** The client's connection is gone. */
  clientGone(): void {
    const current = this.#current;
    if (this.#mode === "closed") return;
    if (current !== undefined) {
      if (this.#mode === "tunnel") current.listener.done();
      else current.listener.failed("the client has closed the connection");
      this.#io.dropUpstream();
    }
    this.#end();
    this.#io.abortClient();
  }

  upstreamOpen(reused: boolean): void {
    const current = this.#current;
    if (current === undefined) {
      this.#io.dropUpstream();
      return;
    }
    current.link = reused ? "reused" : "fresh";
    current.listener.connected(reused);
    if (current.isTunnel) {
      const head: ResponseHead = { status: 200, reason: "Connection Established", minor: 1, fields: [] };
      current.listener.responseHead(head, "proxy");
      this.#io.toClient(responseBytes(head));
      this.#tunnel(current);
      return;
    }
    this.#sendBody(current, current.bytes);
  }

  /** It could not be reached. `status`: 502, or 504 where it was too slow. */
  upstreamFailed(why: string, status: 502 | 504 = 502): void {
    const current = this.#current;
    if (current === undefined) return;
    current.link = "gone";
    if (this.#mode === "tunnel" || current.delivery !== undefined) this.#cut(current, why);
    else this.#fail(current, status, why);
  }

  upstreamData(bytes: Uint8Array): void {
    const current = this.#current;
    if (current === undefined || this.#mode === "closed") return;
    if (this.#mode === "tunnel") {
      current.listener.content("response", bytes, 0, bytes.length);
      this.#io.toClient(bytes);
      return;
    }
    try {
      if (current.delivery === undefined) this.#readHead(current, joined(this.#fromUpstream, bytes));
      else this.#deliver(current, current.delivery, NOTHING, bytes, 0);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#io.dropUpstream();
      current.link = "gone";
      if (current.delivery === undefined)
        this.#fail(current, 502, `the server's answer is not understood: ${error.message}`);
      else this.#cut(current, `the server's answer is not well-formed: ${error.message}`);
    }
  }

  /** The server sends nothing more. */
  upstreamEnd(): void {
    const current = this.#current;
    if (current === undefined) return;
    if (this.#mode === "tunnel") {
      current.listener.done();
      this.#end();
      this.#io.dropUpstream();
      this.#io.endClient();
      return;
    }
    const { delivery, link, head, requestDone } = current;
    this.#io.dropUpstream();
    current.link = "gone";
    if (delivery !== undefined) {
      if (!delivery.upstreamEnded()) {
        this.#cut(current, "the server closed the connection in the middle of the answer");
        return;
      }
      const tail = delivery.tail();
      if (tail.length > 0) this.#io.toClient(tail);
      this.#finish(current);
      return;
    }
    // It had closed the connection before it could know of this request.
    const { upstream } = current;
    if (
      link === "reused" &&
      upstream !== undefined &&
      safe.has(head.method) &&
      requestDone &&
      this.#fromUpstream.length === 0
    ) {
      current.link = "opening";
      this.#io.open(upstream, true);
      return;
    }
    this.#fail(current, 502, "the server closed the connection without an answer");
  }

  /** Reads requests from what has come, until one is under way. */
  #nextRequest(): void {
    while (this.#mode === "idle" && this.#fromClient.length > 0) {
      // RFC 9112, section 2.2: empty lines before a request are passed over.
      if (this.#fromClient[0] === 0x0d && this.#fromClient[1] === 0x0a) {
        this.#fromClient = this.#fromClient.subarray(2);
        continue;
      }
      const end = headEnd(this.#fromClient, 0);
      if (end === -1 ? this.#fromClient.length > MAX_HEAD_BYTES : end > MAX_HEAD_BYTES) {
        this.#refuse(new HttpError(431, `a head of more than ${MAX_HEAD_BYTES} bytes is not taken`));
        return;
      }
      if (end === -1) return;
      const bytes = this.#fromClient.subarray(0, end);
      this.#fromClient = this.#fromClient.subarray(end);
      try {
        this.#begin(parseRequestHead(bytes));
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        this.#refuse(error);
        return;
      }
    }
  }

  #begin(head: RequestHead): void {
    const framing = requestFraming(head);
    const listener = this.#policy.begin(head);
    const route = this.#policy.route(head);
    const upgrade = route.kind === "forward" && upgradeOf(head) !== undefined;
    const body = new BodyScanner(framing, (bytes, start, end) => listener.content("request", bytes, start, end));
    const current: Current = {
      head,
      listener,
      body,
      upstream: route.kind === "answer" ? undefined : route.upstream,
      bytes:
        route.kind === "forward"
          ? requestBytes({ ...route.head, fields: forwarded(route.head.fields, upgrade) })
          : NOTHING,
      isTunnel: route.kind === "tunnel",
      clientStays: persists(head) && !this.#clientEnded,
      link: "opening",
      requestDone: body.isDone,
      delivery: undefined,
      upstreamStays: false,
    };
    this.#current = current;
    this.#mode = "exchange";
    if (current.requestDone) listener.requestDone();
    if (route.kind === "answer") {
      current.link = "gone";
      this.#answer(current, route.answer);
      return;
    }
    this.#pause();
    this.#io.open(route.upstream, !safe.has(head.method));
  }

  /** Passes on what has come of a request's body, behind `before`. */
  #sendBody(current: Current, before: Uint8Array = NOTHING): void {
    if (current.link === "opening") {
      this.#pause();
      return;
    }
    let sent = before;
    if (!current.requestDone && current.link !== "gone") {
      let end: number;
      try {
        end = current.body.scan(this.#fromClient, 0);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        this.#io.dropUpstream();
        current.link = "gone";
        if (current.delivery === undefined)
          this.#fail(current, error.status, `the request's body is refused: ${error.message}`);
        else this.#cut(current, `the request's body is not well-formed: ${error.message}`);
        return;
      }
      sent = joined(before, this.#fromClient.subarray(0, end));
      this.#fromClient = this.#fromClient.subarray(end);
      if (current.body.isDone) {
        current.requestDone = true;
        current.listener.requestDone();
      }
    }
    if (sent.length > 0) this.#io.toUpstream(sent);
    // What comes before the answer is whole is another request, or the client's end.
    if (!current.requestDone) this.#resume();
    else if (this.#fromClient.length > 0) this.#pause();
    else this.#resume();
  }

  #readHead(current: Current, bytes: Uint8Array): void {
    const end = headEnd(bytes, 0);
    if (end > MAX_HEAD_BYTES || (end === -1 && bytes.length > MAX_HEAD_BYTES)) {
      throw new HttpError(502, `its head has more than ${MAX_HEAD_BYTES} bytes`);
    }
    this.#fromUpstream = end === -1 ? bytes : NOTHING;
    if (end === -1) return;
    const head = parseResponseHead(bytes.subarray(0, end));
    const rest = bytes.subarray(end);
    if (head.status === 101) {
      this.#upgrade(current, head, rest);
      return;
    }
    current.listener.responseHead(head, "upstream");
    if (head.status < 200) {
      // HTTP/1.0 knows no interim answers (RFC 9110, section 15.2).
      if (current.head.minor === 1)
        this.#io.toClient(responseBytes({ ...head, fields: forwarded(head.fields, false) }));
      if (rest.length > 0) this.#readHead(current, rest);
      return;
    }
    const reply = this.#policy.reply(head, current.head);
    const framing = responseFraming(head, current.head.method);
    const take = (content: Uint8Array, start: number, stop: number) =>
      current.listener.content("response", content, start, stop);
    const delivery = new Delivery({ reply, framing, request: current.head, stays: current.clientStays, take });
    current.delivery = delivery;
    current.clientStays = delivery.clientStays;
    current.upstreamStays = persists(head) && framing.kind !== "close";
    this.#deliver(current, delivery, delivery.head, bytes, end);
  }

  #deliver(current: Current, delivery: Delivery, before: Uint8Array, bytes: Uint8Array, from: number): void {
    const { out, end } = delivery.pass(bytes, from);
    const sent = joined(before, out);
    if (sent.length > 0) this.#io.toClient(sent);
    if (!delivery.isDone) return;
    // What nobody has asked for: the connection cannot be trusted any more.
    if (end < bytes.length) current.upstreamStays = false;
    this.#finish(current);
  }

  #upgrade(current: Current, head: ResponseHead, rest: Uint8Array): void {
    if (upgradeOf(current.head) === undefined)
      throw new HttpError(502, "it changes the protocol, which nobody asked for");
    current.listener.responseHead(head, "upstream");
    this.#io.toClient(
      responseBytes({ ...head, fields: forwarded(this.#policy.reply(head, current.head).head.fields, true) }),
    );
    this.#tunnel(current);
    if (rest.length > 0) this.upstreamData(rest);
  }

  #tunnel(current: Current): void {
    this.#mode = "tunnel";
    current.listener.upgraded();
    const rest = this.#fromClient;
    this.#fromClient = NOTHING;
    this.#resume();
    if (rest.length > 0) this.clientData(rest);
    if (this.#clientEnded) this.#io.endUpstream();
  }

  /** The answer is with the client. */
  #finish(current: Current): void {
    current.listener.done();
    this.#current = undefined;
    if (current.link !== "gone") {
      if (current.upstreamStays && current.requestDone) this.#io.releaseUpstream();
      else this.#io.dropUpstream();
    }
    // A server may answer before it has the whole request; the rest of that is of no use to anybody.
    if (!current.clientStays || !current.requestDone || this.#clientEnded) {
      this.#close();
      return;
    }
    this.#mode = "idle";
    this.#resume();
    this.#nextRequest();
  }

  /** Answers in the server's place. */
  #fail(current: Current, status: number, why: string): void {
    current.listener.failed(why);
    if (!current.requestDone) current.clientStays = false;
    this.#send(this.#policy.failure(status, why, current.head), current.head, current.clientStays);
    this.#current = undefined;
    if (!current.clientStays) {
      this.#close();
      return;
    }
    this.#mode = "idle";
    this.#resume();
    this.#nextRequest();
  }

  #answer(current: Current, answer: LocalAnswer): void {
    const { listener, head } = current;
    if (!current.requestDone) current.clientStays = false;
    const sent = this.#send(answer, head, current.clientStays);
    listener.responseHead(sent, "proxy");
    if (head.method !== "HEAD") listener.content("response", answer.body, 0, answer.body.length);
    this.#finish(current);
  }

  /** Bytes that are no request: after them nothing is understood. */
  #refuse(error: HttpError): void {
    this.#policy.beginBroken(error.message).failed(error.message);
    this.#send(this.#policy.failure(error.status, error.message, undefined), undefined, false);
    this.#close();
  }

  #send({ status, reason, type, body }: LocalAnswer, request: RequestHead | undefined, stays: boolean): ResponseHead {
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
    this.#io.toClient(joined(responseBytes(head), request?.method === "HEAD" ? NOTHING : body));
    return head;
  }

  /** A part of the answer is with the client already: it must see that the rest is missing. */
  #cut(current: Current, why: string): void {
    if (this.#mode === "tunnel") current.listener.done();
    else current.listener.failed(why);
    this.#end();
    this.#io.abortClient();
  }

  #close(): void {
    this.#end();
    this.#io.endClient();
  }

  #end(): void {
    this.#current = undefined;
    this.#mode = "closed";
    this.#fromClient = NOTHING;
    this.#fromUpstream = NOTHING;
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#io.pauseClient();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#io.resumeClient();
  }
}
