/** A terminal that exists in memory: what a program sends becomes rows of styled text. Nothing that it is sent leaves it, but answers. */

import { type ITerminalOptions, Terminal } from "@xterm/headless";
import type { TerminalSize } from "../../src/process/index.ts";
import type { Line } from "../text/style.ts";
import { limits } from "./limits.ts";
import { lineOf } from "./rows.ts";
import { widths } from "./widths.ts";

/** What a program wants to be told, and in which form. */
export interface InputModes {
  /** Cursor keys as SS3 sequences (DECCKM). */
  readonly applicationCursor: boolean;
  readonly applicationKeypad: boolean;
  readonly markedPastes: boolean;
  readonly focus: boolean;
  readonly mouse: "none" | "x10" | "vt200" | "drag" | "any";
  /** Mouse reports in SGR form; else in three bytes. */
  readonly sgrMouse: boolean;
}

const options: ITerminalOptions = {
  allowProposedApi: true,
  // It would write to the console, which is the screen.
  logLevel: "off",
  scrollback: limits.scrollback,
  // Programs that are told to redraw do it themselves.
  reflowCursorLine: false,
};

export class Emulator {
  readonly #terminal: Terminal;
  readonly #cell;
  /** Private modes that the emulator does not tell: the cursor, and the form of mouse reports. */
  #cursorShown = true;
  #sgrMouse = false;
  #drawn: { readonly lines: readonly Line[]; readonly version: string } = { lines: [], version: "" };
  /** Counts what has been read: rows are made anew only after it has changed. */
  #version = 0;
  /** Since when the program wants the screen to stay as it is; null: it does not. */
  #updateSince: number | null = null;

  /** `answer`: what the program has asked for, to be typed into it. */
  constructor(size: TerminalSize, answer: (text: string) => void) {
    const { columns: cols, rows } = size;
    this.#terminal = new Terminal({ ...options, cols, rows });
    this.#terminal.unicode.register(widths);
    this.#terminal.unicode.activeVersion = widths.version;
    this.#cell = this.#terminal.buffer.active.getNullCell();
    this.#terminal.onData(answer);
    this.#followModes();
  }

  get size(): TerminalSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Resolves when it has been read; in pieces, between which everything else gets its turn. */
  async write(data: Uint8Array | string): Promise<void> {
    for (let at = 0; at < data.length; at += limits.pieceBytes) {
      const piece = data.slice(at, at + limits.pieceBytes);
      await new Promise<void>((resolve) => this.#terminal.write(piece, resolve));
      this.#version += 1;
    }
  }

  resize({ columns, rows }: TerminalSize): void {
    if (columns === this.#terminal.cols && rows === this.#terminal.rows) return;
    this.#terminal.resize(columns, rows);
    this.#version += 1;
  }

  /** The rows that are seen now. `unicode` as in `clean`; `now` in milliseconds. */
  lines(unicode: boolean, now: number): readonly Line[] {
    const { active } = this.#terminal.buffer;
    const version = `${this.#version} ${active.viewportY} ${unicode}`;
    if (version === this.#drawn.version || this.#isUpdating(now)) return this.#drawn.lines;
    const lines = Array.from({ length: this.#terminal.rows }, (_, row) => {
      const line = active.getLine(active.viewportY + row);
      return line === undefined ? [] : lineOf(line, this.#cell, unicode);
    });
    this.#drawn = { lines, version };
    return lines;
  }

  /** Where the cursor is among the rows that are seen; null: it is hidden, or elsewhere. */
  get cursor(): { readonly x: number; readonly y: number } | null {
    const { cursorX, cursorY, baseY, viewportY } = this.#terminal.buffer.active;
    const y = baseY + cursorY - viewportY;
    if (!this.#cursorShown || y >= this.#terminal.rows) return null;
    // Behind a full row it waits for the next character to wrap.
    return { x: Math.min(cursorX, this.#terminal.cols - 1), y };
  }

  /** How many rows it is scrolled back. */
  get back(): number {
    const { baseY, viewportY } = this.#terminal.buffer.active;
    return baseY - viewportY;
  }

  /** Whether a full-screen program has it: there is nothing to scroll back to. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  get modes(): InputModes {
    const { modes } = this.#terminal;
    return {
      applicationCursor: modes.applicationCursorKeysMode,
      applicationKeypad: modes.applicationKeypadMode,
      markedPastes: modes.bracketedPasteMode,
      focus: modes.sendFocusMode,
      mouse: modes.mouseTrackingMode,
      sgrMouse: this.#sgrMouse,
    };
  }

  /** By rows (down is positive), to the oldest one, or to the end, where it follows. */
  scroll(to: number | "start" | "end"): void {
    if (to === "start") this.#terminal.scrollToTop();
    else if (to === "end") this.#terminal.scrollToBottom();
    else this.#terminal.scrollLines(to);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  /** Whether what there is now is half a picture, by the program's own word, and not for long. */
  #isUpdating(now: number): boolean {
    if (!this.#terminal.modes.synchronizedOutputMode) {
      this.#updateSince = null;
      return false;
    }
    this.#updateSince ??= now;
    return now - this.#updateSince < limits.updateMs;
  }

  #followModes(): void {
    const { parser } = this.#terminal;
    const set = (isOn: boolean) => (parameters: readonly (number | number[])[]) => {
      if (parameters.includes(25)) this.#cursorShown = isOn;
      // By pixels is by cells here: nobody is told how large those are.
      if (parameters.includes(1006) || parameters.includes(1016)) this.#sgrMouse = isOn;
      return false;
    };
    parser.registerCsiHandler({ prefix: "?", final: "h" }, set(true));
    parser.registerCsiHandler({ prefix: "?", final: "l" }, set(false));
    const reset = () => {
      this.#cursorShown = true;
      return false;
    };
    parser.registerCsiHandler({ intermediates: "!", final: "p" }, reset);
    parser.registerEscHandler({ final: "c" }, () => {
      this.#sgrMouse = false;
      return reset();
    });
  }
}
