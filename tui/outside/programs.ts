/** Programs beside the screen: one that takes a text, one that opens a window. None has the terminal, and none is waited for long. */

import { spawn } from "node:child_process";
import { basename } from "node:path";
import { delay } from "es-toolkit";
import type { Environment } from "./environment.ts";
import { outsideLimits } from "./limits.ts";

/** What to start: an absolute path and its arguments. */
export type Argv = readonly [program: string, ...words: string[]];

/** How a program ended, as the end of a sentence; undefined: well. */
export function faultOf(code: number | null, signal: string | null): string | undefined {
  if (signal !== null) return `was ended by ${signal}`;
  return code === 0 ? undefined : `ended with exit code ${code}`;
}

/** Name of a program in a sentence. */
export function nameOf(argv: Argv): string {
  return basename(argv[0]).replace(/\.(exe|cmd|bat|com)$/i, "");
}

/**
 * Gives `bytes` to a program's standard input; false: it is not there, failed, or did not end in `limitMs`, after which it is killed.
 * What it leaves in the background (the clipboard of X lives as long as the program that filled it) has none of our streams.
 */
export async function feed(argv: Argv, env: Environment, bytes: Uint8Array, limitMs: number): Promise<boolean> {
  const [program, ...words] = argv;
  const child = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"], detached: true, env, windowsHide: true });
  const ended = new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
  // It may end before it has read everything: its exit code tells.
  child.stdin.on("error", () => {});
  child.stdin.end(bytes);
  const over = new AbortController();
  const late = delay(limitMs, { signal: over.signal }).then(
    () => {
      child.kill("SIGKILL");
      return false;
    },
    () => false,
  );
  const isFed = await Promise.race([ended, late]);
  over.abort();
  child.stdin.destroy();
  child.unref();
  return isFed;
}

/**
 * Starts a program that opens a window of its own and lives on by itself. Rejects with a sentence when it cannot be started, or fails
 * at once.
 */
export async function launch(argv: Argv, env: Environment, cwd: string): Promise<void> {
  const [program, ...words] = argv;
  const child = spawn(program, words, { stdio: "ignore", detached: true, cwd, env });
  const over = new AbortController();
  const failed = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(faultOf(code, signal)));
  });
  const started = delay(outsideLimits.launchMs, { signal: over.signal }).catch(() => {});
  const fault = await Promise.race([failed, started]);
  over.abort();
  child.unref();
  if (typeof fault === "string") throw new Error(`${nameOf(argv)} ${fault}.`);
}
