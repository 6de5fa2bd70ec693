/** The index of words: it holds the blocks up to a mark, in the order of their rows; what lies behind it is looked at itself. */

import type { SqlDatabase, SqlRow } from "../runtime/index.ts";
import { blockText } from "./block.ts";
import { transaction } from "./transaction.ts";

/** Blocks that are indexed in one transaction: some 10 ms of work. */
const STEP_BLOCKS = 8;
const MARK = "SELECT value FROM state WHERE name = 'indexed'";

/** Indexes blocks of rows below `before` for about so long, each step in a transaction of its own. True: there is more to do. */
export function indexBlocks(database: SqlDatabase, before: number, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  while (isBehind(database, before)) {
    transaction(database, () => indexSome(database, before));
    if (performance.now() >= end) return true;
  }
  return false;
}

/** The row of the last block that is in the index. What is done about it belongs into the same transaction. */
export function indexedRow(database: SqlDatabase): number {
  return Number(database.prepare(MARK).all()[0]?.["value"] ?? 0);
}

/** A block was written again: where its row is in the index, its words are told anew. In the transaction that wrote it. */
export function reindexBlock(database: SqlDatabase, row: number, data: Uint8Array): void {
  if (row <= indexedRow(database)) addWords(database, row, blockText(data).lines);
}

/** Without the write lock: most of the time there is nothing to do. */
function isBehind(database: SqlDatabase, before: number): boolean {
  return database.prepare(`SELECT 1 FROM blocks WHERE id > (${MARK}) AND id < ? LIMIT 1`).all(before).length > 0;
}

function indexSome(database: SqlDatabase, before: number): void {
  // Read within the transaction: another Brummer may have indexed the same blocks a moment ago.
  const next = database.prepare(
    `SELECT id, data FROM blocks WHERE id > (${MARK}) AND id < ? ORDER BY id LIMIT ${STEP_BLOCKS}`,
  );
  let last: number | undefined;
  for (const block of next.all(before)) {
    last = Number(block["id"]);
    const lines = linesOf(block);
    if (lines !== undefined) addWords(database, last, lines);
  }
  if (last !== undefined) database.prepare("UPDATE state SET value = ? WHERE name = 'indexed'").run(last);
}

/** Of a damaged block nothing can be found; it must not keep those behind it out of the index. */
function linesOf({ data }: SqlRow): string | undefined {
  if (!(data instanceof Uint8Array)) return undefined;
  try {
    return blockText(data).lines;
  } catch {
    return undefined;
  }
}

/** Words that the row had before are forgotten. */
function addWords(database: SqlDatabase, row: number, lines: string): void {
  database.prepare("REPLACE INTO words (rowid, text) VALUES (?, ?)").run(row, lines);
}
