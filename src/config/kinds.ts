/** Kinds of values that a key can have: what is allowed, as a check and in words. */

import { didYouMean } from "../detect/index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isTable } from "./toml-file.ts";

/** One kind. */
export interface Kind<T> {
  /** What may stand there, behind "must be": `a whole number from 1 to 8`. */
  readonly allowed: string;
  /** The same, short: `1 to 8`. */
  readonly range: string;
  readonly schema: JsonSchema;
  /** The value as the program uses it; undefined where it is not allowed. */
  read(value: unknown): T | undefined;
  /** A sentence that helps who wrote a value that is not allowed; empty where there is nothing to say. */
  hint?(value: unknown): string;
  /** What the text of an environment variable says, where that is not a number, true or false. */
  fromText?(text: string): unknown;
  /** The value as one would write it, where that is something shorter. */
  written?(value: T): unknown;
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  return isTable(value) ? "a table" : JSON.stringify(value);
}

/** A number in a text, with underscores between digits as TOML has them: `65_536`, not `65536_`. */
const decimal = String.raw`\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?`;
const decimalText = new RegExp(`^-?${decimal}$`);
/** For editors: whether it is a power of two, the program says. */
const sizePattern = String.raw`^\s*[0-9_.]+\s*([kKmMgG][iI]?)?[bB]?\s*$`;
const withUnit = new RegExp(String.raw`^\s*(${decimal})\s*([a-z]*)\s*$`, "i");

/** The number that a whole text is; undefined where it is none. */
export function parseDecimal(text: string): number | undefined {
  return decimalText.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

export const yesOrNo: Kind<boolean> = {
  allowed: "true or false",
  range: "true or false",
  schema: { type: "boolean" },
  read: (value) => (typeof value === "boolean" ? value : undefined),
};

export function oneOf<T extends string>(values: readonly T[]): Kind<T> {
  const range = values.join(", ");
  return {
    allowed: `one of ${range}`,
    range,
    schema: { enum: values },
    read: (value) => values.find((one) => one === value),
    hint: (value) => (typeof value === "string" ? didYouMean(value, values) : ""),
    fromText: (text) => text,
  };
}

/** A text that is not empty; `what` says of what: `a file name`. */
export function text(what: string): Kind<string> {
  return {
    allowed: what,
    range: what,
    schema: { type: "string", minLength: 1 },
    read: (value) => (typeof value === "string" && value.trim() !== "" ? value : undefined),
    fromText: (given) => given,
  };
}

/** A list of such texts; in a variable they are parted by commas. */
export function texts(what: string): Kind<readonly string[]> {
  const one = text(what);
  return {
    allowed: `a list, each ${what}`,
    range: "a list",
    schema: { type: "array", items: one.schema },
    read(value) {
      if (!Array.isArray(value)) return undefined;
      const read = value.map((item: unknown) => one.read(item)).filter((item) => item !== undefined);
      return read.length === value.length ? read : undefined;
    },
    hint: (value) => (one.read(value) === undefined ? "" : `A list stands in brackets: [${shown(value)}].`),
    fromText: (given) => given.split(",").map((part) => part.trim()),
  };
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): Kind<number> {
  const range = `${min} to ${max}`;
  return {
    allowed: `a whole number from ${range}`,
    range,
    schema: { type: "integer", minimum: min, maximum: max },
    read(value) {
      const allowed = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
      return allowed ? value : undefined;
    },
    hint: countHint,
  };
}

/** A number of things that must be a power of two; `min` and `max` are. */
export function powerOfTwo(min: number, max: number): Kind<number> {
  const range = `${min} to ${max}`;
  return {
    allowed: `a power of two from ${range}`,
    range,
    schema: { type: "integer", enum: powers(min, max) },
    read: (value) => (typeof value === "number" && isPower(value, min, max) ? value : undefined),
    hint: (value) => countHint(value) || nearestHint(numberOf(value), min, max, String),
  };
}

/** A number of bytes that must be a power of two, as a number or as a text with a unit; `min` and `max` are one. */
export function size(min: number, max: number): Kind<number> {
  const range = `${formatSize(min)} to ${formatSize(max)}`;
  return {
    allowed: `a power of two from ${range}, in bytes or as a text like "128 MiB"`,
    range,
    schema: {
      anyOf: [
        { type: "integer", enum: powers(min, max) },
        { type: "string", pattern: sizePattern },
      ],
    },
    written: formatSize,
    read(value) {
      const bytes = parseSize(value);
      return bytes !== undefined && isPower(bytes, min, max) ? bytes : undefined;
    },
    hint(value) {
      const bytes = parseSize(value);
      if (bytes === undefined && unitOf(value) !== undefined) return `Units: ${unitNames.join(", ")}.`;
      return nearestHint(bytes, min, max, (power) => `"${formatSize(power)}"`);
    },
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

/** For a count that is a text with a number in it. */
function countHint(value: unknown): string {
  const unit = unitOf(value);
  if (unit === undefined) return "";
  return unit === "" ? "A number stands without quotation marks." : "A count takes no unit.";
}

/** Bytes of a unit; those without an i count by thousands (IEC 80000-13). */
const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
};
/** The same as a message names them. */
const unitNames = ["B", "KiB", "MiB", "GiB", "KB", "MB", "GB"];

/** The unit behind the number in a text, perhaps none (""); undefined for what is no text with one number. */
function unitOf(value: unknown): string | undefined {
  return typeof value === "string" ? withUnit.exec(value)?.[2] : undefined;
}

function parseSize(value: unknown): number | undefined {
  if (typeof value !== "string") return numberOf(value);
  const [, number = "", unit = ""] = withUnit.exec(value) ?? [];
  const [count, factor] = [parseDecimal(number), units[unit.toLowerCase()]];
  return count === undefined || factor === undefined ? undefined : count * factor;
}

/** `128 MiB`, `64 bytes`. */
export function formatSize(bytes: number): string {
  for (const unit of ["GiB", "MiB", "KiB"]) {
    const factor = units[unit.toLowerCase()] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor} ${unit}`;
  }
  return `${bytes} bytes`;
}

function isPower(value: number, min: number, max: number): boolean {
  return value >= min && value <= max && Number.isInteger(Math.log2(value));
}

/** All powers of two from one to the other. */
function powers(min: number, max: number): number[] {
  const all: number[] = [];
  for (let power = min; power <= max; power *= 2) all.push(power);
  return all;
}

/** Names the allowed values near `value`, as they would be written; empty where it is no number. */
function nearestHint(value: number | undefined, min: number, max: number, write: (power: number) => string): string {
  return value === undefined ? "" : `Nearest: ${nearestPowers(value, min, max).map(write).join(" or ")}.`;
}

/** The powers of two below and above, as far as they are in the range; the range's end for what lies beyond it. */
function nearestPowers(value: number, min: number, max: number): number[] {
  if (!(value >= min)) return [min];
  if (value >= max) return [max];
  const below = 2 ** Math.floor(Math.log2(value));
  return [below, 2 * below];
}
