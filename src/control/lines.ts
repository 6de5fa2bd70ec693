/** Messages on a connection: JSON, one in a line (https://github.com/ndjson/ndjson-spec). */

const NEWLINE = 10;

/** A message is longer than allowed, or is no JSON. */
export class MessageError extends Error {
  override readonly name = "MessageError";
}

/** Cuts what comes in into lines, and holds `maxBytes` of an unfinished one at most. */
export class MessageReader {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder();
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that end in `chunk`. Throws {@link MessageError}; then the connection is of no use any more. */
  *read(chunk: Uint8Array): Generator<unknown> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      this.#take(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) return;
      start = end + 1;
      const text = this.#text();
      if (text === "") continue;
      try {
        yield JSON.parse(text);
      } catch {
        throw new MessageError("a message is no JSON");
      }
    }
  }

  #take(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length > this.#maxBytes) throw new MessageError(`a message is longer than ${this.#maxBytes} bytes`);
    // A copy: the chunk may be used again by who owns it.
    if (part.length > 0) this.#parts.push(part.slice());
  }

  #text(): string {
    const text =
      this.#parts.map((part) => this.#decoder.decode(part, { stream: true })).join("") + this.#decoder.decode();
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}

/** A message as it is sent. */
export function messageLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}
