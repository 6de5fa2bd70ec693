/** The live tail: what stands in a stream's last line while that line has not ended (a prompt, a progress bar). */

import { type Stream, topic } from "../../core/index.ts";

/** Milliseconds that a line is open before it is told, and between two tellings of it. */
const TAIL_MS = 100;

/** The open line of a stream of a source; an empty text says that it has ended, and is a record now. */
export interface Tail {
  readonly source: number;
  readonly stream: Stream;
  readonly text: string;
}

/** Published by the ingest thread. */
export const logTopics = { "log.tail": topic<Tail>("low") } as const;

/** Tells a stream's open line, at most ten times a second, and its end once. */
export class TailTeller {
  readonly #tell: (text: string) => void;
  readonly #look: () => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = "";

  /** `look` answers what the open line shows now. */
  constructor(look: () => string, tell: (text: string) => void) {
    this.#look = look;
    this.#tell = tell;
  }

  /** The stream has moved on. `ended`: the line that was open has ended; `open`: the last line has not. */
  moved(ended: boolean, open: boolean): void {
    if (ended || !open) this.end();
    if (open) this.#timer ??= setTimeout(() => this.#due(), TAIL_MS);
  }

  /** No line is open any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#change("");
  }

  #due(): void {
    this.#timer = undefined;
    this.#change(this.#look());
  }

  #change(text: string): void {
    if (text === this.#told) return;
    this.#told = text;
    this.#tell(text);
  }
}
