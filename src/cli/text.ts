/** Numbers, times and tables as people read them in a terminal. */

import stringWidth from "string-width";
import { printable } from "../logs/index.ts";

/** `850ms`, `45s`, `3m 12s`, `2h 5m`, `1d 3h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))}ms`;
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** `2026-07-28 14:03:05`, local time: a date that reads the same everywhere. */
export function dateTime(time: number): string {
  return new Date(time).toLocaleString("sv-SE");
}

/** Milliseconds of `90s`, `5m`, `1.5h`, `2d`; undefined where it is none of these. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return parts === null ? undefined : Number(parts[1]) * (units[parts[2] ?? ""] ?? 1);
}

/** `512 B`, `1.5 MB`, `12 GB`: powers of 1000. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `1 process`, `2 processes`, `1,234 lines`. */
export function plural(count: number, word: string): string {
  const ending = count === 1 ? "" : /(s|x|ch|sh)$/.test(word) ? "es" : "s";
  return `${count.toLocaleString("en-US")} ${word}${ending}`;
}

/** The text in at most `width` columns, with `…` (or `~`) where something is left out. */
export function fitted(text: string, width: number, unicode = true): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}${unicode ? "…" : "~"}`;
}

/** A table's cell. */
export interface Cell {
  readonly text: string;
  /** SGR parameters, where colours are wanted: `31`. */
  readonly colour?: string;
}

/** How a table is laid out. */
export interface TableOptions {
  /** Columns that numbers stand in, by index: to the right. */
  readonly right?: readonly number[];
  /** Columns of the terminal; the last column of the table is cut to fit. Undefined: nothing is cut. */
  readonly width: number | undefined;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** The last column keeps this many columns, however narrow the terminal is. */
const LEAST_LAST = 10;

/** Lines of a table, each column as wide as its widest cell; the last one is cut to the terminal's width. */
export function table(rows: readonly (readonly (Cell | string)[])[], options: TableOptions): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? { text: cell } : cell)));
  const clean = cells.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })));
  const columns = Math.max(0, ...clean.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...clean.map((row) => stringWidth(row[column]?.text ?? ""))),
  );
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const room = options.width === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_LAST, options.width - before);
  return clean.map((row) =>
    row
      .map((cell, column) => {
        const isLast = column === columns - 1;
        const text = isLast ? fitted(cell.text, room, options.unicode) : cell.text;
        const gap = " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(text)));
        const shown = options.colour && cell.colour !== undefined ? `\x1b[${cell.colour}m${text}\x1b[0m` : text;
        if (options.right?.includes(column) === true) return gap + shown;
        return isLast ? shown : shown + gap;
      })
      .join("  ")
      .trimEnd(),
  );
}
