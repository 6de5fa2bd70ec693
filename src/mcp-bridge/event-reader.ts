/** Reads a stream of server-sent events (HTML Living Standard, section 9.2.6). Pure. */

import { bridgeLimits } from "./limits.ts";

/** One event. */
export interface StreamEvent {
  /** Where to go on after a break; undefined: the event says nothing about it. */
  readonly id: string | undefined;
  /** Empty: it only tells an id. */
  readonly data: string;
}

/** For one stream of bytes. */
export class EventReader {
  readonly #decoder = new TextDecoder();
  /** Parts of the line that has not ended yet: joined once, however many chunks it takes. */
  #open: string[] = [];
  /** Of the event that has not ended yet. */
  #characters = 0;
  #data: string[] = [];
  #id: string | undefined;
  /** Milliseconds after which the server wants the stream opened anew; undefined: it has not said. */
  retryMs: number | undefined;

  /** The events that `chunk` ends. Throws where one is larger than `bridgeLimits.eventBytes`. */
  read(chunk: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    const [first = "", ...others] = this.#decoder.decode(chunk, { stream: true }).split("\n");
    this.#keep(first);
    for (const part of others) {
      this.#line(this.#open.join("").replace(/\r$/, ""), events);
      this.#open = [];
      this.#keep(part);
    }
    return events;
  }

  #keep(part: string): void {
    if (part === "") return;
    this.#characters += part.length;
    if (this.#characters > bridgeLimits.eventBytes) throw new Error("an event of the stream is too large");
    this.#open.push(part);
  }

  #line(line: string, events: StreamEvent[]): void {
    if (line === "") {
      if (this.#data.length > 0 || this.#id !== undefined) events.push({ id: this.#id, data: this.#data.join("\n") });
      this.#data = [];
      this.#id = undefined;
      this.#characters = 0;
      return;
    }
    // A comment begins with the colon: it keeps the connection busy.
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
  }
}
