/** Brummer's side of the guard: starts it, tells it which children live, and lets it go when all has ended in order. */

import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { delay } from "es-toolkit";
import { TERMINAL_FD } from "./terminal.ts";
import { END_LINE, screenLine } from "./words.ts";

/** Milliseconds for a guard that is let go. */
const RELEASE_MS = 500;

/** How this program is started as a guard: what follows are the mark and its number. */
export interface SelfCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/**
 * One per Brummer, in its main thread. Should it fail to start, or die, children end with Brummer in every case but one: that
 * Brummer itself is ended by force.
 */
export class Guard {
  readonly #child: ChildProcess;
  #isOpen = true;

  /**
   * `mark`: begins the marks of all runs. `hasScreen`: standard output is a terminal that {@link screen} will speak of. `failed`: called
   * once when the guard cannot be had, or is gone too early.
   */
  constructor(mark: string, self: SelfCommand, hasScreen: boolean, failed: (why: string) => void) {
    const stdio: StdioOptions = ["pipe", "ignore", "ignore"];
    if (hasScreen) stdio[TERMINAL_FD] = 1;
    this.#child = spawn(self.program, [...self.arguments, mark, String(process.pid)], {
      stdio,
      // A session of its own: what ends Brummer's group must not end its guard.
      detached: true,
      windowsHide: true,
    });
    const close = (why: string) => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      failed(why);
    };
    this.#child.on("error", (error) => close(error.message));
    this.#child.on("exit", (code, signal) =>
      close(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`),
    );
    // What is written to a guard that is gone is lost, and told by its end.
    this.#child.stdin?.on("error", () => {});
    this.#child.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** A child of Brummer lives from now on. */
  begun(pid: number): void {
    this.#tell(`+${pid}`);
  }

  /** It has ended, with all that it started. */
  ended(pid: number): void {
    this.#tell(`-${pid}`);
  }

  /** What gives the terminal back should Brummer be killed; null: it does not have it, and nothing is to be done. */
  screen(undo: string | null): void {
    this.#tell(screenLine(undo));
  }

  /** Nothing lives any more: the guard ends without doing anything. Settles when it has, or after half a second. */
  async release(): Promise<void> {
    if (!this.#isOpen) return;
    this.#tell(END_LINE);
    this.#isOpen = false;
    this.#child.stdin?.end();
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode === null) await Promise.race([gone, delay(RELEASE_MS)]);
  }

  #tell(line: string): void {
    if (this.#isOpen) this.#child.stdin?.write(`${line}\n`);
  }
}
