/** What rows and details of exchanges share: status with its colour, method, address, how long it took. */

import type { ExchangeRow } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { type Span, type Style, span } from "../../text/style.ts";
import { duration } from "../format.ts";
import { themeOf } from "../theme.ts";

/** In the colour of its class; three columns. */
export function statusSpan(model: Model, row: ExchangeRow): Span {
  const { status, error, doneMs } = row;
  const style = statusStyle(model, row);
  if (status !== null) return span(String(status), style);
  if (error !== null || doneMs !== null) return span(model.unicode ? " ✖ " : " x ", style);
  return span(model.unicode ? "···" : "...", style);
}

export function statusStyle(model: Model, { status, error, doneMs }: ExchangeRow): Style {
  const theme = themeOf(model.colors);
  if (error !== null || (status === null && doneMs !== null) || (status !== null && status >= 500)) return theme.error;
  if (status === null) return theme.dim;
  if (status >= 400) return theme.warn;
  if (status >= 300) return theme.dim;
  return status >= 200 ? theme.good : theme.accent;
}

const short: Readonly<Record<string, string>> = { DELETE: "DEL", OPTIONS: "OPT", CONNECT: "CONN", PATCH: "PTCH" };

/** The method; of a web socket `WS`. `columns`: what it has at most. */
export function methodText(model: Model, { method, upgrade }: ExchangeRow, columns: number): string {
  if (upgrade === "websocket") return "WS";
  const text = clean(method, 0, model.unicode);
  return text.length > columns ? (short[text] ?? text.slice(0, columns)) : text;
}

/** The path with its query, where the process says which server it is; else with the server. */
export function addressText(model: Model, { url, process, method }: ExchangeRow): string {
  if (url === "") return "(no request)";
  const path = method === "CONNECT" ? url : url.replace(process === null ? /^https?:\/\//i : /^https?:\/\/[^/]*/i, "");
  return clean(path === "" ? "/" : path, 0, model.unicode);
}

/** `31 ms`; of one that goes on `open` or nothing. */
export function durationText({ doneMs, upgrade, error, status }: ExchangeRow): string {
  if (doneMs !== null) return duration(doneMs);
  if (upgrade !== null) return "open";
  return error === null && status === null ? "" : "…";
}

/** What a letter stands for is in the chips and the detail. */
export const kindLetters = { page: "p", api: "a", image: "i", other: " " } as const;
