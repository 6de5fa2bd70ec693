/** Durations as tools write them. */

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:h|hrs?|hours?)$/i, 3_600_000],
  [/^(?:m|mins?|minutes?)$/i, 60_000],
  [/^(?:s|secs?|seconds?)$/i, 1000],
  [/^(?:ms|msecs?|milliseconds?)$/i, 1],
  [/^(?:µs|μs|us)$/i, 0.001],
  [/^ns$/i, 0.000_001],
];
const clock = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/;

/** A duration somewhere in a pattern; read it with {@link millisecondsIn}. */
export const DURATION =
  "(?<time>(?:\\d+:)?\\d+:\\d+(?:\\.\\d+)?(?: s)?|(?:[\\d.,]+ ?(?:hours?|hrs?|h|minutes?|mins?|ms|msecs?|milliseconds?|m|seconds?|secs?|s|µs|us|ns)\\b ?(?:and )?)+)";

/** `1.2s`, `340 ms`, `1m 2s`, `0.03 secs`, `00:00:01.23`; null: none of these. */
export function millisecondsIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parts = clock.exec(text.trim().replace(/ s$/, ""));
  if (parts !== null) {
    const [, hours = "0", minutes = "0", seconds = "0"] = parts;
    return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
  }
  let sum: number | null = null;
  for (const [, number = "", unit = ""] of text.matchAll(/([\d.,]+)\s*([a-zµμ]+)/gi)) {
    const factor = units.find(([pattern]) => pattern.test(unit))?.[1];
    if (factor === undefined) continue;
    sum = (sum ?? 0) + Number(number.replaceAll(",", "")) * factor;
  }
  return sum === null || Number.isNaN(sum) ? null : Math.round(sum * 1000) / 1000;
}
