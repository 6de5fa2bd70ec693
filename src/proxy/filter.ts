/** Which exchanges somebody wants to see. Pure. */

import { Pattern, PatternError } from "../logs/index.ts";
import type { ExchangeKind, ExchangeRow } from "./capture/exchange.ts";

export interface ExchangeFilter {
  readonly process?: string | undefined;
  readonly method?: string | undefined;
  /** See {@link statusTest}. */
  readonly status?: string | undefined;
  /** A part of the URL, whatever its case; with `regex` a regular expression. */
  readonly url?: string | undefined;
  readonly regex?: boolean | undefined;
  readonly kind?: ExchangeKind | undefined;
  /** Milliseconds since 1970: those that began then or later. */
  readonly since?: number | undefined;
}

/** How a status is asked for, for messages. */
const statusForms = "a status (404), a class of them (4xx), error (400 and above, or none), or open (not over yet)";

/** What tells whether a row is wanted by its status; undefined: the text asks for nothing that there is. */
function statusTest(text: string): ((row: ExchangeRow) => boolean) | undefined {
  const wanted = text.trim().toLowerCase();
  if (/^[1-5]\d\d$/.test(wanted)) return ({ status }) => String(status) === wanted;
  if (/^[1-5]xx$/.test(wanted)) return ({ status }) => status !== null && String(status)[0] === wanted[0];
  if (wanted === "error") return isFailed;
  return wanted === "open" ? ({ doneMs }) => doneMs === null : undefined;
}

/** Whether something is wrong with it: a status of 400 and above, or none. */
export function isFailed({ status, error }: ExchangeRow): boolean {
  return error !== null || (status !== null && status >= 400);
}

/** Throws a RangeError with a sentence for a status, or a regular expression, that is none. */
export function filterTest(filter: ExchangeFilter): (row: ExchangeRow) => boolean {
  const { process, method, status, url, kind, since, regex = false } = filter;
  const hasStatus = status === undefined ? undefined : statusTest(status);
  if (status !== undefined && hasStatus === undefined) {
    throw new RangeError(`status "${status}" is not understood: give ${statusForms}`);
  }
  const hasUrl = url === undefined ? undefined : urlTest(url, regex);
  return (row) =>
    (process === undefined || row.process === process) &&
    (method === undefined || row.method === method.toUpperCase()) &&
    (hasStatus === undefined || hasStatus(row)) &&
    (hasUrl === undefined || hasUrl(row.url)) &&
    (kind === undefined || row.kind === kind) &&
    (since === undefined || row.startedAt >= since);
}

function urlTest(wanted: string, regex: boolean): (url: string) => boolean {
  if (!regex) {
    const part = wanted.toLowerCase();
    return (url) => url.toLowerCase().includes(part);
  }
  const pattern = patternOf(wanted);
  return (url) => {
    let result = pattern.test(url);
    while (typeof result !== "boolean") result = pattern.test(url, result);
    return result;
  };
}

function patternOf(source: string): Pattern {
  try {
    return new Pattern(source, true);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RangeError(`url "${source}" is no regular expression: ${error.message}`);
  }
}
