/** Exchanges of HTTP in the tables of a history: what a list shows as JSON, all of it compressed beside it. */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { ExchangeRow, PackedExchange, WrittenExchange } from "../proxy/index.ts";
import type { SqlDatabase } from "../runtime/index.ts";
import { historyLimits } from "./limits.ts";

/** Quick rather than small: it is done while requests come. */
const COMPRESSION = 1;

/** An exchange as it is to be written. */
export interface StoredExchange {
  readonly id: number;
  readonly time: number;
  readonly row: string;
  readonly detail: Uint8Array;
}

export function storedExchange({ detail, ...rest }: WrittenExchange): StoredExchange {
  return { ...rest, detail: deflateRawSync(detail, { level: COMPRESSION }) };
}

/** All of a run, oldest first. */
export function exchangeRowsOf(database: SqlDatabase, run: number): ExchangeRow[] {
  return database
    .prepare("SELECT row FROM exchanges WHERE run = ? ORDER BY number")
    .all(run)
    .map(({ row }) => JSON.parse(String(row)) as ExchangeRow);
}

/** One of a run, whole; undefined: there is none. */
export function exchangeOf(database: SqlDatabase, run: number, id: number): PackedExchange | undefined {
  const [found] = database.prepare("SELECT row, detail FROM exchanges WHERE run = ? AND number = ?").all(run, id);
  const detail = found?.["detail"];
  if (found === undefined || !(detail instanceof Uint8Array)) return undefined;
  const text = inflateRawSync(detail, { maxOutputLength: historyLimits.exchangeBytes }).toString();
  // Made by `writtenExchange`.
  return { ...JSON.parse(String(found["row"])), ...JSON.parse(text) } as PackedExchange;
}

/** Removes those that began before a time, then the oldest until all take no more than so many bytes, and are no more than may be. */
export function pruneExchanges(database: SqlDatabase, before: number, maxBytes: number): void {
  database.prepare("DELETE FROM exchanges WHERE time < ?").run(before);
  database
    .prepare("DELETE FROM exchanges WHERE id <= (SELECT ifnull(max(id), 0) FROM exchanges) - ?")
    .run(historyLimits.exchanges);
  const size = () =>
    Number(database.prepare("SELECT ifnull(sum(bytes), 0) AS value FROM exchanges").all()[0]?.["value"] ?? 0);
  // A round takes a tenth: how large the oldest ones are is not known.
  while (size() > maxBytes) {
    const { changes } = database
      .prepare(
        "DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges ORDER BY id LIMIT (SELECT count(*) / 10 + 1 FROM exchanges))",
      )
      .run();
    if (changes === 0) break;
  }
}
