/**
 * The terminal through blessed: alternate screen, keys, mouse, resizing, and the chrome. The content rectangle is left to
 * the cell writer; both go out as one write and one synchronized update (mode 2026, which other terminals ignore).
 */

import process from "node:process";
import { delay } from "es-toolkit";
import type { Rect } from "../layout.ts";
import { limits } from "../limits.ts";
import type { Colors } from "../model.ts";
import type { Block, Frame } from "../views/index.ts";
import { type BlessedMouse, type BlessedScreen, openBlessed } from "./blessed.ts";
import { Caret } from "./caret.ts";
import { CellWriter } from "./cell-writer.ts";
import { paint } from "./chrome.ts";
import { depthOf } from "./environment.ts";
import { KeyInput } from "./input.ts";
import { LineModes } from "./line-modes.ts";
import { FrameOutput, writeNow } from "./output.ts";
import { Possession } from "./possession.ts";

export interface TerminalEvents {
  /** A key's bytes as they came, before anything else; true: taken, it is told as nothing else. */
  typed(text: string): boolean;
  /** The same for a mouse event. */
  mouse(sequence: string): boolean;
  /** A key in blessed's names, and the character that it is, if it is one. */
  key(name: string, typed: string | undefined): void;
  /** The mouse is moved with its left button held down, which began at `fromX`, `fromY`. */
  drag(x: number, y: number, fromX: number, fromY: number): void;
  click(x: number, y: number): void;
  wheel(x: number, y: number, direction: -1 | 1): void;
  resize(columns: number, rows: number): void;
  /** The terminal can take a frame that it could not take before, or has lost what it showed. */
  redraw(): void;
  /** The terminal is gone. */
  lost(): void;
  /** It was taken: this gives it back where nobody is left to do so, but for its line modes. Null: it is given back. */
  held(undo: string | null): void;
}

