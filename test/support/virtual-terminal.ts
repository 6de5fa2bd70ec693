/**
 * A robot at a terminal that exists in memory alone: a real pseudo-terminal, read by an emulator. Faster than tmux, with
 * colours, and with every cell's width as the emulator counts it.
 */

import { Terminal as Emulator, type IBufferLine } from "@xterm/headless";
import { inverted, type PictureRun, paletteColour, picture } from "./picture.ts";
import { waitFor } from "./wait.ts";

export interface VirtualOptions {
  /** Program and arguments. */
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Set on top of the test's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What keys send in the terminal's normal mode (xterm, ctlseqs: PC-style function keys). */
const keys: Readonly<Record<string, string>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  delete: "\x1b[3~",
  enter: "\r",
  tab: "\t",
  "S-tab": "\x1b[Z",
  escape: "\x1b",
  backspace: "\x7f",
  space: " ",
};

/** The bytes of a key by its name in the key table: `a`, `S-a`, `C-a`, `M-a`, `pageup`. */
function bytesOf(key: string): string {
  const named = keys[key];
  if (named !== undefined) return named;
  if (key.startsWith("C-")) return String.fromCharCode(key.charCodeAt(2) & 0x1f);
  if (key.startsWith("M-")) return `\x1b${key.slice(2)}`;
  return key.startsWith("S-") ? key.slice(2).toUpperCase() : key;
}

/** The cells of a row, joined where they look alike. */
function runsOf(line: IBufferLine | undefined): PictureRun[] {
  const runs: PictureRun[] = [];
  for (let column = 0; column < (line?.length ?? 0); column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const of = (isDefault: boolean, isRgb: boolean, colour: number) =>
      isDefault ? null : isRgb ? colour : paletteColour(colour);
    const look = {
      foreground: of(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
      background: of(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
      bold: cell.isBold() !== 0,
    };
    const own: PictureRun = { text: cell.getChars() || " ", column, columns: cell.getWidth(), ...look };
    const run = cell.isInverse() !== 0 ? inverted(own) : own;
    const last = runs.at(-1);
    const isSame =
      last !== undefined &&
      last.foreground === run.foreground &&
      last.background === run.background &&
      last.bold === run.bold &&
      last.column + last.columns === column &&
      // A wide character is drawn by itself: fonts differ about its width.
      run.columns === 1;
    if (isSame) runs[runs.length - 1] = { ...last, text: last.text + run.text, columns: last.columns + 1 };
    else runs.push(run);
  }
  return runs;
}

/** Characters of what the program has written that are kept. */
const KEPT = 4_000_000;

/** One program in one terminal. */
export class VirtualTerminal implements AsyncDisposable {
  readonly #emulator: Emulator;
  readonly #child: Bun.Subprocess;
  readonly #decoder = new TextDecoder();
  /** The newest of what the program has written, with all its escape sequences. */
  received = "";
  /** What the program has set the terminal's title to; undefined: nothing. */
  title: string | undefined;

  constructor({ argv, cwd, columns = 96, rows = 24, env = {} }: VirtualOptions) {
    this.#emulator = new Emulator({ cols: columns, rows, allowProposedApi: true });
    this.#child = Bun.spawn([...argv], {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, TERM: "xterm-256color", LANG: "C.UTF-8", ...env },
      terminal: { cols: columns, rows, data: (_, bytes) => this.#take(bytes) },
    });
    this.#emulator.onTitleChange((title) => {
      this.title = title;
    });
  }

  /** Presses keys by their names in the key table, one after the other. */
  press(...names: string[]): void {
    for (const name of names) this.#send(bytesOf(name));
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#send(text);
  }

  /** Presses and lets go the left button at a cell, counted from 0. */
  click(x: number, y: number): void {
    this.#send(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
  }

  /** Presses the left button at one cell, draws the mouse to another, lets go. */
  drag(fromX: number, fromY: number, x: number, y: number): void {
    const at = (column: number, row: number) => `${column + 1};${row + 1}`;
    this.#send(`\x1b[<0;${at(fromX, fromY)}M\x1b[<32;${at(x, y)}M\x1b[<0;${at(x, y)}m`);
  }

  /** Turns the wheel at a cell. */
  wheel(x: number, y: number, direction: -1 | 1): void {
    this.#send(`\x1b[<${direction < 0 ? 64 : 65};${x + 1};${y + 1}M`);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.#child.terminal?.resize(columns, rows);
  }

  /** Takes the terminal away from the program, as when its window is closed. */
  hangUp(): void {
    this.#child.terminal?.close();
  }

  /** What is on the screen, line by line, without colours and without blanks at the ends. */
  screen(): string {
    const { active } = this.#emulator.buffer;
    const lines = Array.from(
      { length: this.#emulator.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "",
    );
    return lines.join("\n");
  }

  /** Colour of the text at a cell: its number in the palette; -1: the terminal's own. */
  colourAt(x: number, y: number): number {
    const cell = this.#emulator.buffer.active.getLine(this.#emulator.buffer.active.baseY + y)?.getCell(x);
    return cell === undefined || cell.isFgDefault() ? -1 : cell.getFgColor();
  }

  /** Whether the text at a cell is shown inverse. */
  isInverse(x: number, y: number): boolean {
    const cell = this.#emulator.buffer.active.getLine(this.#emulator.buffer.active.baseY + y)?.getCell(x);
    return (cell?.isInverse() ?? 0) > 0;
  }

  /** The screen as a picture: an SVG. `title`: for who does not see it. */
  picture(title: string): string {
    const { active } = this.#emulator.buffer;
    const rows = Array.from({ length: this.#emulator.rows }, (_, row) => runsOf(active.getLine(active.baseY + row)));
    return picture(rows, this.#emulator.cols, title);
  }

  /** The cell of the cursor, counted from 0. */
  get cursor(): { readonly x: number; readonly y: number } {
    const { cursorX: x, cursorY: y } = this.#emulator.buffer.active;
    return { x, y };
  }

  /** True while the program shows its alternate screen. */
  get alternateScreen(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** What the program has switched on or off. */
  modes(): { readonly mouse: string; readonly isCursorShown: boolean; readonly pastes: boolean } {
    const { mouseTrackingMode, bracketedPasteMode } = this.#emulator.modes;
    const isCursorShown = this.received.lastIndexOf("\x1b[?25h") >= this.received.lastIndexOf("\x1b[?25l");
    return { mouse: mouseTrackingMode, isCursorShown, pastes: bracketedPasteMode };
  }

  /** Resolves with the program's exit code. */
  get exited(): Promise<number> {
    return this.#child.exited;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits until the screen matches; the error shows the screen. */
  async see(pattern: RegExp, limitMs = 15_000): Promise<string> {
    try {
      return await waitFor(String(pattern), () => (pattern.test(this.screen()) ? this.screen() : undefined), limitMs);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}. The screen:\n${this.screen()}`);
    }
  }

  /** Waits until the screen has not changed for so many milliseconds. */
  async settled(quietMs = 120): Promise<string> {
    let before = this.screen();
    let since = performance.now();
    return waitFor("a screen that stays", () => {
      const now = this.screen();
      if (now !== before) {
        before = now;
        since = performance.now();
      }
      return performance.now() - since >= quietMs ? now : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    this.#emulator.dispose();
  }

  #take(bytes: Uint8Array): void {
    this.received = (this.received + this.#decoder.decode(bytes, { stream: true })).slice(-KEPT);
    this.#emulator.write(bytes);
  }

  #send(bytes: string): void {
    this.#child.terminal?.write(bytes);
  }
}
