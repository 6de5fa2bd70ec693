/** One request of the client: sent to the Brummer that runs, and its answer brought, whatever happens in between. */

import { MISDIRECTED } from "./addressee.ts";
import { type Endpoint, isRefused, messagesIn, type Received, send } from "./endpoint.ts";
import { headersOf } from "./headers.ts";
import { bridgeLimits } from "./limits.ts";
import { brokenSentence, type Link, pause, reason } from "./link.ts";
import { code, idOf, isMessage, type Message, type Read, type RequestId } from "./messages.ts";
import { isOfSession, reopenSentence, type SessionKeeper } from "./session-keeper.ts";

const NOT_FOUND = 404;
const UNAVAILABLE = 503;
const ACKNOWLEDGED = "notifications/subscriptions/acknowledged";
const LISTEN = "subscriptions/listen";

type Asked = Extract<Read, { kind: "request" }>;

/** What became of one attempt. */
type Outcome = "answered" | "not taken" | "ended";

/** Settles when the client has its answer, or `signal` says that it wants none. Rejects with a sentence. */
export class BridgedRequest {
  readonly #link: Link;
  readonly #sessions: SessionKeeper;
  readonly #id: RequestId;
  readonly #message: Message;
  readonly #text: string;
  readonly #signal: AbortSignal;
  /** Where to go on should the stream break (the session's revisions only). */
  #lastEvent: string | undefined;
  #retryMs: number = bridgeLimits.streamRetryMs;
  #isAnswered = false;
  /** A subscription that stands: it is made anew in the next Brummer, and the client is not told twice. */
  #isAcknowledged = false;

