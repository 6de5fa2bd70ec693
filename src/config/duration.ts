/** Lengths of time: in files a number of seconds or a text with a unit, in the program milliseconds. */

import { type Kind, parseDecimal } from "./kinds.ts";

/** Milliseconds of a unit, by each way to write it. */
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
const pattern = String.raw`^\s*([0-9_.]+)\s*(${Object.keys(units).join("|")})\s*$`;
const format = new RegExp(pattern, "i");

/** A length of time from `min` to `max` milliseconds. */
export function duration(min: number, max: number): Kind<number> {
  const range = `${formatDuration(min)} to ${formatDuration(max)}`;
  return {
    allowed: `a length of time from ${range}, as a number of seconds or a text like "500 ms", "5 s" or "2 min"`,
    range,
    schema: {
      anyOf: [
        { type: "number", minimum: min / 1000, maximum: max / 1000 },
        { type: "string", pattern },
      ],
    },
    read(value) {
      const length = parseDuration(value);
      return length !== undefined && length >= min && length <= max ? length : undefined;
    },
    hint(value) {
      if (typeof value !== "string" || parseDuration(value) !== undefined || !/\d/.test(value)) return "";
      return parseDecimal(value.trim()) === undefined
        ? "Units: ms, s, min, h."
        : "A number of seconds stands without quotation marks.";
    },
  };
}

/** Whole milliseconds; undefined for what is no length of time. */
function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number" || typeof value === "bigint") {
    const length = Math.round(Number(value) * 1000);
    return Number.isFinite(length) ? length : undefined;
  }
  if (typeof value !== "string") return undefined;
  const [, number = "", unit = ""] = format.exec(value) ?? [];
  const [count, factor] = [parseDecimal(number), units[unit.toLowerCase()]];
  return count === undefined || factor === undefined ? undefined : Math.round(count * factor);
}

/** As a file has it: `500 ms`, `5 s`, `2 min`. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms > 0 && ms % 60_000 === 0 && ms > 60_000) return `${ms / 60_000} min`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
