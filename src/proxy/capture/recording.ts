/** One exchange while it goes on: listens to the state machine, and is an `Exchange` at any moment. */

import type { Direction, ExchangeListener } from "../connection/types.ts";
import { firstOf } from "../http1/fields.ts";
import type { Fields, RequestHead, ResponseHead } from "../http1/head.ts";
import { proxyLimits } from "../limits.ts";
import { Body } from "./body.ts";
import type { Authentication, Exchange, ExchangeRow, Frame } from "./exchange.ts";
import { FrameReader } from "./frames.ts";
import { authenticationOf, kindOf, mediaType } from "./kind.ts";

/** What is known of it at its beginning. */
export interface Beginning {
  readonly id: number;
  readonly url: string;
  readonly process: string | null;
  readonly label: string;
  /** Undefined: what came was no request. */
  readonly head: RequestHead | undefined;
  /** See `ExchangeRow`. */
  readonly replayOf?: number | undefined;
}

/** What all recordings of a store share. */
export interface RecordingParts {
  /** Bytes of each body that are kept. */
  readonly bodyBytes: number;
  /** Sequence of the log's next line. */
  readonly latest: () => number;
  /** Milliseconds since 1970, and of a clock that never goes back. */
  readonly now: () => number;
  readonly clock: () => number;
  /** After each change that a list shows. */
  readonly changed: (recording: Recording) => void;
}

const NO_FIELDS: Fields = [];

export class Recording implements ExchangeListener {
  readonly #beginning: Beginning;
  readonly #parts: RecordingParts;
  /** The store's: whether it holds it, whether it has changed since that was told, and how many bytes have been counted. */
  isKept = false;
  isChanged = false;
  counted = 0;
  readonly #start: number;
  readonly #startedAt: number;
  readonly #sequence: number;
  readonly #bodies: Readonly<Record<Direction, Body>>;
  /** Undefined: nobody has asked yet. */
  #authentication: Authentication | null | undefined;
  #endSequence: number | null = null;
  #status: number | null = null;
  #reason = "";
  #responseFields: Fields = NO_FIELDS;
  #connectMs: number | null = null;
  #firstByteMs: number | null = null;
  #doneMs: number | null = null;
  #error: string | null = null;
  #upgrade: string | null = null;
  #frames: Frame[] = [];
  #frameCount = 0;
  #readers: Readonly<Record<Direction, FrameReader>> | undefined;

  constructor(beginning: Beginning, parts: RecordingParts) {
    this.#beginning = beginning;
    this.#parts = parts;
    this.#start = parts.clock();
    this.#startedAt = parts.now();
    this.#sequence = parts.latest();
    this.#bodies = { request: new Body(parts.bodyBytes), response: new Body(parts.bodyBytes) };
  }

  get id(): number {
    return this.#beginning.id;
  }

  get process(): string | null {
    return this.#beginning.process;
  }

  get isOver(): boolean {
    return this.#doneMs !== null;
  }

  /** Bytes that it takes, roughly. */
  get bytes(): number {
    const { request, response } = this.#bodies;
    return request.kept + response.kept + proxyLimits.exchangeBytes + this.#frames.length * proxyLimits.frameBytes;
  }

  /** It is forgotten: of its content nothing is kept any more. */
  forget(): void {
    this.isKept = false;
    this.#bodies.request.release();
    this.#bodies.response.release();
    this.#frames = [];
  }

  connected(): void {
    this.#connectMs = this.#elapsed();
  }

  content(of: Direction, bytes: Uint8Array, start: number, end: number): void {
    if (this.#readers === undefined) this.#bodies[of].take(bytes, start, end);
    else {
      this.#bodies[of].size += end - start;
      this.#readers[of].push(bytes, start, end);
    }
  }

  requestDone(): void {}

  responseHead(head: ResponseHead): void {
    if (head.status < 200 && head.status !== 101) return;
    this.#firstByteMs = this.#elapsed();
    this.#status = head.status;
    this.#reason = head.reason;
    this.#responseFields = head.fields;
    this.#changed();
  }

  upgraded(): void {
    const protocol = firstOf(this.#responseFields, "upgrade")?.toLowerCase() ?? "tunnel";
    this.#upgrade = protocol;
    const reader = (from: Frame["from"]) =>
      new FrameReader((message) => {
        this.#frameCount++;
        this.#frames.push({ from, at: this.#elapsed(), ...message });
        if (this.#frames.length > proxyLimits.frames) this.#frames.shift();
        this.#changed();
      });
    if (protocol === "websocket") this.#readers = { request: reader("client"), response: reader("server") };
    this.#changed();
  }

  done(): void {
    this.#end();
  }

  failed(why: string): void {
    this.#error = why;
    this.#end();
  }

  row(): ExchangeRow {
    const { id, url, process, label, head, replayOf } = this.#beginning;
    const type = mediaType(this.#responseFields);
    if (this.#authentication === undefined)
      this.#authentication = head === undefined ? null : authenticationOf(head.fields);
    return {
      id,
      sequence: this.#sequence,
      endSequence: this.#endSequence,
      startedAt: this.#startedAt,
      method: head?.method ?? "",
      url,
      process,
      label,
      kind: head === undefined ? "other" : kindOf(head.method, pathOf(url), head.fields, type),
      status: this.#status,
      connectMs: this.#connectMs,
      firstByteMs: this.#firstByteMs,
      doneMs: this.#doneMs,
      requestBytes: this.#bodies.request.size,
      responseBytes: this.#bodies.response.size,
      type,
      error: this.#error,
      authentication: this.#authentication,
      upgrade: this.#upgrade,
      frames: this.#frameCount,
      ...(replayOf === undefined ? {} : { replayOf }),
    };
  }

  exchange(): Exchange {
    return {
      ...this.row(),
      requestFields: this.#beginning.head?.fields ?? NO_FIELDS,
      responseFields: this.#responseFields,
      reason: this.#reason,
      requestBody: this.#bodies.request.captured(),
      responseBody: this.#bodies.response.captured(),
      messages: [...this.#frames],
      messagesDropped: this.#frameCount - this.#frames.length,
    };
  }

  #end(): void {
    this.#doneMs = this.#elapsed();
    this.#endSequence = this.#parts.latest();
    this.#changed();
  }

  #elapsed(): number {
    return Math.round((this.#parts.clock() - this.#start) * 100) / 100;
  }

  #changed(): void {
    this.#parts.changed(this);
  }
}

function pathOf(url: string): string {
  const path = /^[a-z]+:\/\/[^/]*(\/.*)?$/is.exec(url)?.[1];
  return path ?? "/";
}
