/** A mistake in Brummer itself: it ends, takes its children along, and says what happened. */

import type { Program } from "./program.ts";

/** From now on an uncaught error ends the program with exit code 1; `restore` gives the terminal back first. */
export function onCrash(program: Program, restore: () => void): void {
  const crash = (error: unknown) => {
    program.killAll();
    restore();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`brum: a mistake in Brummer itself ended it; its processes were ended too.\n${text}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}
