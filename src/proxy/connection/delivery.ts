/** The way of one answer to the client: as it came, or with another content. Pure. */

import { BodyScanner } from "../http1/body.ts";
import type { Framing } from "../http1/framing.ts";
import { type Fields, type RequestHead, type ResponseHead, responseText } from "../http1/head.ts";
import { forwarded } from "./persistence.ts";
import type { Direction, ExchangeListener, Reply } from "./types.ts";

const NOTHING = new Uint8Array(0);
const LAST_CHUNK = new TextEncoder().encode("0\r\n\r\n");

export interface DeliveryParts {
  readonly reply: Reply;
  /** Of the answer as it came. */
  readonly framing: Framing;
  readonly request: RequestHead;
  /** The answer's head as it came. */
  readonly came: ResponseHead;
  /** Whether the client's connection may stay. */
  readonly stays: boolean;
  /** Hears of the content as it came. */
  readonly listener: Pick<ExchangeListener, "content">;
}

/** How the body goes on: with its own framing, in chunks of ours, or bare until the connection ends. */
type Form = "as it is" | "chunks" | "bare";

export class Delivery {
  /** What goes first, as text; undefined: the head as it came. */
  readonly head: string | undefined;
  /** Whether the client's connection stays behind it. */
  readonly clientStays: boolean;
  /** Whether the client can tell from the framing that an answer is not whole. */
  readonly isDelimited: boolean;
  readonly #scanner: BodyScanner<Direction>;
  readonly #listener: DeliveryParts["listener"];
  readonly #form: Form;
  readonly #transform: Reply["transform"];
  #out: Uint8Array[] = [];

  constructor({ reply, came, framing, request, stays, listener }: DeliveryParts) {
    const { head, transform } = framing.kind === "none" ? { ...reply, transform: undefined } : reply;
    this.#transform = transform;
    const isOld = request.minor === 0;
    // HTTP/1.0 knows no chunks.
    const needsForm = transform !== undefined || (isOld && framing.kind === "chunked");
    this.#form = !needsForm ? "as it is" : isOld ? "bare" : "chunks";
    this.clientStays = stays && framing.kind !== "close" && this.#form !== "bare";
    this.isDelimited = this.#form === "chunks" || (this.#form === "as it is" && framing.kind !== "close");
    this.#listener = listener;
    this.#scanner = new BodyScanner<Direction>(framing, this.#form === "as it is" ? listener : this, "response");
    const connection: Fields[number] = ["Connection", this.clientStays ? "keep-alive" : "close"];
    const passing = forwarded(head.fields, false);
    const own =
      this.#form === "as it is"
        ? passing
        : passing.filter(([name]) => !/^(?:content-length|transfer-encoding|trailer)$/i.test(name));
    const coding: Fields = this.#form === "chunks" ? [["Transfer-Encoding", "chunked"]] : [];
    // HTTP/1.1 stays without a word.
    const said = this.clientStays && !isOld ? [] : [connection];
    const fields = coding.length + said.length === 0 ? own : [...own, ...coding, ...said];
    const isAsItCame = fields === came.fields && head === came && came.minor === 1;
    this.head = isAsItCame ? undefined : responseText(head, fields);
  }

  get isDone(): boolean {
    return this.#scanner.isDone;
  }

  /** Takes in bytes; returns where the answer ends in them. Up to there they go to the client, or {@link taken} where it changes. */
  pass(bytes: Uint8Array, from: number, to: number): number {
    const end = this.#scanner.scan(bytes, from, to);
    if (this.#form !== "as it is" && this.isDone) this.#last();
    return end;
  }

  /** Whether bytes go on as they come. */
  get isUnchanged(): boolean {
    return this.#form === "as it is";
  }

  /** The server's connection has ended: whether the answer is whole. */
  upstreamEnded(): boolean {
    const wasDone = this.isDone;
    const isWhole = this.#scanner.end();
    if (isWhole && !wasDone && this.#form !== "as it is") this.#last();
    return isWhole;
  }

  /** What has become of the bytes so far, once. */
  taken(): Uint8Array {
    if (this.#out.length === 0) return NOTHING;
    const all = Buffer.concat(this.#out);
    this.#out = [];
    return all;
  }

  /** Called by the scanner, where content is to change. */
  content(of: Direction, bytes: Uint8Array, start: number, end: number): void {
    this.#listener.content(of, bytes, start, end);
    this.#pass(bytes.subarray(start, end));
  }

  #pass(bytes: Uint8Array): void {
    const changed = this.#transform === undefined ? bytes : this.#transform.push(bytes);
    if (changed !== undefined) this.#add(changed);
  }

  #last(): void {
    const rest = this.#transform?.end();
    if (rest !== undefined) this.#add(rest);
    if (this.#form === "chunks") this.#out.push(LAST_CHUNK);
  }

  #add(content: Uint8Array): void {
    if (content.length === 0) return;
    if (this.#form === "bare") this.#out.push(content);
    else this.#out.push(Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from("\r\n"));
  }
}
