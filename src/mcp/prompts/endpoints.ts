/** What requests of the proxy tell of the places that they are about. */

import { type ExchangeRow, isFailed } from "../../proxy/index.ts";
import { rounded } from "../proxy/row.ts";

/** Parts of a path that name one of many: numbers, UUIDs, hashes. */
const variable = /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i;

/** The path of an address, without its query. */
export function pathOf(url: string): string {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1];
  return path === undefined || path === "" ? "/" : path;
}

/** A line for each method and path, without the numbers and ids in it; that with the longest median first. */
export function slowestEndpoints(rows: readonly ExchangeRow[]): string[] {
  const groups = new Map<string, { readonly times: number[]; failed: number; bytes: number }>();
  for (const row of rows) {
    // What stays open is slow by intention.
    if (row.doneMs === null || row.upgrade !== null || row.type === "text/event-stream") continue;
    const path = pathOf(row.url)
      .split("/")
      .map((part) => (variable.test(part) ? "*" : part))
      .join("/");
    const key = `${row.method} ${path}${row.process === null ? "" : ` (${row.process})`}`;
    const group = groups.get(key) ?? { times: [], failed: 0, bytes: 0 };
    groups.set(key, group);
    group.times.push(row.doneMs);
    group.failed += isFailed(row) ? 1 : 0;
    group.bytes = Math.max(group.bytes, row.responseBytes);
  }
  return [...groups]
    .map(([key, { times, failed, bytes }]) => {
      const sorted = times.toSorted((a, b) => a - b);
      const median = sorted[sorted.length >> 1] ?? 0;
      const most = sorted.at(-1) ?? 0;
      const wrong = failed === 0 ? "" : `, ${failed} failed`;
      const figures = `median ${rounded(median)}ms, longest ${rounded(most)}ms, ${sorted.length} in all`;
      return { median, text: `${key}: ${figures}${wrong}, ${bytes} B at most` };
    })
    .sort((a, b) => b.median - a.median)
    .map(({ text }) => text);
}
