/** Reads an event stream event by event, as the wire has it. */

/** Fields of one event; one of a name only: the last. */
export type WireEvent = Readonly<Record<string, string>>;

export class EventReader {
  readonly #reader;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error("an answer without a body");
    this.#reader = response.body.getReader();
  }

  /** The next event; undefined when the stream has ended. Comments count for nothing. */
  async next(): Promise<WireEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) {
        const { done, value } = await this.#reader.read();
        if (done) return undefined;
        this.#text += this.#decoder.decode(value, { stream: true });
        continue;
      }
      const lines = this.#text.slice(0, end).split("\n");
      this.#text = this.#text.slice(end + 2);
      const fields = lines.map((line) => /^(\w+): ?(.*)$/.exec(line)).filter((match) => match !== null);
      if (fields.length > 0) return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
    }
  }

  /** All that is left. */
  async rest(): Promise<WireEvent[]> {
    const events: WireEvent[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) events.push(event);
    return events;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
