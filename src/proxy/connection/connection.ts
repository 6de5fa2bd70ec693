/**
 * One client's connection: its requests one after another, each passed on and its answer passed back. A state machine without
 * sockets (as the layers of mitmproxy): events come in by its methods, what is to be done goes out by `ConnectionIo`. Bytes of
 * bodies pass as they are.
 */

import { HttpError } from "../http1/error.ts";
import { type Framing, requestFraming, responseFraming } from "../http1/framing.ts";
import {
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
  responseBytes,
  responseText,
} from "../http1/head.ts";
import { proxyLimits } from "../limits.ts";
import { behindHead, headBytes, joined } from "./bytes.ts";
import { begin, type Current, localAnswer } from "./current.ts";
import { Delivery } from "./delivery.ts";
import { Inbox } from "./inbox.ts";
import { forwarded, persists, upgradeOf } from "./persistence.ts";
import type { ConnectionIo, ExchangeListener, LocalAnswer, Policy } from "./types.ts";

const NOTHING = new Uint8Array(0);

type Mode = "idle" | "exchange" | "tunnel" | "closed";

export class ProxyConnection {
  readonly #io: ConnectionIo;
  readonly #policy: Policy;
  #mode: Mode = "idle";
  readonly #fromClient = new Inbox();
  /** Bytes of an answer's head. */
  readonly #fromUpstream = new Inbox();
  #current: Current | undefined;
  #isPaused = false;
  /** The client has ended its side: nothing more comes from it. */
  #clientEnded = false;
  /** Requests are being read: one that ends at once does not begin the next itself, or the stack would grow with each. */
  #isReading = false;

  constructor(io: ConnectionIo, policy: Policy) {
    this.#io = io;
    this.#policy = policy;
  }

  /** Nothing is under way: it may be closed without harm. */
  get isIdle(): boolean {
    return this.#mode === "closed" || (this.#mode === "idle" && this.#fromClient.length === 0);
  }

