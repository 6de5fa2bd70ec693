/** Where lines begin and end, as it is given on the command line. */

import type { LogStart } from "../../control/index.ts";
import { parseDuration } from "../text.ts";
import { UsageError } from "./usage.ts";

/** Lines that are printed where neither a beginning nor a pattern is given. */
const DEFAULT_LINES = 100;

/** What says where to begin. */
interface Start {
  readonly since: string | undefined;
  readonly lines: number | undefined;
  readonly grep: string | undefined;
  readonly fuzzy: string | undefined;
  readonly error: string | undefined;
}

export function startOf({ since, grep, fuzzy, error, lines }: Start, now: number): LogStart {
  if (since === undefined) {
    if (lines !== undefined) return { tail: lines };
    return grep === undefined && fuzzy === undefined && error === undefined ? { tail: DEFAULT_LINES } : {};
  }
  if (lines !== undefined) throw new UsageError("--since and --lines cannot be given together.");
  if (/^\d+$/.test(since)) return { cursor: Number(since) };
  return { time: moment("--since", since, now, "a cursor (a number), ") };
}

/** A time (RFC 3339) or a while ago, in milliseconds since 1970. */
export function moment(option: string, text: string, now: number, others = ""): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`${option} ${text}: give ${others}a time (2026-07-28T14:03:05Z), or a while (90s, 5m, 2h, 1d).`);
}
