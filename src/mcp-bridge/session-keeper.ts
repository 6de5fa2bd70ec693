/** Keeps the client's session open, whichever Brummer answers, and brings what the server says by itself. */

import { type Endpoint, isRefused, messagesIn, send } from "./endpoint.ts";
import { bridgeLimits } from "./limits.ts";
import { type Link, pause, reason } from "./link.ts";
import { type Message, revisionOf } from "./messages.ts";
import { Session } from "./session.ts";

const METHOD_NOT_ALLOWED = 405;
const NOT_FOUND = 404;

/** For revisions up to 2025-11-25. */
export class SessionKeeper {
  readonly session = new Session();
  readonly #link: Link;
  /** The client's `initialize` is under way, or the bridge's own. */
  #opening: Promise<void> | undefined;
  /** The stream of the session that is open: ended when there is another one. */
  #stream: AbortController | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Runs what answers the client's `initialize`; what comes behind it waits. */
  async begin(message: Message, run: () => Promise<void>): Promise<void> {
    this.#stream?.abort();
    this.session.begin(message);
    await this.#open(run());
  }

  /** What a request at `endpoint` must say of the session, which is opened there anew where it is not. */
  async headers(endpoint: Endpoint): Promise<Record<string, string>> {
    // Whoever waited may find it closed again, or being opened by another one that waited.
    while (this.#opening !== undefined) await this.#opening;
    const { session } = this;
    if (!session.hasBegun) return {};
    if (!session.isOpenOn(endpoint)) await this.#open(this.#reopen(endpoint));
    return session.headers;
  }

  async #open(opening: Promise<void>): Promise<void> {
    this.#opening = opening;
    try {
      await opening;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
    }
  }

  /** Brings what the server says by itself, until the session ends. */
  follow(): void {
    const { endpoint, hasId } = this.session;
    this.#stream?.abort();
    if (endpoint === undefined || !hasId) return;
    const stream = new AbortController();
    this.#stream = stream;
    void this.#follow(endpoint, AbortSignal.any([stream.signal, this.#link.ended])).catch(() => {});
  }

  /** Tells the server that it is over. */
  async end(): Promise<void> {
    this.#stream?.abort();
    const { endpoint, hasId, headers } = this.session;
    if (endpoint === undefined || !hasId) return;
    this.session.expired();
    const signal = AbortSignal.timeout(bridgeLimits.goodbyeMs);
    await send(endpoint, { method: "DELETE", headers, signal }).catch(() => {});
  }

  /** The client notices nothing of it. Rejects where the server does not want it. */
  async #reopen(endpoint: Endpoint): Promise<void> {
    const { session } = this;
    const { opening } = session;
    if (opening === undefined) return;
    this.#stream?.abort();
    const signal = AbortSignal.any([AbortSignal.timeout(bridgeLimits.replayMs), this.#link.ended]);
    const post = (message: Message, headers: Record<string, string>) =>
      send(endpoint, { method: "POST", headers, body: JSON.stringify(message), signal });
    const response = await post(opening, {});
    const id = response.headers.get("mcp-session-id");
    let result: unknown;
    for await (const { message } of messagesIn(response)) {
      if (typeof message === "object" && message !== null && "result" in message) result = message.result;
    }
    if (!response.ok || result === undefined) throw new Error(`a session was refused there (HTTP ${response.status})`);
    session.opened(endpoint, id, result);
    for (const message of session.afterwards) {
      const answer = await post(message, session.headers);
      await answer.arrayBuffer();
    }
    if (session.isInitialized) this.follow();
  }

  async #follow(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
    const { connection, write } = this.#link;
    let last: string | undefined;
    let retryMs: number = bridgeLimits.streamRetryMs;
    while (!signal.aborted) {
      try {
        const headers = { ...this.session.headers, ...(last === undefined ? {} : { "last-event-id": last }) };
        const response = await send(endpoint, { method: "GET", headers, signal });
        if (response.status === METHOD_NOT_ALLOWED) return;
        if (response.status === NOT_FOUND) return this.session.expired();
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        const retry = (milliseconds: number) => {
          retryMs = Math.min(milliseconds, bridgeLimits.streamRetryMostMs);
        };
        for await (const { eventId, message, text } of messagesIn(response, retry)) {
          last = eventId ?? last;
          if (message !== undefined) await write(text);
        }
      } catch (error) {
        if (signal.aborted) return;
        // It has ended: the next request looks for another one, and opens the session there. Nothing is started before anybody
        // asks for anything: who ends a Brummer by hand starts it again, perhaps.
        if (isRefused(error)) return connection.lost(endpoint);
      }
      await pause(retryMs, signal);
    }
  }
}

/** Whether a message belongs to a session. */
export function isOfSession(message: Message): boolean {
  return revisionOf(message) === undefined;
}

/** Why a session could not be opened anew, as a sentence. */
export function reopenSentence({ directory }: Endpoint, error: unknown): string {
  return `The session could not be opened anew in the Brummer in ${directory}: ${reason(error)}.`;
}
