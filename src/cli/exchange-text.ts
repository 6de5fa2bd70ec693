/** Exchanges as people and programs read them. */

import { printable } from "../logs/index.ts";
import { type ExchangeRow, isFailed } from "../proxy/index.ts";
import { size } from "./text.ts";

/** `12 ms`, `1.5 s`. */
export function milliseconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} ms`;
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** What has become of it: `200`, `101 websocket`, `502 localhost:3000 cannot be reached`, `…`. */
export function outcome({ status, error, doneMs, upgrade }: ExchangeRow, unicode: boolean): string {
  const parts = [
    ...(status === null ? [] : [String(status)]),
    ...(upgrade === null ? [] : [upgrade]),
    ...(error === null ? [] : [error]),
  ];
  if (parts.length > 0) return printable(parts.join(" "));
  return doneMs === null ? (unicode ? "…" : "...") : "no answer";
}

/** SGR parameters for an outcome; undefined: none. */
export function outcomeColour(row: ExchangeRow): string | undefined {
  if (row.error !== null || (row.status ?? 0) >= 500) return "31";
  if (isFailed(row)) return "33";
  return row.status !== null && row.status < 300 ? "32" : undefined;
}

/** `14:03:05 GET /api/cart 200 12 ms 1.2 kB`; addresses of other servers than `origin` stand whole. */
export function exchangeLine(
  row: ExchangeRow,
  {
    origin,
    colour,
    unicode,
  }: { readonly origin: string | undefined; readonly colour: boolean; readonly unicode: boolean },
): string {
  const { startedAt, method, url, doneMs, responseBytes, replayOf } = row;
  const time = new Date(startedAt).toLocaleTimeString("en-GB");
  const where = origin !== undefined && url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
  const sgr = colour ? outcomeColour(row) : undefined;
  const how = outcome(row, unicode);
  const parts = [
    time,
    printable(method === "" ? "-" : method),
    printable(where),
    sgr === undefined ? how : `\x1b[${sgr}m${how}\x1b[0m`,
    ...(doneMs === null ? [] : [milliseconds(doneMs)]),
    size(responseBytes),
    ...(replayOf === undefined ? [] : [`(replay of ${replayOf})`]),
  ];
  return parts.join(" ");
}

/** A row for programs; its fields do not change. */
export function exchangeJson({ startedAt, sequence, endSequence, ...row }: ExchangeRow): object {
  return { ...row, startedAt: new Date(startedAt).toISOString(), sequence, endSequence };
}
