/** Who has the terminal: the screen, the shell while the program is stopped, or a program that it was lent to (an editor, a pager). */

import process from "node:process";

/**
 * Milliseconds for which signals of the keyboard are still somebody else's after the terminal has come back: a ctrl+c that ends an
 * editor reaches us with it, but may be told after its end. From the terminal in raw mode no such signal comes.
 */
const LATE_SIGNAL_MS = 200;

/** Those that keys send to every program in the foreground. (SIGTSTP is handled below.) */
const keySignals = ["SIGINT", "SIGQUIT"] as const;

export class Possession {
  readonly #leave: () => void;
  readonly #enter: () => void;
  #holder: "screen" | "shell" | "program" = "screen";
  /** How many times it was lent and signals may still come from it. */
  #lent = 0;
  #closed = false;

  /** `leave` gives the terminal away as it was found, `enter` takes it back and asks for a frame; neither throws. */
  constructor(leave: () => void, enter: () => void) {
    this.#leave = leave;
    this.#enter = enter;
    process.on("SIGTSTP", this.#stop);
    process.on("SIGCONT", this.#continue);
  }

  /** Whether the screen may write to it. */
  get isOurs(): boolean {
    return this.#holder === "screen";
  }

  /** Whether SIGINT is meant for us: false while a program has the terminal, whose keys send it to both. */
  get hasKeyboard(): boolean {
    return this.#lent === 0;
  }

  /**
   * Lends the terminal once `idle` settles, until `run` does. Meanwhile SIGINT and SIGQUIT, whose default is the end of the program,
   * have a listener that does nothing; who has one too asks `hasKeyboard`. Rejects as `run` does, or while it is lent.
   */
  async lend(idle: Promise<unknown>, run: () => Promise<void>): Promise<void> {
    if (this.#holder !== "screen" || this.#closed) throw new Error("The terminal is in use by another program.");
    const ignore = () => {};
    this.#holder = "program";
    this.#lent += 1;
    for (const signal of keySignals) process.on(signal, ignore);
    try {
      await idle;
      if (this.#closed) return;
      this.#leave();
      await run();
    } finally {
      if (!this.#closed) {
        this.#holder = "screen";
        this.#enter();
      }
      setTimeout(() => {
        this.#lent -= 1;
        for (const signal of keySignals) process.off(signal, ignore);
      }, LATE_SIGNAL_MS).unref();
    }
  }

  /** From now on nobody is given the terminal, nor is it taken back. */
  close(): void {
    this.#closed = true;
    process.off("SIGTSTP", this.#stop);
    process.off("SIGCONT", this.#continue);
  }

  /** Stopped from outside (`kill -TSTP`), or together with the program that has the terminal (ctrl+z in an editor). */
  readonly #stop = (): void => {
    if (this.#holder === "shell") return;
    if (this.#holder === "screen") {
      // The shell gets its terminal back first.
      this.#holder = "shell";
      this.#leave();
    }
    process.kill(process.pid, "SIGSTOP");
  };

  readonly #continue = (): void => {
    if (this.#holder !== "shell") return;
    this.#holder = "screen";
    this.#enter();
  };
}