/** A mouse event, in the two forms that terminals send. */
const isMouse = /^\x1b\[(?:M|<)/;
const BEGIN_UPDATE = "\x1b[?2026h";
const END_UPDATE = "\x1b[?2026l";
/** What blessed may not have undone when it was interrupted: update, wrapping, attributes, mouse, marked pastes, cursor. */
const RESTORE = "\x1b[?2026l\x1b[?7h\x1b[m\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[?2004l\x1b[?25h";
/** What a program that was ended by force may have left on: the same, all reports of the mouse and of focus. */
const UNDO = `${RESTORE}\x1b[?1003l\x1b[?1004l\x1b[?1015l`;
const LEAVE_ALTERNATE = "\x1b[?1049l";
/** For who gives it back after us: ends a sequence that was cut off (CAN), then all of that, then the keypad's modes. */
const GIVE_BACK = `\x18${UNDO}${LEAVE_ALTERNATE}\x1b[?1l\x1b>`;

export class Terminal {
  readonly #input: KeyInput;
  readonly #output = new FrameOutput(process.stdout);
  readonly #screen: BlessedScreen;
  readonly #writer: CellWriter;
  readonly #caret = new Caret();
  readonly #events: TerminalEvents;
  #chrome: readonly Block[] = [];
  /** Those of them that stand in blessed's cells. */
  #painted: readonly Block[] = [];
  #content: Rect | null = null;
  /** A frame that the terminal has not taken yet. */
  #writing = false;
  /** Where the left button of the mouse went down; null: it is up. */
  #pressed: { readonly x: number; readonly y: number } | null = null;
  /** Settles when the terminal has taken all that it was written. */
  #written: Promise<void> = Promise.resolve();
  /** A sequence that the terminal has not taken yet. */
  #sending = false;
  readonly #possession: Possession;
  readonly #modes = new LineModes();
  #closed = false;

  /** Takes over the terminal. `unicode` false: only ASCII is written. */
  constructor(unicode: boolean, colors: Colors, events: TerminalEvents) {
    this.#events = events;
    this.#input = new KeyInput(process.stdin, (sequence) =>
      isMouse.test(sequence) ? events.mouse(sequence) : events.typed(sequence),
    );
    this.#writer = new CellWriter(colors, depthOf(process.env, colors));
    // One description for every terminal: only cursor movement, erasing and the alternate screen are used of it, and a
    // terminal that is unknown here, or whose terminfo is not installed, gets the same.
    const screen = openBlessed({
      input: this.#input,
      output: this.#output,
      terminal: "xterm",
      forceUnicode: unicode,
    });
    this.#screen = screen;
    // blessed reduces colours to the palette of the description; ours are chosen for the terminal already.
    // Lines are drawn in Unicode or ASCII, never by the terminal's own set, which many do not have.
    screen.tput.colors = 256;
    screen.tput.brokenACS = true;
    screen.on("prerender", () => {
      paint(screen, this.#chrome, this.#painted);
      this.#painted = this.#chrome;
    });
    const program = screen.program;
    // The enter key is reported twice, as "return" and as "enter": the key table has only the second.
    program.on("keypress", (character, key) => events.key(key.full ?? character ?? "", typedBy(character, key.full)));
    program.on("mouse", this.#mouse);
    this.#enableMouse();
    program.on("resize", this.#resized);
    process.stdin.once("end", events.lost);
    process.stdin.once("error", events.lost);
    process.stdout.on("error", events.lost);
    this.#possession = new Possession(this.#leave, this.#enter);
    events.held(GIVE_BACK);
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  /** False: the terminal is still busy with the last frame (`redraw` follows), or is not ours. */
  draw(frame: Frame): boolean {
    if (this.#closed || !this.#possession.isOurs || this.#writing) return false;
    this.#chrome = frame.chrome;
    if (!sameRect(this.#content, frame.content.rect)) this.#startOver(frame.content.rect);
    this.#screen.render();
    this.#screen.program.flush();
    const drawn = this.#output.take() + this.#writer.draw(frame.content);
    const bytes = this.#caret.around(drawn, frame.cursor, frame.marksPastes);
    if (bytes === "") return true;
    this.#writing = true;
    this.#write(BEGIN_UPDATE + bytes + END_UPDATE, () => {
      this.#writing = false;
      this.#events.redraw();
    });
    return true;
  }

  /** Sends a sequence that shows nothing. False: the terminal is not ours, or still busy with the last one. */
  send(sequence: string): boolean {
    if (this.#closed || !this.#possession.isOurs || this.#sending) return false;
    this.#sending = true;
    this.#write(sequence, () => {
      this.#sending = false;
    });
    return true;
  }

  /** False while another program has the terminal: what its keys do is none of our business, ctrl+c least of all. */
  get hasKeyboard(): boolean {
    return this.#possession.hasKeyboard;
  }

  /** Whether frames are drawn now: no other program has the terminal. */
  get isOurs(): boolean {
    return this.#possession.isOurs;
  }

  /**
   * Lends the terminal, as it was found, to a program until `run` settles; `hint` is a line for it. Then the screen is there again, and
   * `resize` asks for a frame. Rejects as `run` does, or while it is lent.
   */
  handOver(run: () => Promise<void>, hint = ""): Promise<void> {
    const idle = Promise.race([this.#written, delay(limits.closeMs)]);
    return this.#possession.lend(idle, () => {
      writeNow(hint);
      return this.#modes.keep(run);
    });
  }

  /** Gives the terminal back as it was. Safe to call at any time and twice; it does not throw. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#possession.close();
    process.stdin.off("end", this.#events.lost);
    process.stdin.off("error", this.#events.lost);
    const attempt = (part: () => void) => {
      try {
        part();
      } catch {
        // The terminal may be gone or half set up: the other parts still have to be tried.
      }
    };
    attempt(() => this.#screen.program.disableMouse());
    attempt(() => this.#screen.destroy());
    attempt(() => this.#input.giveAway());
    // A program that has the terminal, and is ended with us, may not leave the alternate screen by itself.
    const leave = this.#possession.isOurs ? "" : LEAVE_ALTERNATE;
    attempt(() => this.#modes.restore());
    attempt(() => writeNow(this.#output.take() + leave + RESTORE));
    attempt(() => this.#input.close());
    attempt(() => this.#output.close());
    attempt(() => this.#events.held(null));
  }

  #startOver(content: Rect): void {
    // blessed does not know what stood in the old rectangle: clear everything and draw it anew, in the same write.
    this.#content = content;
    this.#screen.realloc();
    this.#painted = [];
    this.#writer.reset();
  }

  #enableMouse(): void {
    // Buttons, wheel, and motion while a button is held, in SGR form (no limit at column 223); other motion would wake the
    // program all the time.
    this.#screen.program.setMouse({ vt200Mouse: true, cellMotion: true, sgrMouse: true }, true);
  }

  readonly #mouse = (event: BlessedMouse): void => {
    if (isMotion(event)) {
      if (this.#pressed !== null) this.#events.drag(event.x, event.y, this.#pressed.x, this.#pressed.y);
    } else if (event.action === "mousedown" && event.button === "left") {
      this.#pressed = { x: event.x, y: event.y };
      this.#events.click(event.x, event.y);
    } else if (event.action === "mouseup") this.#pressed = null;
    else if (event.action === "wheelup") this.#events.wheel(event.x, event.y, -1);
    else if (event.action === "wheeldown") this.#events.wheel(event.x, event.y, 1);
  };

  readonly #resized = (): void => {
    this.#content = null;
    this.#events.resize(this.columns, this.rows);
  };

  readonly #leave = (): void => {
    this.#screen.program.disableMouse();
    this.#screen.leave();
    this.#input.giveAway();
    this.#screen.program.flush();
    writeNow(this.#output.take() + RESTORE);
    this.#caret.reset();
    this.#events.held(null);
  };

  readonly #enter = (): void => {
    // What blessed has drawn for itself meanwhile belongs nowhere.
    this.#screen.program.flush();
    this.#output.take();
    this.#events.held(GIVE_BACK);
    writeNow(UNDO);
    this.#input.takeBack();
    this.#screen.enter();
    this.#enableMouse();
    this.#pressed = null;
    this.#content = null;
    this.#events.resize(this.columns, this.rows);
  };

  #write(bytes: string, done: () => void): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#written = promise;
    process.stdout.write(bytes, () => {
      done();
      resolve();
    });
  }
}

/** Motion with a button held: bit 5 of the first parameter (xterm, ctlseqs: mouse tracking). blessed takes it for a press. */
function isMotion({ action, raw }: BlessedMouse): boolean {
  return action === "mousemove" || (action === "mousedown" && ((raw?.[0] ?? 0) & 32) !== 0);
}

/** The character of a key press that is one: no control character, and none with ctrl or alt. */
function typedBy(character: string | undefined, name: string | undefined): string | undefined {
  if (character === undefined || name?.startsWith("C-") === true || name?.startsWith("M-") === true) return undefined;
  return /^\P{Cc}+$/u.test(character) ? character : undefined;
}

function sameRect(a: Rect | null, b: Rect): boolean {
  return a !== null && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
