/** What is too old or too much goes, the oldest first; the newest records of a run that goes on stay. */

import { statSync } from "node:fs";
import type { SqlDatabase } from "../runtime/index.ts";
import { pruneExchanges } from "./exchanges.ts";
import { historyLimits } from "./limits.ts";
import { transaction } from "./transaction.ts";
import { indexedRow } from "./words.ts";

/** What may stay. */
export interface Retention {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** What went. */
export interface Pruned {
  readonly records: number;
  readonly runs: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Rounds in which the file is made small enough: what a block takes up is only known on the average. */
const ROUNDS = 4;

/**
 * Removes what is older than `now - maxAgeMs`, then the oldest until the file is small enough. `living`: the runs that go on; of
 * these the newest records stay.
 */
export function prune(
  database: SqlDatabase,
  { maxBytes, maxAgeMs }: Retention,
  now: number,
  living: readonly number[],
): Pruned {
  const bytesBefore = bytesOf(database);
  const runs = living.map(Number).join(",");
  const free = `id NOT IN (SELECT max(id) FROM blocks WHERE run IN (${runs}) GROUP BY run)`;
  const count = (before: number) =>
    numberOf(database, `SELECT count(*) AS value FROM blocks WHERE ${free} AND last_time < ?`, before);
  // First: lines must not make room for them.
  pruneExchanges(database, now - maxAgeMs, maxBytes * historyLimits.exchangesPart);
  let records = remove(database, free, count(now - maxAgeMs), now - maxAgeMs);
  for (let round = 0; round < ROUNDS && bytesOf(database) > maxBytes; round++) {
    const there = count(Number.MAX_VALUE);
    if (there === 0) break;
    const part = 1 - (historyLimits.pruneTo * maxBytes) / bytesOf(database);
    records += remove(database, free, Math.max(1, Math.ceil(there * part)), Number.MAX_VALUE);
  }
  const gone = pruneRuns(database, now - maxAgeMs, runs);
  database.exec("PRAGMA incremental_vacuum");
  return { records, runs: gone, bytesBefore, bytesAfter: bytesOf(database) };
}

/** Removes the oldest `count` blocks that fit and end before a time; how many records they had. */
function remove(database: SqlDatabase, where: string, count: number, before: number): number {
  if (count === 0) return 0;
  const oldest = database.prepare(
    `SELECT id, records FROM blocks WHERE ${where} AND last_time < ? ORDER BY id LIMIT ?`,
  );
  const removeBlock = database.prepare("DELETE FROM blocks WHERE id = ?");
  const removeWords = database.prepare("DELETE FROM words WHERE rowid = ?");
  let records = 0;
  for (let left = count; left > 0; ) {
    const blocks = oldest.all(before, Math.min(left, historyLimits.stepBlocks));
    if (blocks.length === 0) break;
    left -= blocks.length;
    transaction(database, () => {
      const indexed = indexedRow(database);
      for (const block of blocks) {
        const id = Number(block["id"]);
        removeBlock.run(id);
        if (id <= indexed) removeWords.run(id);
      }
    });
    records += blocks.reduce((sum, block) => sum + Number(block["records"]), 0);
  }
  // The index only notes what is gone, until it is written anew.
  database.exec("INSERT INTO words (words) VALUES ('optimize')");
  database.exec("PRAGMA incremental_vacuum");
  return records;
}

/** Runs of which no record is left and that are over, with what belongs to them; errors and events that are too old. */
function pruneRuns(database: SqlDatabase, before: number, living: string): number {
  const gone = `SELECT id FROM runs WHERE id NOT IN (${living}) AND started_at < ?1 AND id NOT IN (SELECT DISTINCT run FROM blocks)`;
  return transaction(database, () => {
    for (const table of ["sources", "gaps", "error_runs", "events", "exchanges"]) {
      database.prepare(`DELETE FROM ${table} WHERE run IN (${gone})`).run(before);
    }
    const { changes } = database.prepare(`DELETE FROM runs WHERE id IN (${gone})`).run(before);
    database.prepare("DELETE FROM errors WHERE last_seen < ?").run(before);
    database
      .prepare("DELETE FROM events WHERE id <= (SELECT ifnull(max(id), 0) FROM events) - ?")
      .run(historyLimits.events);
    return changes;
  });
}

/** Bytes that the database holds; pages that are free do not count. */
function bytesOf(database: SqlDatabase): number {
  const value = (name: string) => Number(database.prepare(`PRAGMA ${name}`).all()[0]?.[name] ?? 0);
  return (value("page_count") - value("freelist_count")) * value("page_size");
}

function numberOf(database: SqlDatabase, sql: string, ...values: readonly number[]): number {
  return Number(database.prepare(sql).all(...values)[0]?.["value"] ?? 0);
}

/** Bytes of the file and its log on the disk; 0 where there is none. */
export function fileBytes(file: string): number {
  return ["", "-wal"].reduce(
    (sum, suffix) => sum + (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
