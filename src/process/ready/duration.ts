/** Lengths of time for sentences. */

/** `250 ms`, `1.5 s`, `60 s`; from milliseconds. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${Number((milliseconds / 1000).toFixed(1))} s`;
}
