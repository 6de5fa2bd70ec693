/** Between a client that writes lines and a Brummer that speaks MCP over HTTP. */

import { MISDIRECTED } from "./addressee.ts";
import { type Connect, Connection } from "./connection.ts";
import { send } from "./endpoint.ts";
import { headersOf } from "./headers.ts";
import { bridgeLimits } from "./limits.ts";
import type { Line } from "./line-reader.ts";
import { type Link, pause, reason } from "./link.ts";
import { code, errorAnswer, type Message, paramOf, type Read, type RequestId, readLine, tooLarge } from "./messages.ts";
import { BridgedRequest } from "./request.ts";
import { isOfSession, SessionKeeper } from "./session-keeper.ts";

/** What a bridge needs of the outside. */
export interface BridgeParts {
  /** Finds a Brummer, or starts one. Rejects with a sentence. */
  readonly connect: Connect;
  /** Writes a message, which has no line break, and its end; settles when more may be written. */
  write(line: string): Promise<void>;
  /** A sentence for who looks after the client. */
  report(text: string): void;
}

interface UnderWay {
  readonly abort: AbortController;
  readonly message: Message;
}

type Told = Exclude<Read, { kind: "invalid" }>;

/** For one client. */
export class Bridge {
  readonly #parts: BridgeParts;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #end = new AbortController();
  readonly #link: Link;
  readonly #sessions: SessionKeeper;
  readonly #failed = Promise.withResolvers<string>();
  #settled: (() => void)[] = [];

  constructor(parts: BridgeParts) {
    this.#parts = parts;
    this.#link = {
      connection: new Connection(parts.connect),
      write: (line) => parts.write(line),
      ended: this.#end.signal,
    };
    this.#sessions = new SessionKeeper(this.#link);
  }

  /** Settles when there never was a Brummer to ask, and the client was told: with what it was told. */
  get failed(): Promise<string> {
    return this.#failed.promise;
  }

  /** Connects before anybody asks for anything. Resolves with what is wrong; the first request tries once more. */
  async warm(): Promise<string | undefined> {
    return this.#link.connection.get().then(
      () => undefined,
      (error: unknown) => reason(error),
    );
  }

  /** Takes a line of the client. Settles when the next one may come: a request goes on meanwhile. Never rejects. */
  async take(line: Line): Promise<void> {
    for (const read of line === undefined ? [tooLarge(null)] : readLine(line)) {
      try {
        await this.#takeOne(read);
      } catch (error) {
        // Nobody waits for an answer to these.
        if (!this.#end.signal.aborted) this.#parts.report(`a message could not be handed on: ${reason(error)}`);
      }
    }
  }

  /** Settles when nothing is under way, or after so long. */
  async settle(milliseconds: number): Promise<void> {
    if (this.#underWay.size === 0) return;
    const done = new Promise<void>((resolve) => this.#settled.push(resolve));
    await Promise.race([done, pause(milliseconds, this.#end.signal)]);
  }

  /** Gives up what is under way, and tells the server that the session is over. */
  async close(): Promise<void> {
    for (const { abort } of this.#underWay.values()) abort.abort();
    this.#end.abort();
    await this.#sessions.end();
  }

  async #takeOne(read: Read): Promise<void> {
    switch (read.kind) {
      case "invalid":
        return this.#parts.write(errorAnswer(read.id, read.code, read.reason));
      case "request":
        return this.#request(read);
      case "notification":
        if (read.method === "notifications/cancelled") return this.#cancel(read);
        return this.#tell(read);
      case "response":
        return this.#tell(read);
    }
  }

  async #request(read: Extract<Read, { kind: "request" }>): Promise<void> {
    const { id, message } = read;
    const key = keyOf(id);
    const refuse = (why: string) => this.#parts.write(errorAnswer(id, code.invalidRequest, why));
    if (this.#underWay.has(key)) return refuse("Invalid request: one with this id is under way");
    if (this.#underWay.size >= bridgeLimits.requests) {
      return refuse(`Too many requests at once: ${bridgeLimits.requests} are under way. Wait for some, or cancel them`);
    }
    const abort = new AbortController();
    this.#underWay.set(key, { abort, message });
    const run = async () => {
      try {
        await new BridgedRequest(this.#link, this.#sessions, read, abort.signal).run();
      } catch (error) {
        if (abort.signal.aborted) return;
        await this.#parts.write(errorAnswer(id, code.connection, reason(error)));
        if (!this.#link.connection.hasBeen) this.#failed.resolve(reason(error));
      } finally {
        if (this.#underWay.get(key)?.abort === abort) this.#underWay.delete(key);
        if (this.#underWay.size === 0) for (const go of this.#settled.splice(0)) go();
      }
    };
    const isOpening = read.method === "initialize" && isOfSession(message);
    // Not waited for: the next message may come meanwhile, and cancel this one.
    void (isOpening ? this.#sessions.begin(message, run) : run());
  }

  /** A notification, or an answer to the server. What comes behind it waits: its order counts. */
  async #tell({ message, text }: Told): Promise<void> {
    const sessions = this.#sessions;
    const { connection } = this.#link;
    const endpoint = await connection.get();
    const isOurs = isOfSession(message);
    const headers = isOurs ? await sessions.headers(endpoint) : headersOf(message);
    const signal = AbortSignal.any([AbortSignal.timeout(bridgeLimits.notificationMs), this.#end.signal]);
    const response = await send(endpoint, { method: "POST", headers, body: text, signal });
    await response.arrayBuffer();
    if (response.status === MISDIRECTED) await connection.lost(endpoint);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    if (!isOurs) return;
    sessions.session.note(message);
    if (message["method"] === "notifications/initialized") sessions.follow();
  }

  /** Over HTTP the end of a request's stream is what cancels it (2026-07-28); a session is told, and its stream then ended. */
  async #cancel(told: Told): Promise<void> {
    const id = paramOf(told.message, "requestId");
    const found = typeof id === "string" || typeof id === "number" ? this.#underWay.get(keyOf(id)) : undefined;
    if (found === undefined) return;
    if (isOfSession(found.message)) {
      await this.#tell(told).catch((error: unknown) => this.#parts.report(`not cancelled: ${reason(error)}`));
    }
    found.abort.abort();
  }
}

function keyOf(id: RequestId): string {
  return `${typeof id} ${id}`;
}
