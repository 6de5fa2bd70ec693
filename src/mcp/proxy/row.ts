/** An exchange in one line, and in a few fields. */

import * as z from "zod";
import type { ExchangeRow } from "../../proxy/index.ts";
import { clock, cut, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";

/** What is left out is not known, or says nothing. */
export const requestRow = z.object({
  id: z.int(),
  time: z.string(),
  method: z.string(),
  url: z.string(),
  status: z.int().optional(),
  ms: z.number().optional(),
  bytes: z.int(),
  kind: z.string(),
  process: z.string().optional(),
  error: z.string().optional(),
  replayOf: z.int().optional(),
});
type RequestRow = z.output<typeof requestRow>;

/** `mask`: before the address is cut, as half a secret looks like none. */
export function rowOf(row: ExchangeRow, mask: (text: string) => string): RequestRow {
  const { id, startedAt, method, url, status, doneMs, responseBytes, kind, process, error, replayOf } = row;
  return {
    id,
    time: timestamp(startedAt),
    method,
    url: cut(mask(url), mcpLimits.urlBytes),
    ...(status === null ? {} : { status }),
    ...(doneMs === null ? {} : { ms: rounded(doneMs) }),
    bytes: responseBytes,
    kind,
    ...(process === null ? {} : { process }),
    ...(error === null ? {} : { error: cut(error, mcpLimits.briefBytes) }),
    ...(replayOf === undefined ? {} : { replayOf }),
  };
}

/** `12 14:03:05.123 api GET http://localhost:3000/api/cart 200 12ms 1204 B` */
export function rowText({ id, time, process, bytes, ...row }: RequestRow): string {
  const { method, url, status, ms, error, replayOf } = row;
  const how = status ?? (ms === undefined ? "under way" : "no answer");
  const parts = [
    id,
    clock(Date.parse(time)),
    process ?? "-",
    method,
    url,
    how,
    ...(ms === undefined ? [] : [`${ms}ms`]),
    `${bytes} B`,
    ...(replayOf === undefined ? [] : [`replay of ${replayOf}`]),
    ...(error === undefined ? [] : [`(${error})`]),
  ];
  return parts.join(" ");
}

/** Milliseconds as people want them. */
export function rounded(milliseconds: number): number {
  return milliseconds < 10 ? Math.round(milliseconds * 10) / 10 : Math.round(milliseconds);
}
