/**
 * The terminal of a Brummer that was killed while its screen was on: in raw mode, on the alternate screen, with the mouse reported. The
 * guard has it open beside its own input and output, and gives it back as it was found.
 */

import { spawn } from "node:child_process";

/** The descriptor under which a guard finds its Brummer's terminal. Not one of the first three: the runtime keeps the modes of those. */
export const TERMINAL_FD = 3;

/** Milliseconds for a terminal that takes nothing (it was halted with ctrl+s): then it is left. */
const RESTORE_MS = 2_000;

/**
 * Line modes first, but only while no key makes a signal, as it is with Brummer: a shell that has come back already has set them for
 * itself, and keeps that. Then what the screen has said.
 */
const SCRIPT = 'case "$(stty -a)" in *-isig*) stty sane;; esac; printf %s "$1"';

/** `undo`: what is written to it. Settles when that is done, or cannot be; never rejects. */
export function restoreTerminal(undo: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const child = spawn("/bin/sh", ["-c", SCRIPT, "sh", undo], {
    stdio: [TERMINAL_FD, TERMINAL_FD, "ignore"],
    timeout: RESTORE_MS,
    killSignal: "SIGKILL",
  });
  child.on("error", () => resolve());
  child.on("exit", () => resolve());
  return promise;
}
