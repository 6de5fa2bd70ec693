/** Whether all that a change has set off is over: pure reasoning. */

import { mcpLimits } from "../limits.ts";
import type { Standing } from "./standing.ts";

/** When things were; all times in milliseconds since 1970. */
export interface Times {
  readonly now: number;
  /** Somebody began to wait. */
  readonly begun: number;
  /** Files were changed. */
  readonly since: number;
  /** Whether it is certain that they were changed just then. */
  readonly isCertain: boolean;
  /** Milliseconds after a change in which a watcher begins, as long as none has. */
  readonly patienceMs: number;
}

export function isSettled(standings: readonly Standing[], times: Times): boolean {
  const { now, begun, since, isCertain, patienceMs } = times;
  if (standings.some(({ state }) => state === "running")) return false;
  const fresh = standings.filter((standing) => standing.isFresh);
  const expected = standings.filter(({ isWatching }) => isWatching);
  if (fresh.length === 0 && expected.length === 0) return true;
  // A file may be changed in a way that leaves no trace: what is set off by that begins soon.
  if (!isCertain && now - begun < mcpLimits.beginMs) return false;
  if (fresh.length === 0) return now >= Math.max(since + patienceMs, begun + mcpLimits.beginMs / 2);
  if (!fresh.every((standing) => isQuiet(standing, now))) return false;
  return expected.every((standing) => standing.isFresh) || now >= Math.max(since, begun) + mcpLimits.othersMs;
}

/** Whether nothing more belongs to what it has come to. */
function isQuiet({ state, activeAt, doneAt }: Standing, now: number): boolean {
  // Without a word on the outcome only silence tells that it is over.
  const quietMs = state === "printed" ? mcpLimits.beginMs : mcpLimits.quietMs;
  // Some never fall silent: what they print is about something else then.
  return now - activeAt >= quietMs || now - doneAt >= mcpLimits.mostQuietMs;
}
