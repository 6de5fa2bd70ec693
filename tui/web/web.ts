/** The exchanges that the proxy has recorded, as the screen knows them. Plain data, and what news makes of it. */

import type { ExchangeRow, KeptExchanges, ProxyState } from "../../src/proxy/index.ts";
import { limits } from "../limits.ts";
import { filtered, noFilter, type WebFilter } from "./filter.ts";
import type { ShownExchange } from "./shown.ts";

export type ProxyStatus =
  | { readonly is: "starting" }
  | { readonly is: "off"; readonly why: string }
  | { readonly is: "on"; readonly state: ProxyState };

/** What is shown while it is paused. */
export interface Frozen {
  readonly list: readonly ExchangeRow[];
  /** Number of the newest exchange when that began. */
  readonly last: number;
}

export interface Web {
  readonly proxy: ProxyStatus;
  /** Rows that are kept at most: as many as the proxy keeps. */
  readonly most: number;
  /** Oldest first, by number. */
  readonly list: readonly ExchangeRow[];
  /** Number of the newest exchange that was told; 0: none. */
  readonly last: number;
  /** Of exchanges up to this number all that are kept are listed: news of others are of what is forgotten. */
  readonly horizon: number;
  /** Null: new exchanges appear as they come. */
  readonly frozen: Frozen | null;
  readonly filter: WebFilter;
  /** All of the selected exchange, as soon as it was asked for; null: nothing yet. */
  readonly shown: ShownExchange | null;
  /** Servers of which it was said that a page cannot be reached there. */
  readonly unreachable: readonly string[];
}

export function newWeb(withoutProxy: string | null, most: number): Web {
  return {
    proxy: withoutProxy === null ? { is: "starting" } : { is: "off", why: withoutProxy },
    most: Math.min(most, limits.exchanges),
    list: [],
    last: 0,
    horizon: 0,
    frozen: null,
    filter: noFilter,
    shown: null,
    unreachable: [],
  };
}

/** What is listed now, oldest first. */
export function listedExchanges({ list, frozen, filter }: Web): readonly ExchangeRow[] {
  return filtered(frozen?.list ?? list, filter);
}

/** Exchanges that have come since it was paused. */
export function newSincePause({ frozen, last }: Web): number {
  return frozen === null ? 0 : last - frozen.last;
}

export function exchangeOf({ list, frozen }: Web, id: number): ExchangeRow | undefined {
  return find(frozen?.list ?? list, id) ?? find(list, id);
}

/** By halves: numbers ascend. */
function find(rows: readonly ExchangeRow[], id: number): ExchangeRow | undefined {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows[middle];
    if (row === undefined) return undefined;
    if (row.id === id) return row;
    if (row.id < id) from = middle + 1;
    else to = middle;
  }
  return undefined;
}

/** Takes in rows that have come or changed, each once: in one pass over the list, however many they are. */
export function withRows(web: Web, rows: readonly ExchangeRow[]): Web {
  if (rows.length === 0) return web;
  const news = new Map(rows.map((row) => [row.id, row]));
  const known = replaced(web.list, news);
  const added = [...news.values()]
    .filter(({ id }) => id > web.horizon && find(known, id) === undefined)
    .sort((a, b) => a.id - b.id);
  const all = mergedById(known, added);
  const gone = Math.max(0, all.length - web.most);
  return {
    ...web,
    list: gone === 0 ? all : all.slice(gone),
    last: Math.max(web.last, ...news.keys()),
    // The proxy keeps as many: what it tells of one that had to go is of no use any more.
    horizon: Math.max(web.horizon, all[gone - 1]?.id ?? 0),
    frozen: web.frozen === null ? null : { ...web.frozen, list: replaced(web.frozen.list, news) },
  };
}

/** Takes in all that the proxy keeps: the list is that, whatever was known before. */
export function withAll(web: Web, { rows, last }: KeptExchanges): Web {
  const known = new Map(web.list.map((row) => [row.id, row]));
  // What was told meanwhile may be newer.
  const list = rows.map((row) => newer(known.get(row.id), row));
  const later = web.list.filter(({ id }) => id > last);
  const kept = [...list, ...later].slice(-web.most);
  return {
    ...web,
    list: kept,
    last: Math.max(web.last, last),
    horizon: Math.max(web.horizon, last),
    frozen: web.frozen === null ? null : { ...web.frozen, list: keptOf(web.frozen.list, kept, last) },
  };
}

function keptOf(rows: readonly ExchangeRow[], kept: readonly ExchangeRow[], last: number): readonly ExchangeRow[] {
  const ids = new Set(kept.map(({ id }) => id));
  return rows.filter(({ id }) => ids.has(id) || id > last);
}

function replaced(list: readonly ExchangeRow[], news: ReadonlyMap<number, ExchangeRow>): readonly ExchangeRow[] {
  return list.map((row) => {
    const next = news.get(row.id);
    return next === undefined ? row : newer(row, next);
  });
}

/** One that is over does not go on again: the other was overtaken on its way. */
function newer(before: ExchangeRow | undefined, after: ExchangeRow): ExchangeRow {
  return before !== undefined && before.doneMs !== null && after.doneMs === null ? before : after;
}

function mergedById(known: readonly ExchangeRow[], added: readonly ExchangeRow[]): readonly ExchangeRow[] {
  const [first] = added;
  if (first === undefined) return known;
  const all = [...known, ...added];
  return first.id > (known.at(-1)?.id ?? 0) ? all : all.sort((a, b) => a.id - b.id);
}

/** Names of processes of which something is listed, in the order of their first exchange. */
export function processesOf({ list }: Web): string[] {
  const names = new Set<string>();
  for (const { process } of list) if (process !== null) names.add(process);
  return [...names];
}
