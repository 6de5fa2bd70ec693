/** What a terminal was sent, for whoever shows it: kept in a bounded ring, and handed out when asked for. One for each run with a terminal. */

import type { TerminalOutput } from "../types.ts";
import { ModeTrail } from "./modes.ts";
import { RawRing } from "./raw-ring.ts";

/** Bytes that are kept of each terminal: a screenful of colours is 20 kB, so some screens to scroll back and a long flood's last second. */
const KEPT_BYTES = 256 * 1024;
/** Bytes of an answer: some screens of text, which an emulator reads within a few milliseconds. */
const ANSWER_BYTES = 32 * 1024;
/** Bytes that are looked through for a place to begin at. */
const ENTRY_BYTES = 8 * 1024;
/** Milliseconds that a question waits for something new: long enough to be rare, shorter than the command's time limit. */
const WAIT_MS = 1_000;
/** Milliseconds from the first new bytes to the answer: a program draws its screen with several writes. */
const GATHER_MS = 3;
/** Questions that wait at once: there is one screen. Of more, the oldest is answered with nothing. */
const MAX_WAITING = 4;

interface Waiting {
  readonly since: number;
  readonly answer: (output: TerminalOutput) => void;
}

export class TerminalTap {
  readonly #ring = new RawRing(KEPT_BYTES);
  readonly #modes = new ModeTrail();
  #waiting: Waiting[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;

  /** What the terminal was sent; it is copied. */
  push(bytes: Uint8Array): void {
    this.#modes.take(bytes, this.#ring.end, this.#ring.oldest);
    this.#ring.push(bytes);
    if (this.#waiting.length > 0) this.#gathering ??= setTimeout(this.#answerAll, GATHER_MS);
  }

  /**
   * The bytes since an offset (null: from the oldest that is kept), at most {@link ANSWER_BYTES}. Waits up to {@link WAIT_MS} for the
   * first. Who has been overtaken gets the newest.
   */
  read(since: number | null): Promise<TerminalOutput> {
    const from = since ?? this.#ring.oldest;
    if (since === null || from < this.#ring.end) return Promise.resolve(this.#output(from, since === null));
    const { promise, resolve } = Promise.withResolvers<TerminalOutput>();
    const timer = setTimeout(() => this.#answer(waiting), WAIT_MS);
    const waiting: Waiting = {
      since: from,
      answer: (output) => {
        clearTimeout(timer);
        resolve(output);
      },
    };
    this.#waiting.push(waiting);
    const [oldest] = this.#waiting;
    if (this.#waiting.length > MAX_WAITING && oldest !== undefined) this.#answer(oldest);
    return promise;
  }

  /** Nothing more comes: what waits is answered. */
  close(): void {
    clearTimeout(this.#gathering);
    this.#answerAll();
  }

  readonly #answerAll = (): void => {
    this.#gathering = undefined;
    for (const waiting of [...this.#waiting]) this.#answer(waiting);
  };

  #answer(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.answer(this.#output(waiting.since, false));
  }

  #output(since: number, isFirst: boolean): TerminalOutput {
    const ring = this.#ring;
    const isWhole = since >= ring.oldest && !(isFirst && since > 0);
    const from = isWhole ? Math.min(since, ring.end) : this.#entry(isFirst);
    const bytes = ring.copy(from, from + ANSWER_BYTES);
    return { bytes, from, to: from + bytes.length, end: ring.end, modes: isWhole ? "" : this.#modes.at(from) };
  }

  /** Where somebody goes on who does not know what stood before. */
  #entry(isFirst: boolean): number {
    const { oldest, end } = this.#ring;
    return this.#ring.entry(isFirst ? oldest : Math.max(oldest, end - ANSWER_BYTES), ENTRY_BYTES);
  }
}
