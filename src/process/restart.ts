/** Whether a run that ended by itself is followed by another one, and when: pure. */

import type { RestartPolicy } from "./launch.ts";

/** Milliseconds of life after which a run counts as one that worked: the next pause is the first again. */
const STEADY_MS = 60_000;

/** What a policy decides: a restart after a pause, or none, with the reason where one might be expected. */
export type RestartDecision =
  | { readonly restart: true; readonly delayMs: number; readonly inARow: number }
  | { readonly restart: false; readonly why: string | null };

/**
 * `inARow`: restarts by the policy before this end, without a run that lived for {@link STEADY_MS}. `livedMs`: how long the run
 * lived.
 */
export function afterEnd(
  policy: RestartPolicy | undefined,
  end: { readonly failed: boolean; readonly livedMs: number; readonly inARow: number },
): RestartDecision {
  if (policy === undefined || policy.when === "never") return { restart: false, why: null };
  if (policy.when === "on-failure" && !end.failed) return { restart: false, why: null };
  const before = end.livedMs >= STEADY_MS ? 0 : end.inARow;
  if (policy.limit > 0 && before >= policy.limit) {
    return { restart: false, why: `it was started again ${before} times in a row, which is the limit` };
  }
  // 2^20 pauses of any length are longer than the longest.
  const delayMs = Math.min(policy.delayMs * 2 ** Math.min(before, 20), policy.maxDelayMs);
  return { restart: true, delayMs, inARow: before + 1 };
}