  constructor(link: Link, sessions: SessionKeeper, { id, message, text }: Asked, signal: AbortSignal) {
    this.#link = link;
    this.#sessions = sessions;
    this.#id = id;
    this.#message = message;
    this.#text = text;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const { connection } = this.#link;
    for (let attempt = 1; !this.#signal.aborted; attempt++) {
      const endpoint = await connection.get();
      if (this.#signal.aborted) return;
      const outcome = await this.#attempt(endpoint);
      if (outcome === "answered" || this.#signal.aborted) return;
      if (outcome === "ended") {
        // Nothing is asked for: it waits until somebody does ask the next Brummer for something.
        await Promise.race([connection.next(), aborted(this.#signal)]);
        attempt = 0;
      } else if (attempt >= bridgeLimits.attempts) {
        throw new Error(`The Brummer in ${endpoint.directory} does not take requests. Ask it: brum ps, brum doctor.`);
      } else await pause(bridgeLimits.againMs, this.#signal);
    }
  }

  async #attempt(endpoint: Endpoint): Promise<Outcome> {
    const { connection } = this.#link;
    let response: Response;
    try {
      response = await this.#post(endpoint);
    } catch (error) {
      if (this.#signal.aborted) return "answered";
      await connection.lost(endpoint);
      if (isRefused(error)) return "not taken";
      throw new Error(brokenSentence(endpoint, reason(error)));
    }
    if (await this.#isNotTaken(endpoint, response)) return "not taken";
    if (!response.ok) {
      await this.#refuse(endpoint, response);
      return "answered";
    }
    this.#note(endpoint, response);
    try {
      await this.#bring(response);
      await this.#resume(endpoint);
      return "answered";
    } catch (error) {
      if (this.#signal.aborted || this.#isAnswered) return "answered";
      await connection.lost(endpoint);
      if (this.#isAcknowledged) return "ended";
      throw new Error(brokenSentence(endpoint, reason(error)));
    }
  }

  async #post(endpoint: Endpoint): Promise<Response> {
    const isInitialize = this.#message["method"] === "initialize";
    let headers: Record<string, string> = {};
    if (!isOfSession(this.#message)) headers = headersOf(this.#message);
    else if (!isInitialize) {
      headers = await this.#sessions.headers(endpoint).catch((error: unknown) => {
        if (isRefused(error)) throw error;
        throw new Error(reopenSentence(endpoint, error));
      });
    }
    return send(endpoint, { method: "POST", headers, body: this.#text, signal: this.#signal });
  }

  /** Whether somebody said that the request was not looked at: another Brummer at that port, one that ends, a session that is gone. */
  async #isNotTaken(endpoint: Endpoint, { status, headers }: Response): Promise<boolean> {
    const sessions = this.#sessions;
    const { connection } = this.#link;
    const isClosing = status === UNAVAILABLE && !(headers.get("content-type") ?? "").includes("json");
    if (status === MISDIRECTED || isClosing) {
      await connection.lost(endpoint);
      return true;
    }
    const isInitialize = this.#message["method"] === "initialize";
    if (status !== NOT_FOUND || !isOfSession(this.#message) || isInitialize || !sessions.session.hasId) return false;
    sessions.session.expired();
    return true;
  }

  /** The server's own words where it has some. */
  async #refuse(endpoint: Endpoint, response: Response): Promise<void> {
    const text = await response.text();
    let error: unknown;
    try {
      const value: unknown = JSON.parse(text);
      error = isMessage(value) ? value["error"] : undefined;
    } catch {
      // Said below.
    }
    if (this.#message["method"] === "initialize") this.#sessions.session.refused();
    const sentence =
      typeof error === "string" ? error : `The Brummer in ${endpoint.directory} answered with HTTP ${response.status}`;
    const told = isMessage(error) ? error : { code: code.connection, message: sentence };
    await this.#link.write(JSON.stringify({ jsonrpc: "2.0", id: this.#id, error: told }));
    this.#isAnswered = true;
  }

  #note(endpoint: Endpoint, response: Response): void {
    const { session } = this.#sessions;
    if (!isOfSession(this.#message)) return;
    if (this.#message["method"] === "initialize") {
      // Before the answer is read: the client may go on as soon as it has it. The revision follows with it.
      session.opened(endpoint, response.headers.get("mcp-session-id"), undefined);
    } else session.note(this.#message);
  }

  async #bring(response: Response): Promise<void> {
    const retry = (milliseconds: number) => {
      this.#retryMs = Math.min(milliseconds, bridgeLimits.streamRetryMostMs);
    };
    for await (const received of messagesIn(response, retry)) {
      await this.#take(received, response);
      if (this.#signal.aborted) return;
    }
  }

  async #take({ eventId, message, text }: Received, response: Response): Promise<void> {
    if (isOfSession(this.#message)) this.#lastEvent = eventId ?? this.#lastEvent;
    if (message === undefined || this.#signal.aborted) return;
    const isAnswer = isMessage(message) && !("method" in message) && idOf(message) === this.#id;
    if (isMessage(message) && message["method"] === ACKNOWLEDGED) {
      if (this.#isAcknowledged) return;
      this.#isAcknowledged = this.#message["method"] === LISTEN;
    }
    if (isAnswer) {
      // A Brummer that ends says goodbye to a subscription.
      if (this.#isAcknowledged && "result" in message) throw new Error("the subscription was ended");
      this.#isAnswered = true;
      this.#opened(message, response);
    }
    await this.#link.write(text);
  }

  #opened(message: Message, response: Response): void {
    const { session } = this.#sessions;
    if (this.#message["method"] !== "initialize" || !isOfSession(this.#message)) return;
    const { endpoint } = session;
    if (endpoint === undefined) return;
    if ("result" in message) session.opened(endpoint, response.headers.get("mcp-session-id"), message["result"]);
    else session.refused();
  }

  /** Goes on where the stream ended before the answer came: the server may end one at any time (SEP-1699). */
  async #resume(endpoint: Endpoint): Promise<void> {
    while (!this.#isAnswered && !this.#signal.aborted) {
      if (this.#lastEvent === undefined) throw new Error("the answer did not come");
      await pause(this.#retryMs, this.#signal);
      if (this.#signal.aborted) return;
      const headers = { ...this.#sessions.session.headers, "last-event-id": this.#lastEvent };
      const response = await send(endpoint, { method: "GET", headers, signal: this.#signal });
      if (!response.ok) throw new Error(`the stream could not be resumed: HTTP ${response.status}`);
      await this.#bring(response);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
