/**
 * What the terminal does with keys before a program reads them (termios). A program that is killed leaves it as it was using it, and the
 * runtime would take that for what was there before.
 */

import { spawnSync } from "node:child_process";
import process from "node:process";

/** Milliseconds for a program that takes two: a broken one must not hold the screen up. */
const STTY_MS = 500;

export class LineModes {
  /** As `stty` writes and reads them; undefined: none are saved, or there are none (Windows). */
  #saved: string | undefined;

  /** The modes after `run` has settled are those of before. */
  async keep(run: () => Promise<void>): Promise<void> {
    this.#saved = stty("-g");
    try {
      await run();
    } finally {
      this.restore();
    }
  }

  /** The same while it has not settled yet. */
  restore(): void {
    if (this.#saved !== undefined) stty(this.#saved);
    this.#saved = undefined;
  }
}

function stty(word: string): string | undefined {
  if (process.platform === "win32") return undefined;
  const { status, stdout } = spawnSync("stty", [word], {
    stdio: ["inherit", "pipe", "ignore"],
    encoding: "utf8",
    timeout: STTY_MS,
  });
  // One word: numbers with colons, on BSD with names. Nothing else is given back to it.
  return status === 0 ? /^\w[\w:=]*$/.exec(stdout.trim())?.[0] : undefined;
}
