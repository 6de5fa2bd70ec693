/** What is too old or too much goes, the oldest first; the newest records of the run that writes stay. */

import { statSync } from "node:fs";
import type { SqlDatabase } from "../runtime/index.ts";
import { historyLimits } from "./limits.ts";

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

/** Removes what is older than `now - maxAgeMs`, then the oldest until the file is small enough. `living`: the runs
 * that go on; of these the newest records stay. */
export function prune(
  database: SqlDatabase,
  { maxBytes, maxAgeMs }: Retention,
  now: number,
  living: readonly number[],
): Pruned {
  const bytesBefore = bytesOf(database);
  let records = 0;
  const runs = living.map(Number).join(",");
  const newest = `SELECT max(id) FROM blocks WHERE run IN (${runs}) GROUP BY run`;
  const oldest = database.prepare(
    `SELECT id, records, last_time FROM blocks WHERE id NOT IN (${newest}) ORDER BY id LIMIT ${historyLimits.stepBlocks}`,
  );
  const remove = database.prepare("DELETE FROM blocks WHERE id = ?");
  const removeWords = database.prepare("DELETE FROM words WHERE rowid = ?");
  const indexed = Number(database.prepare("SELECT value FROM state WHERE name = 'indexed'").all()[0]?.["value"] ?? 0);
  const goal = bytesBefore > maxBytes ? maxBytes * historyLimits.pruneTo : Number.POSITIVE_INFINITY;
  for (;;) {
    const blocks = oldest.all();
    const isTooMuch = bytesOf(database) > goal;
    const due = isTooMuch ? blocks : blocks.filter((block) => Number(block["last_time"]) < now - maxAgeMs);
    if (due.length === 0) break;
    database.exec("BEGIN IMMEDIATE");
    for (const block of due) {
      const id = Number(block["id"]);
      remove.run(id);
      if (id <= indexed) removeWords.run(id);
      records += Number(block["records"]);
    }
    database.exec("COMMIT");
    database.exec("PRAGMA incremental_vacuum");
  }
  const gone = pruneRuns(database, now - maxAgeMs, runs);
  database.exec("PRAGMA incremental_vacuum");
  return { records, runs: gone, bytesBefore, bytesAfter: bytesOf(database) };
}

/** Runs of which no record is left and that are over, with what belongs to them; errors and events that are too old. */
function pruneRuns(database: SqlDatabase, before: number, living: string): number {
  const gone = `SELECT id FROM runs WHERE id NOT IN (${living}) AND started_at < ?1 AND id NOT IN (SELECT DISTINCT run FROM blocks)`;
  database.exec("BEGIN IMMEDIATE");
  for (const table of ["sources", "gaps", "error_runs", "events"]) {
    database.prepare(`DELETE FROM ${table} WHERE run IN (${gone})`).run(before);
  }
  const { changes } = database.prepare(`DELETE FROM runs WHERE id IN (${gone})`).run(before);
  database.prepare("DELETE FROM errors WHERE last_seen < ?").run(before);
  database
    .prepare("DELETE FROM events WHERE id <= (SELECT ifnull(max(id), 0) FROM events) - ?")
    .run(historyLimits.events);
  database.exec("COMMIT");
  return changes;
}

/** Bytes that the database holds; pages that are free do not count. */
function bytesOf(database: SqlDatabase): number {
  const value = (name: string) => Number(database.prepare(`PRAGMA ${name}`).all()[0]?.[name] ?? 0);
  return (value("page_count") - value("freelist_count")) * value("page_size");
}

/** Bytes of the file and its log on the disk; 0 where there is none. */
export function fileBytes(file: string): number {
  return ["", "-wal"].reduce(
    (sum, suffix) => sum + (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
