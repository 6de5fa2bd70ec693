/** Tells processes that have a terminal how large the place is in which they are shown. */

import type { ProcessClient, TerminalSize } from "../../src/process/index.ts";
import { layoutOf } from "../layout.ts";
import { hasTerminal, type Model } from "../model.ts";
import { limits } from "./limits.ts";

/** The place of a terminal: that of the log in the list of processes, whatever is shown now or lies over it for a while. */
export function terminalSize(model: Model): TerminalSize {
  const { width, height } = layoutOf({ ...model, overlay: null, help: null, view: "procs" }).content;
  return { columns: width, rows: height };
}

export class TerminalSizes {
  readonly #resize: (name: string, size: TerminalSize) => void;
  readonly #forNew: (size: TerminalSize) => void;
  /** For each process with a terminal: its number and the size that it was told. */
  readonly #told = new Map<string, string>();
  readonly #repaints = new Map<string, ReturnType<typeof setTimeout>>();
  #size: TerminalSize = { columns: 0, rows: 0 };

  constructor(processes: Pick<ProcessClient, "resize" | "sizeTerminals">) {
    // One that has ended meanwhile needs no size.
    this.#resize = (name, size) => void processes.resize(name, size).catch(() => {});
    this.#forNew = (size) => void processes.sizeTerminals(size).catch(() => {});
  }

  /** Tells those to whom it is news. */
  tell(model: Model): void {
    const { columns, rows } = terminalSize(model);
    if (columns !== this.#size.columns || rows !== this.#size.rows) {
      this.#size = { columns, rows };
      this.#forNew(this.#size);
    }
    for (const entry of model.entries) {
      if (!hasTerminal(entry)) {
        this.#told.delete(entry.name);
        continue;
      }
      const told = `${entry.process?.pid} ${columns}x${rows}`;
      if (this.#told.get(entry.name) === told) continue;
      this.#told.set(entry.name, told);
      this.#resize(entry.name, this.#size);
    }
  }

  /** Makes a program draw everything anew: it is told a narrower size and then its own. */
  repaint(name: string): void {
    const { columns, rows } = this.#size;
    if (this.#repaints.has(name) || columns < 2) return;
    this.#resize(name, { columns: columns - 1, rows });
    const again = () => {
      this.#repaints.delete(name);
      this.#resize(name, this.#size);
    };
    this.#repaints.set(name, setTimeout(again, limits.repaintMs));
  }

  close(): void {
    for (const timer of this.#repaints.values()) clearTimeout(timer);
  }
}
