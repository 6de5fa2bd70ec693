/** The terminal of one run of a process, as it is seen: an emulator, and what keeps it up to date. */

import type { ProcessSnapshot, TerminalOutput, TerminalSize } from "../../src/process/index.ts";
import type { Line } from "../text/style.ts";
import type { Emulator, InputModes } from "./emulator.ts";
import { Feed } from "./feed.ts";
import { limits } from "./limits.ts";

/** What the views need of it. */
export interface TerminalView {
  readonly lines: readonly Line[];
  /** Place of the cursor among them; null: there is none to be shown. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
  /** Rows that it is scrolled back. */
  readonly back: number;
  /** The program wants to know what is pasted. */
  readonly markedPastes: boolean;
}

/** What a pane does outside of itself, for its process. */
export interface PaneTools {
  read(since: number | null): Promise<TerminalOutput>;
  /** Tells the program what its terminal would. */
  answer(bytes: Uint8Array): void;
  drawn(): Promise<void>;
  /** Makes the program draw everything anew. */
  repaint(): void;
}

const encoder = new TextEncoder();

export class Pane {
  readonly #emulator: Emulator;
  readonly #feed: Feed;
  readonly #tools: PaneTools;
  /** Whether the emulator reads what was sent before anybody looked. */
  #isOld = false;
  #hasFocus = false;
  /** When it was seen last, in milliseconds. */
  #seenAt = 0;
  #closed = false;

  constructor(make: typeof Emulator, run: ProcessSnapshot, size: TerminalSize, now: number, tools: PaneTools) {
    this.#tools = tools;
    this.#emulator = new make(size, (text) => {
      if (!this.#isOld) tools.answer(encoder.encode(text));
    });
    const isYoung = now - run.startedAt < limits.youngMs;
    this.#feed = new Feed(
      {
        read: (since) => tools.read(since),
        write: (data, isOld) => this.#write(data, isOld),
        drawn: () => tools.drawn(),
        missed: () => {
          if (!this.#closed) tools.repaint();
        },
      },
      isYoung,
    );
  }

  get seenAt(): number {
    return this.#seenAt;
  }

  get modes(): InputModes {
    return this.#emulator.modes;
  }

  /** Whether a full-screen program has it. */
  get isAlternate(): boolean {
    return this.#emulator.isAlternate;
  }

  /** It is looked at. `hasFocus`: what is typed goes to it. `unicode` as in `clean`. */
  show(size: TerminalSize, hasFocus: boolean, unicode: boolean, now: number): TerminalView {
    this.#seenAt = now;
    this.#emulator.resize(size);
    this.#feed.start();
    this.#focus(hasFocus);
    const { cursor, back, modes } = this.#emulator;
    return { lines: this.#emulator.lines(unicode, now), cursor, back, markedPastes: modes.markedPastes };
  }

  /** Nobody looks at it: it is not brought up to date any more. */
  hide(): void {
    this.#feed.stop();
    this.#focus(false);
  }

  scroll(to: number | "start" | "end"): void {
    this.#emulator.scroll(to);
  }

  /** Nothing of it may be used any more. */
  close(): void {
    this.#closed = true;
    this.#feed.stop();
    this.#emulator.dispose();
  }

  async #write(data: Uint8Array | string, isOld: boolean): Promise<void> {
    this.#isOld = isOld;
    if (!this.#closed) await this.#emulator.write(data);
  }

  #focus(hasFocus: boolean): void {
    if (hasFocus === this.#hasFocus) return;
    this.#hasFocus = hasFocus;
    if (this.#emulator.modes.focus) this.#tools.answer(encoder.encode(hasFocus ? "\x1b[I" : "\x1b[O"));
  }
}
