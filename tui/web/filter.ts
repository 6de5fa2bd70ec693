/** Which exchanges the Web view shows. Pure. */

import { type ExchangeFilter, type ExchangeRow, exchangeKinds, filterTest } from "../../src/proxy/index.ts";
import type { TextQuery } from "../log/options.ts";
import { compileText, fitsText } from "../log/text-test.ts";

export type ExchangeKind = (typeof exchangeKinds)[number];

/** The classes of a status, as they are gone through. */
export const statusClasses = ["2xx", "3xx", "4xx", "5xx", "open"] as const;

export interface WebFilter {
  /** Null: of all kinds; the same for the others. */
  readonly kind: ExchangeKind | null;
  /** Name of a process. */
  readonly process: string | null;
  /** One of the classes; `error`: a status of 400 and above, or no answer. */
  readonly status: (typeof statusClasses)[number] | "error" | null;
  /** Looked for in method, address and status. */
  readonly text: TextQuery | null;
}

export const noFilter: WebFilter = { kind: null, process: null, status: null, text: null };

/** The value after this one in a round that begins with none. */
export function nextOf<T>(values: readonly T[], value: T | null): T | null {
  return value === null ? (values[0] ?? null) : (values[values.indexOf(value) + 1] ?? null);
}

/** What exchanges of a kind are called together. */
export const kindWords: Readonly<Record<ExchangeKind, string>> = {
  page: "pages",
  api: "api",
  image: "images",
  other: "other",
};

/** Kinds in the order in which they are gone through. */
export const kinds: readonly ExchangeKind[] = exchangeKinds;

/** By the rows that they are among: a frame asks several times. */
const known = new WeakMap<
  readonly ExchangeRow[],
  { readonly filter: WebFilter; readonly rows: readonly ExchangeRow[] }
>();

/** Those that fit, in their order. */
export function filtered(rows: readonly ExchangeRow[], filter: WebFilter): readonly ExchangeRow[] {
  if (filter === noFilter) return rows;
  const before = known.get(rows);
  if (before?.filter === filter) return before.rows;
  const found = rows.filter(testOf(filter));
  known.set(rows, { filter, rows: found });
  return found;
}

function testOf({ kind, process, status, text }: WebFilter): (row: ExchangeRow) => boolean {
  const wanted: ExchangeFilter = {
    kind: kind ?? undefined,
    process: process ?? undefined,
    status: status ?? undefined,
  };
  const fits = filterTest(wanted);
  if (text === null) return fits;
  const test = compileText(text);
  return (row) => fits(row) && fitsText(test, `${row.method} ${row.url} ${row.status ?? ""}`);
}
