/** What a session has sent lately, for a client whose stream has broken: it asks for what came after the last it got. */

import type { EventStore, JSONRPCMessage } from "@modelcontextprotocol/server";
import { byteLength } from "./format.ts";
import { mcpLimits } from "./limits.ts";

interface Kept {
  readonly number: number;
  readonly stream: string;
  readonly message: JSONRPCMessage;
  /** What replaces it: the same of a later message, as both say no more than that something has changed. */
  readonly subject: string | undefined;
  readonly bytes: number;
}

/** Keeps the newest messages of one session, within `mcpLimits.keptMessages` and `mcpLimits.keptBytes`. */
export class MessageStore implements EventStore {
  #kept: Kept[] = [];
  #bytes = 0;
  #last = 0;
  /** Streams whose answer is kept no longer, the oldest first; as many as messages. */
  readonly #answerGone = new Set<string>();

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    // A stream's first event has no message: it only tells an id.
    if (Object.keys(message).length === 0) return this.idFor(stream);
    const json = JSON.stringify(message);
    const subject = isChange(message) ? json : undefined;
    if (subject !== undefined) this.#drop(this.#kept.findIndex((kept) => kept.subject === subject));
    const id = this.idFor(stream);
    const bytes = byteLength(json);
    this.#kept.push({ number: this.#last, stream, message, subject, bytes });
    this.#bytes += bytes;
    while (this.#kept.length > mcpLimits.keptMessages || this.#bytes > mcpLimits.keptBytes) this.#dropFirst();
    return id;
  }

  /** An id with which a stream can be resumed: what is sent on it from now on is then replayed. */
  idFor(stream: string): string {
    return `${++this.#last}_${stream}`;
  }

  /**
   * The id itself names its stream, also where its own message is kept no longer. Undefined for one that this session has not
   * given, and where the answer that the stream was opened for is gone: the client must not wait for it.
   */
  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    const event = this.#parsed(id);
    return event === undefined || this.#answerGone.has(event.stream) ? undefined : event.stream;
  }

  async replayEventsAfter(
    id: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = this.#parsed(id);
    if (last === undefined) throw new Error(`${JSON.stringify(id)} is no event of this session`);
    for (const { number, stream, message } of [...this.#kept]) {
      if (stream === last.stream && number > last.number) await send(`${number}_${stream}`, message);
    }
    return last.stream;
  }

  #parsed(id: string): { readonly number: number; readonly stream: string } | undefined {
    const [, digits, stream] = /^(\d{1,15})_(.+)$/.exec(id) ?? [];
    if (digits === undefined || stream === undefined) return undefined;
    const number = Number(digits);
    return number >= 1 && number <= this.#last ? { number, stream } : undefined;
  }

  #dropFirst(): void {
    const [first] = this.#kept;
    if (first !== undefined && !("method" in first.message)) {
      this.#answerGone.add(first.stream);
      const [oldest] = this.#answerGone;
      if (oldest !== undefined && this.#answerGone.size > mcpLimits.keptMessages) this.#answerGone.delete(oldest);
    }
    this.#drop(0);
  }

  #drop(index: number): void {
    if (index < 0) return;
    const [dropped] = this.#kept.splice(index, 1);
    this.#bytes -= dropped?.bytes ?? 0;
  }
}

/** Whether it says only that something is different now: that it is so once more says nothing new. */
function isChange(message: JSONRPCMessage): boolean {
  return (
    "method" in message &&
    (message.method.endsWith("/list_changed") || message.method === "notifications/resources/updated")
  );
}
