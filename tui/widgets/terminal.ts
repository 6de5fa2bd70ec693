/**
 * The terminal through blessed: alternate screen, keys, mouse, resizing, and the chrome. The content rectangle is left to
 * the cell writer; both go out as one write and one synchronized update (mode 2026, which other terminals ignore).
 */

import { writeSync } from "node:fs";
import process from "node:process";
import type { Rect } from "../layout.ts";
import { limits } from "../limits.ts";
import type { Colors } from "../model.ts";
import type { Block, Frame } from "../views/index.ts";
import { type BlessedMouse, type BlessedScreen, openBlessed } from "./blessed.ts";
import { CellWriter } from "./cell-writer.ts";
import { paint } from "./chrome.ts";
import { KeyInput } from "./input.ts";
import { FrameOutput } from "./output.ts";

export interface TerminalEvents {
  /** A key's bytes as they came, before anything else; true: taken, it is told as nothing else. Mouse events are not asked. */
  typed(text: string): boolean;
  /** A key in blessed's names. */
  key(name: string): void;
  click(x: number, y: number): void;
  wheel(x: number, y: number, direction: -1 | 1): void;
  resize(columns: number, rows: number): void;
  /** The terminal can take a frame that it could not take before, or has lost what it showed. */
  redraw(): void;
  /** The terminal is gone. */
  lost(): void;
}

/** A mouse event, in the two forms that terminals send. */
const isMouse = /^\x1b\[(?:M|<)/;
const BEGIN_UPDATE = "\x1b[?2026h";
const END_UPDATE = "\x1b[?2026l";
/** What blessed may not have undone when it was interrupted: update, wrapping, attributes, mouse, cursor. */
const RESTORE = "\x1b[?2026l\x1b[?7h\x1b[m\x1b[?1000l\x1b[?1006l\x1b[?25h";

export class Terminal {
  readonly #input: KeyInput;
  readonly #output = new FrameOutput(process.stdout);
  readonly #screen: BlessedScreen;
  readonly #writer: CellWriter;
  readonly #events: TerminalEvents;
  #chrome: readonly Block[] = [];
  #content: Rect | null = null;
  /** A frame that the terminal has not taken yet. */
  #writing = false;
  #suspended = false;
  #closed = false;

  /** Takes over the terminal. `unicode` false: only ASCII is written. */
  constructor(unicode: boolean, colors: Colors, events: TerminalEvents) {
    this.#events = events;
    this.#input = new KeyInput(process.stdin, (sequence) => !isMouse.test(sequence) && events.typed(sequence));
    this.#writer = new CellWriter(colors);
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
    screen.on("prerender", () => paint(screen, this.#chrome));
    const program = screen.program;
    // The enter key is reported twice, as "return" and as "enter": the key table has only the second.
    program.on("keypress", (character, key) => events.key(key.full ?? character ?? ""));
    program.on("mouse", this.#mouse);
    this.#enableMouse();
    program.on("resize", this.#resized);
    process.stdin.once("end", events.lost);
    process.stdin.once("error", events.lost);
    process.stdout.on("error", events.lost);
    process.on("SIGTSTP", this.#suspend);
    process.on("SIGCONT", this.#resume);
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  /** False: the terminal is still busy with the last frame (`redraw` follows), or is not ours. */
  draw(frame: Frame): boolean {
    if (this.#closed || this.#suspended || this.#writing) return false;
    this.#chrome = frame.chrome;
    if (!sameRect(this.#content, frame.content.rect)) this.#startOver(frame.content.rect);
    this.#screen.render();
    this.#screen.program.flush();
    const bytes = this.#output.take() + this.#writer.draw(frame.content);
    if (bytes === "") return true;
    this.#writing = true;
    process.stdout.write(BEGIN_UPDATE + bytes + END_UPDATE, () => {
      this.#writing = false;
      this.#events.redraw();
    });
    return true;
  }

  /** Gives the terminal back as it was. Safe to call at any time and twice; it does not throw. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    process.off("SIGTSTP", this.#suspend);
    process.off("SIGCONT", this.#resume);
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
    attempt(() => this.#input.setRawMode(false));
    attempt(() => writeNow(this.#output.take() + RESTORE));
    attempt(() => this.#input.close());
    attempt(() => this.#output.close());
  }

  #startOver(content: Rect): void {
    // blessed does not know what stood in the old rectangle: clear everything and draw it anew, in the same write.
    this.#content = content;
    this.#screen.realloc();
    this.#writer.reset();
  }

  #enableMouse(): void {
    // Buttons and wheel only, in SGR form (no limit at column 223); motion would wake the program all the time.
    this.#screen.program.setMouse({ vt200Mouse: true, sgrMouse: true }, true);
  }

  readonly #mouse = (event: BlessedMouse): void => {
    if (event.action === "mousedown" && event.button === "left") this.#events.click(event.x, event.y);
    else if (event.action === "wheelup") this.#events.wheel(event.x, event.y, -1);
    else if (event.action === "wheeldown") this.#events.wheel(event.x, event.y, 1);
  };

  readonly #resized = (): void => {
    this.#content = null;
    this.#events.resize(this.columns, this.rows);
  };

  /** Stopped from outside (`kill -TSTP`): the shell gets its terminal back first. */
  readonly #suspend = (): void => {
    if (this.#suspended) return;
    this.#suspended = true;
    this.#screen.program.disableMouse();
    this.#screen.leave();
    this.#input.setRawMode(false);
    this.#screen.program.flush();
    writeNow(this.#output.take() + RESTORE);
    process.kill(process.pid, "SIGSTOP");
  };

  readonly #resume = (): void => {
    if (!this.#suspended) return;
    this.#suspended = false;
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#screen.enter();
    this.#enableMouse();
    this.#content = null;
    this.#events.resize(this.columns, this.rows);
  };
}

function sameRect(a: Rect | null, b: Rect): boolean {
  return a !== null && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Writes at once, past the event loop: the process may end right after. Gives up on a terminal that takes nothing. */
function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  const giveUp = performance.now() + limits.closeMs;
  let at = 0;
  while (at < bytes.length && performance.now() < giveUp) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
