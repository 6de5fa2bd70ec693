/** Terminals of processes on the screen: what is shown of them, and what is typed into them. The driver's part; effects. */

import type { ProcessClient, ProcessSnapshot } from "../../src/process/index.ts";
import { STOP_TYPING } from "../active-keys.ts";
import { layoutOf } from "../layout.ts";
import type { Message } from "../messages.ts";
import { type Model, shownTerminal } from "../model.ts";
import type { TerminalView } from "./pane.ts";
import { TerminalPanes } from "./panes.ts";
import { TerminalSizes, terminalSize } from "./sizes.ts";
import { TypedInput } from "./typed-input.ts";

export interface TerminalPaneTools {
  readonly processes: Pick<ProcessClient, "input" | "resize" | "sizeTerminals" | "terminal">;
  model(): Model;
  dispatch(message: Message): void;
  /** Asks for a frame, soon where `isAnswer`; resolves when it has been drawn. */
  draw(isAnswer: boolean): Promise<void>;
}

export class TerminalPane {
  readonly #tools: TerminalPaneTools;
  readonly #sizes: TerminalSizes;
  readonly #input: TypedInput;
  readonly #panes: TerminalPanes;
  /** Keys that came together and have not been told yet. */
  #typed = "";

  constructor(tools: TerminalPaneTools) {
    this.#tools = tools;
    const { processes } = tools;
    this.#sizes = new TerminalSizes(processes);
    this.#input = new TypedInput(
      (name, bytes) => processes.input(name, bytes),
      (text) => tools.dispatch({ type: "notice", notice: { level: "error", text } }),
    );
    this.#panes = new TerminalPanes({
      processes,
      type: (name, bytes) => this.#input.type(name, bytes),
      answer: (name, bytes) => this.#input.answer(name, bytes),
      drawn: () => tools.draw(tools.model().typing !== null),
      repaint: (name) => this.#sizes.repaint(name),
    });
  }

  /** A key's bytes; true: a process gets them. Keys that come together are told as one: a paste has thousands. */
  typed(text: string): boolean {
    if (this.#tools.model().typing === null) return false;
    if (text === STOP_TYPING) {
      this.#tell();
      this.#tools.dispatch({ type: "typed", text });
      return true;
    }
    if (this.#typed === "") queueMicrotask(() => this.#tell());
    this.#typed += text;
    return true;
  }

  /** A mouse event's bytes; true: the program that gets what is typed has asked for it. */
  mouse(sequence: string): boolean {
    const model = this.#tools.model();
    if (model.typing === null || shownTerminal(model) === undefined) return false;
    this.#tell();
    return this.#panes.mouse(sequence, layoutOf(model).content);
  }

  /** Brings typed text to a process, in the form that it wants. */
  type(name: string, text: string): void {
    this.#panes.type(name, text);
  }

  scroll(to: number | "start" | "end"): void {
    this.#panes.scroll(to);
  }

  /** The model has changed: processes are told another size. */
  changed(model: Model): void {
    this.#sizes.tell(model);
  }

  /** What the frame shows of it; null: no terminal. To be called for every frame. */
  show(model: Model): TerminalView | null {
    const run = seenRun(model);
    const hasFocus = run !== null && model.typing === run.name;
    return this.#panes.show(run, { size: terminalSize(model), hasFocus, unicode: model.unicode });
  }

  /** No frames are drawn for a while. */
  rest(): void {
    this.#panes.rest();
  }

  close(): void {
    this.#panes.close();
    this.#sizes.close();
  }

  #tell(): void {
    const text = this.#typed;
    this.#typed = "";
    if (text !== "") this.#tools.dispatch({ type: "typed", text });
  }
}

/** The run whose terminal can be seen: nothing lies over it. */
function seenRun(model: Model): ProcessSnapshot | null {
  if (model.overlay !== null || model.help !== null) return null;
  return shownTerminal(model)?.process ?? null;
}
