/** Kinds of values that a key can have: what is allowed, as a check and in words. */

/** One kind. */
export interface Kind<T> {
  /** What may stand there, behind "must be": `a whole number from 1 to 8`. */
  readonly allowed: string;
  /** The same, short: `1 to 8`. */
  readonly range: string;
  /** The value as the program uses it; undefined where it is not allowed. */
  read(value: unknown): T | undefined;
  /** Allowed values near one that is not, as they would be written; empty where none can be named. */
  nearest?(value: unknown): readonly string[];
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  return typeof value === "bigint" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

export const yesOrNo: Kind<boolean> = {
  allowed: "true or false",
  range: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
};

export function oneOf<T extends string>(values: readonly T[]): Kind<T> {
  const range = values.join(", ");
  return { allowed: `one of ${range}`, range, read: (value) => values.find((one) => one === value) };
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): Kind<number> {
  const range = `${min} to ${max}`;
  return {
    allowed: `a whole number from ${range}`,
    range,
    read(value) {
      const allowed = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
      return allowed ? value : undefined;
    },
  };
}

/** A number of things that must be a power of two; `min` and `max` are. */
export function powerOfTwo(min: number, max: number): Kind<number> {
  const range = `${min} to ${max}`;
  return {
    allowed: `a power of two from ${range}`,
    range,
    read: (value) => (typeof value === "number" && isPower(value, min, max) ? value : undefined),
    nearest: (value) => (typeof value === "number" ? nearestPowers(value, min, max).map(String) : []),
  };
}

/** A number of bytes that must be a power of two, as a number or as a text with a unit; `min` and `max` are one. */
export function size(min: number, max: number): Kind<number> {
  const range = `${formatSize(min)} to ${formatSize(max)}`;
  return {
    allowed: `a power of two from ${range}, in bytes or as a text like "128 MiB"`,
    range,
    read(value) {
      const bytes = parseSize(value);
      return bytes !== undefined && isPower(bytes, min, max) ? bytes : undefined;
    },
    nearest(value) {
      const bytes = parseSize(value);
      return bytes === undefined ? [] : nearestPowers(bytes, min, max).map((power) => `"${formatSize(power)}"`);
    },
  };
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

function parseSize(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const [, number, unit = ""] = /^\s*(\d[\d_]*(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(value) ?? [];
  const factor = units[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number.replaceAll("_", "")) * factor;
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

/** The powers of two below and above, as far as they are in the range; the range's end for what lies beyond it. */
function nearestPowers(value: number, min: number, max: number): number[] {
  if (!(value >= min)) return [min];
  if (value >= max) return [max];
  const below = 2 ** Math.floor(Math.log2(value));
  return [below, 2 * below];
}
