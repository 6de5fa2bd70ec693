/** The program that has the terminal in place of the screen: an editor, a pager. One at a time. */

import { type ChildProcess, spawn } from "node:child_process";
import { delay } from "es-toolkit";
import type { Environment } from "./environment.ts";
import { outsideLimits } from "./limits.ts";
import { type Argv, faultOf, nameOf } from "./programs.ts";

/**
 * It stays in our process group: that is the one which the terminal listens to, and whose programs get the signals of its keys. The
 * screen must have left the terminal before (`Terminal.handOver`).
 */
export class ForegroundProgram {
  #child: ChildProcess | undefined;
  #isAsked = false;

  /** Resolves when it has ended well; else, or when it cannot be started, rejects with a sentence. */
  run(argv: Argv, env: Environment, cwd: string): Promise<void> {
    const [program, ...words] = argv;
    return new Promise((resolve, reject) => {
      const fail = (fault: string) => reject(new Error(`${nameOf(argv)} ${fault}.`));
      const child = spawn(program, words, { stdio: "inherit", cwd, env });
      this.#child = child;
      child.once("error", (error) => fail(`could not be started: ${error.message}`));
      child.once("exit", (code, signal) => {
        this.#child = undefined;
        const fault = faultOf(code, signal);
        if (fault === undefined || this.#isAsked) resolve();
        else fail(fault);
      });
    });
  }

  /**
   * Brummer ends: asks it to end as a terminal that is closed does, so that an editor keeps what is not saved. Resolves when it has, or
   * takes too long.
   */
  async end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.close();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await Promise.race([gone, delay(outsideLimits.endMs)]);
  }

  /** There is no time left: the same without waiting; kills it where it has been asked already. */
  close(): void {
    const child = this.#child;
    if (child === undefined) return;
    child.kill(this.#isAsked ? "SIGKILL" : "SIGHUP");
    // One that is stopped hears of it only when it goes on.
    if (!this.#isAsked && process.platform !== "win32") child.kill("SIGCONT");
    this.#isAsked = true;
  }
}