  /** Whether nothing comes of the client behind this. */
  get #isLast(): boolean {
    return this.#clientEnded && this.#fromClient.length === 0;
  }

  clientData(bytes: Uint8Array): void {
    const current = this.#current;
    if (this.#mode === "closed") return;
    if (this.#mode === "tunnel" && current !== undefined) {
      current.listener.content("request", bytes, 0, bytes.length);
      this.#io.toUpstream(bytes);
      return;
    }
    this.#fromClient.push(bytes);
    if (this.#mode === "idle") this.#nextRequest();
    else if (current !== undefined) this.#sendBody(current);
  }

  /** The client sends nothing more, but may still read: what that means is the server's to say, which is told. */
  clientEnd(): void {
    this.#clientEnded = true;
    const current = this.#current;
    if (this.#mode === "idle") this.#close();
    else if (this.#mode === "exchange" && current?.requestDone === false) this.clientGone();
    else if (current !== undefined && current.link !== "opening") this.#endUpstream(current);
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
      if (current.delivery !== undefined) this.#deliver(current, current.delivery, bytes);
      else {
        this.#fromUpstream.push(bytes);
        this.#readHeads(current);
      }
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
      // RFC 9110, section 9.3.6: what came from the closed side still goes on, what would go to it does not.
      current.listener.done();
      this.#end();
      this.#io.dropUpstream();
      this.#io.endClient();
      return;
    }
    const { delivery, link, upstream } = current;
    this.#io.dropUpstream();
    current.link = "gone";
    if (delivery !== undefined) {
      if (!delivery.upstreamEnded()) {
        // Most servers take the client's end for its leave.
        if (this.#clientEnded) {
          this.clientGone();
          return;
        }
        this.#cut(current, "the server closed the connection in the middle of the answer");
        return;
      }
      const tail = delivery.taken();
      if (tail.length > 0) this.#io.toClient(tail);
      this.#finish(current);
      return;
    }
    if (this.#clientEnded) {
      this.clientGone();
      return;
    }
    const isUnanswered = this.#fromUpstream.length === 0 && !current.isInformed;
    // It had closed the connection before it could know of this request.
    if (link === "reused" && upstream !== undefined && current.isRepeatable && isUnanswered) {
      current.link = "opening";
      this.#io.open(upstream, true);
      return;
    }
    const what = isUnanswered ? "without an answer" : "in the middle of the answer's head";
    this.#fail(current, 502, `the server closed the connection ${what}`);
  }

  /** Reads requests from what has come, until one is under way. */
  #nextRequest(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#mode === "idle") {
        this.#fromClient.skipEmptyLines();
        if (this.#fromClient.length === 0) break;
        const text = this.#fromClient.takeHead(431);
        if (text === undefined) break;
        this.#begin(text);
      }
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#refuse(error, this.#policy.beginBroken(error.message));
    } finally {
      this.#isReading = false;
    }
    if (this.#mode === "idle" && this.#clientEnded) this.#close();
  }

  #begin(text: string): void {
    const head = parseRequestHead(text);
    const listener = this.#policy.begin(head);
    let framing: Framing;
    try {
      framing = requestFraming(head);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#refuse(error, listener, head);
      return;
    }
    const route = this.#policy.route(head);
    const current = begin(head, framing, listener, route);
    this.#current = current;
    this.#mode = "exchange";
    if (current.requestDone) current.listener.requestDone();
    if (route.kind === "answer") this.#answer(current, route.answer);
    else {
      this.#hold();
      this.#io.open(route.upstream, !current.isRepeatable);
    }
  }

  /** Passes on what has come of a request's body, behind `before`. */
  #sendBody(current: Current, before: Uint8Array = NOTHING): void {
    if (current.link === "opening" || current.requestDone) {
      if (before.length > 0) {
        this.#io.toUpstream(before);
        this.#endUpstream(current);
      }
      // What comes now waits: for the connection, or as the next request for the end of this one.
      this.#hold();
      return;
    }
    if (current.link === "gone") return;
    let end: number;
    try {
      const { bytes, from, to } = this.#fromClient;
      end = current.body.scan(bytes, from, to);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#io.dropUpstream();
      current.link = "gone";
      if (current.delivery === undefined)
        this.#fail(current, error.status, `the request's body is refused: ${error.message}`);
      else this.#cut(current, `the request's body is not well-formed: ${error.message}`);
      return;
    }
    const sent = joined(before, this.#fromClient.takeTo(end));
    if (current.body.isDone) {
      current.requestDone = true;
      current.listener.requestDone();
    }
    if (sent.length > 0) this.#io.toUpstream(sent);
    this.#hold();
  }

  /** An answer's head, and those of interim answers before it. */
  #readHeads(current: Current): void {
    for (;;) {
      const start = this.#fromUpstream.from;
      const text = this.#fromUpstream.takeHead(502);
      if (text === undefined) return;
      const head = parseResponseHead(text);
      if (head.status === 101) {
        this.#upgrade(current, head);
        return;
      }
      current.listener.responseHead(head, "upstream");
      if (head.status >= 200) {
        this.#startDelivery(current, head, start);
        return;
      }
      current.isInformed = true;
      // HTTP/1.0 knows no interim answers (RFC 9110, section 15.2).
      if (current.head.minor === 1) this.#io.toClient(headBytes(responseText(head, forwarded(head.fields, false))));
    }
  }

  #startDelivery(current: Current, head: ResponseHead, start: number): void {
    const framing = responseFraming(head, current.head.method);
    const reply = this.#policy.reply(head, current.head);
    const { head: request, listener, clientStays: stays } = current;
    const delivery = new Delivery({ reply, came: head, framing, request, stays, listener });
    current.delivery = delivery;
    current.clientStays = delivery.clientStays;
    // RFC 9112, section 6.1: a sender of HTTP/1.0 that uses a coding cannot be trusted with the next message.
    const isFaulty = head.minor === 0 && framing.kind === "chunked";
    current.upstreamStays = persists(head) && framing.kind !== "close" && !isFaulty && !this.#isLast;
    const { bytes, from, to } = this.#fromUpstream;
    const end = delivery.pass(bytes, from, to);
    this.#fromUpstream.clear();
    if (delivery.head === undefined)
      this.#io.toClient(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
    else if (delivery.isUnchanged) this.#io.toClient(behindHead(delivery.head, bytes, start, from, end));
    else this.#io.toClient(joined(headBytes(delivery.head), delivery.taken()));
    this.#delivered(current, delivery, end === to);
  }

  #deliver(current: Current, delivery: Delivery, bytes: Uint8Array): void {
    const end = delivery.pass(bytes, 0, bytes.length);
    const out = delivery.isUnchanged ? (end === bytes.length ? bytes : bytes.subarray(0, end)) : delivery.taken();
    if (out.length > 0) this.#io.toClient(out);
    this.#delivered(current, delivery, end === bytes.length);
  }

  #delivered(current: Current, delivery: Delivery, isAll: boolean): void {
    if (!delivery.isDone) return;
    // What nobody has asked for: the connection cannot be trusted any more.
    if (!isAll) current.upstreamStays = false;
    this.#finish(current);
  }

  #upgrade(current: Current, head: ResponseHead): void {
    if (upgradeOf(current.head) === undefined)
      throw new HttpError(502, "it changes the protocol, which nobody asked for");
    const rest = this.#fromUpstream.takeTo(this.#fromUpstream.to);
    current.listener.responseHead(head, "upstream");
    const { fields } = this.#policy.reply(head, current.head).head;
    this.#io.toClient(headBytes(responseText(head, forwarded(fields, true))));
    this.#tunnel(current);
    if (rest.length > 0) this.upstreamData(rest);
  }

  #tunnel(current: Current): void {
    this.#mode = "tunnel";
    current.listener.upgraded();
    const rest = this.#fromClient.takeTo(this.#fromClient.to);
    this.#resume();
    if (rest.length > 0) this.clientData(rest);
    this.#endUpstream(current);
  }

  /** Tells the server that the client has ended its side, when there is no other request of it. */
  #endUpstream(current: Current): void {
    if (!this.#isLast || current.link === "gone") return;
    current.upstreamStays = false;
    this.#io.endUpstream();
  }

  /** The answer is with the client. */
  #finish(current: Current): void {
    current.listener.done();
    if (current.link !== "gone") {
      if (current.upstreamStays && current.requestDone) this.#io.releaseUpstream();
      else this.#io.dropUpstream();
    }
    this.#next(current);
  }

  /** Answers in the server's place. */
  #fail(current: Current, status: number, why: string): void {
    const { listener } = current;
    this.#send(current, this.#policy.failure(status, why, current.head));
    listener.failed(why);
    this.#next(current);
  }

  #answer(current: Current, answer: LocalAnswer): void {
    this.#send(current, answer);
    this.#finish(current);
  }

  #send(current: Current, answer: LocalAnswer): void {
    const { listener, head: request } = current;
    if (!current.requestDone) current.clientStays = false;
    const { head, bytes } = localAnswer(answer, request, current.clientStays);
    this.#io.toClient(bytes);
    listener.responseHead(head, "proxy");
    if (request.method !== "HEAD") listener.content("response", answer.body, 0, answer.body.length);
  }

  /** An answer has been sent: what comes behind it. */
  #next({ clientStays, requestDone }: Current): void {
    this.#current = undefined;
    this.#fromUpstream.clear();
    // Who answers may have no interest in the rest of a request; nobody else has.
    if (!clientStays || !requestDone) {
      this.#close();
      return;
    }
    this.#mode = "idle";
    this.#resume();
    this.#nextRequest();
  }

  /** Bytes that are no request, or one without a clear end: after them nothing is understood. */
  #refuse(error: HttpError, listener: ExchangeListener, request?: RequestHead): void {
    const answer = this.#policy.failure(error.status, error.message, request);
    const { head, bytes } = localAnswer(answer, undefined, false);
    this.#io.toClient(bytes);
    listener.responseHead(head, "proxy");
    listener.content("response", answer.body, 0, answer.body.length);
    listener.failed(error.message);
    this.#close();
  }

  /** A part of the answer is with the client already: it must see that the rest is missing. */
  #cut(current: Current, why: string): void {
    if (this.#mode === "tunnel") current.listener.done();
    else current.listener.failed(why);
    // Where its framing tells, the connection ends as the server's did, and the client still gets all that came.
    if (current.delivery?.isDelimited === true) this.#close();
    else {
      this.#end();
      this.#io.abortClient();
    }
  }

  #close(): void {
    this.#end();
    // What still comes is read and thrown away: a client that is not read may lose its answer (RFC 9112, section 9.6).
    this.#resume();
    this.#io.endClient();
  }

  #end(): void {
    this.#current = undefined;
    this.#mode = "closed";
    this.#fromClient.clear();
    this.#fromUpstream.clear();
  }

  /** The client is read as long as little waits: only who is read is seen to leave. */
  #hold(): void {
    if (this.#fromClient.length <= proxyLimits.heldBytes) this.#resume();
    else if (!this.#isPaused) {
      this.#isPaused = true;
      this.#io.pauseClient();
    }
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#io.resumeClient();
  }
}
