/** Waiting for a condition, with a limit: never for a length of time. */

import { delay } from "es-toolkit";

/** Resolves with the first result that is neither `undefined` nor `false`; rejects with `what` after the limit. */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 10_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const result = await look();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`);
    await delay(15);
  }
}
