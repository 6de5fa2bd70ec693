/** The terminals that can be seen: one at a time is brought up to date, some are kept for a moment. Effects of the screen's driver; main thread. */

import { minBy } from "es-toolkit";
import type { ProcessClient, ProcessSnapshot, TerminalSize } from "../../src/process/index.ts";
import { inside, type Rect } from "../layout.ts";
import type { Emulator } from "./emulator.ts";
import { keysFor } from "./keys.ts";
import { limits } from "./limits.ts";
import { isPress, mouseFor, parseMouse, wheelOf, within } from "./mouse.ts";
import { Pane, type TerminalView } from "./pane.ts";

export interface PanesTools {
  readonly processes: Pick<ProcessClient, "terminal">;
  /** Types into a process. */
  type(name: string, bytes: Uint8Array): void;
  /** Tells a process what its terminal would. */
  answer(name: string, bytes: Uint8Array): void;
  /** Asks for a frame; resolves when it has been drawn. */
  drawn(): Promise<void>;
  /** Makes a process draw everything anew. */
  repaint(name: string): void;
}

/** How a terminal is looked at. */
export interface Look {
  readonly size: TerminalSize;
  /** What is typed goes to it. */
  readonly hasFocus: boolean;
  /** As in `clean`. */
  readonly unicode: boolean;
}

const encoder = new TextEncoder();
/** Rows of a turn of the wheel, for a full-screen program that knows cursor keys only. */
const WHEEL_KEYS = 3;

export class TerminalPanes {
  readonly #tools: PanesTools;
  /** By the id of the run. */
  readonly #panes = new Map<string, Pane>();
  #shown: { readonly run: ProcessSnapshot; readonly pane: Pane } | null = null;
  /** The mouse button went down in it and is held. */
  #isHeld = false;
  #make: typeof Emulator | undefined;
  #loading: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(tools: PanesTools) {
    this.#tools = tools;
  }

  /** Looks at the terminal of a run, or at none. Null: none, or not yet. */
  show(run: ProcessSnapshot | null, { size, hasFocus, unicode }: Look): TerminalView | null {
    if (run !== null && this.#shown !== null && this.#shown.run.id !== run.id) {
      // One that is only covered stays where it was scrolled to.
      this.#shown.pane.scroll("end");
      this.rest();
    }
    if (run === null) this.rest();
    if (run === null || this.#closed) return null;
    const pane = this.#panes.get(run.id) ?? this.#open(run, size);
    if (pane === undefined) return null;
    this.#shown = { run, pane };
    return pane.show(atLeast(size), hasFocus, unicode, Date.now());
  }

  /** Keys, in the form that the process wants, if its terminal is seen. */
  type(name: string, text: string): void {
    const { pane } = this.#shown?.run.name === name ? this.#shown : { pane: undefined };
    pane?.scroll("end");
    this.#tools.type(name, encoder.encode(pane === undefined ? text : keysFor(text, pane.modes)));
  }

  /** A report of the mouse while the terminal has the keys; true: it was for the program. `rect`: where the terminal is. */
  mouse(sequence: string, rect: Rect): boolean {
    const report = parseMouse(sequence);
    if (report === undefined || this.#shown === null) return false;
    const isInside = inside(rect, report.x, report.y);
    if (!isInside && !this.#isHeld) return false;
    const { pane, run } = this.#shown;
    const bytes = mouseFor(within(report, rect), pane.modes);
    const wheel = wheelOf(report);
    if (pane.modes.mouse !== "none") {
      if (isPress(report)) this.#isHeld = true;
      if (report.released) this.#isHeld = false;
      if (bytes !== null) this.#tools.type(run.name, bytes);
      return true;
    }
    if (wheel === 0 || !pane.isAlternate) return false;
    this.type(run.name, (wheel < 0 ? "\x1b[A" : "\x1b[B").repeat(WHEEL_KEYS));
    return true;
  }

  scroll(to: number | "start" | "end"): void {
    this.#shown?.pane.scroll(to);
  }

  /** None can be seen. */
  rest(): void {
    if (this.#shown === null) return;
    this.#shown.pane.hide();
    this.#shown = null;
    this.#isHeld = false;
    this.#timer ??= setTimeout(() => this.#forget(), limits.keptMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const pane of this.#panes.values()) pane.close();
    this.#panes.clear();
    this.#shown = null;
  }

  /** Undefined: the emulator is being loaded, which is not needed before there is a terminal to be seen. */
  #open(run: ProcessSnapshot, size: TerminalSize): Pane | undefined {
    if (this.#make === undefined) {
      this.#loading ??= this.#load();
      return undefined;
    }
    const { processes, drawn, repaint, answer } = this.#tools;
    const pane = new Pane(this.#make, run, atLeast(size), Date.now(), {
      read: (since) => processes.terminal(run.id, since),
      answer: (bytes) => answer(run.name, bytes),
      drawn,
      repaint: () => repaint(run.name),
    });
    if (this.#panes.size >= limits.emulators) this.#drop(minBy([...this.#panes], ([, { seenAt }]) => seenAt)?.[0]);
    this.#panes.set(run.id, pane);
    return pane;
  }

  async #load(): Promise<void> {
    const { Emulator } = await import("./emulator.ts");
    this.#make = Emulator;
    await this.#tools.drawn();
  }

  /** Those that have not been seen for a while go. */
  #forget(): void {
    this.#timer = undefined;
    const now = Date.now();
    for (const [id, pane] of this.#panes) {
      if (pane !== this.#shown?.pane && now - pane.seenAt >= limits.keptMs) this.#drop(id);
    }
    const isKept = [...this.#panes.values()].some((pane) => pane !== this.#shown?.pane);
    if (isKept) this.#timer = setTimeout(() => this.#forget(), limits.keptMs);
  }

  #drop(id: string | undefined): void {
    if (id === undefined) return;
    this.#panes.get(id)?.close();
    this.#panes.delete(id);
  }
}

function atLeast({ columns, rows }: TerminalSize): TerminalSize {
  const { leastSize } = limits;
  return { columns: Math.max(columns, leastSize.columns), rows: Math.max(rows, leastSize.rows) };
}
