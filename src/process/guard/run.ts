/**
 * The guard: a process of its own that waits for the end of its Brummer and then ends what that has left, and gives its terminal back. It learns of the end
 * by the end of its input, which the system closes however Brummer ends, also by SIGKILL.
 */

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Census } from "../tree/census.ts";
import { signalAll } from "../tree/force.ts";
import { GuardMemory } from "./memory.ts";
import { restoreTerminal } from "./terminal.ts";
import { heard, newGuard } from "./words.ts";

/** Milliseconds that children have to end by themselves. */
const GRACE_MS = 500;
/** Milliseconds between two looks at what lives. */
const LOOK_MS = 50;
/** Milliseconds after which what cannot be ended (it waits for a disk, it is another user's) is left. */
const GIVE_UP_MS = 10_000;
/** Looks in a row that must find nothing: one may come between a fork and its program. */
const EMPTY_LOOKS = 3;

/** `mark`: see `Guard`. Settles when all is done. */
export async function runGuard(mark: string, brummer: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});
  let state = newGuard;
  const census = new Census();
  const spare = [brummer];
  const memory = new GuardMemory(census, () => ({ mark, roots: [...state.roots], spare }));
  for await (const line of createInterface({ input: process.stdin })) {
    state = heard(state, line);
    memory.changed();
  }
  memory.end();
  if (state.isReleased) return;
  const restored = state.undo === null ? undefined : restoreTerminal(state.undo);
  const roots = [...state.roots];
  let known = signalAll({ mark, roots, spare, known: memory.known }, "SIGTERM", census);
  if (known.length > 0) await sleep(GRACE_MS);
  const until = performance.now() + GIVE_UP_MS;
  for (let empty = 0; empty < EMPTY_LOOKS && performance.now() < until; await sleep(LOOK_MS)) {
    // What was found once is looked for again: its parent may have ended meanwhile.
    const found = signalAll({ mark, roots, spare, known }, "SIGKILL", census);
    empty = found.length === 0 ? empty + 1 : 0;
    if (found.length > 0) known = found;
  }
  await restored;
}
