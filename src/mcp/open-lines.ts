/** Lines that processes have not ended yet: a prompt, a progress bar. They are no records, and say what a process waits for. */

import type { Tail } from "../logs/index.ts";

/** Colours of a line (ECMA-48, SGR): all other sequences are gone before it is told. */
const colours = /\x1b\[[\d;:]*m/g;

export class OpenLines {
  readonly #texts = new Map<string, string>();

  heard({ source, stream, text }: Tail): void {
    const key = `${source}/${stream}`;
    if (text === "") this.#texts.delete(key);
    else this.#texts.set(key, text);
  }

  /** What stands in the open line of a source; empty: there is none. */
  of(source: number): string {
    for (const stream of [0, 1]) {
      const text = this.#texts.get(`${source}/${stream}`)?.replace(colours, "").trim();
      if (text !== undefined && text !== "") return text;
    }
    return "";
  }
}
