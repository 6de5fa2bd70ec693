/** The rows of one run in the tables of a history. All but the making is done within a transaction of the caller's. */

import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { SqlDatabase, SqlStatement } from "../runtime/index.ts";
import type { BlockHead } from "./block.ts";
import type { StoredExchange } from "./exchanges.ts";
import { reindexBlock } from "./words.ts";

/** Which run writes. */
export interface RunInfo {
  readonly startedAt: number;
  readonly pid: number;
  readonly version: string;
  readonly directory: string;
}

/** A block as it is to be written. */
export interface PackedBlock {
  readonly head: BlockHead;
  readonly data: Uint8Array;
}

/** So many records before `sequence` have been missed, as was noticed at `time`. */
export interface MissedRecords {
  readonly sequence: number;
  readonly missed: number;
  readonly time: number;
}

const BLOCK_COLUMNS =
  "run, first_sequence, last_sequence, records, first_time, last_time, max_level, flags, sources, data";

export class RunRows {
  readonly run: number;
  readonly #database: SqlDatabase;
  readonly #statements: Record<
    "block" | "replace" | "gap" | "source" | "error" | "errorRun" | "event" | "exchange" | "end",
    SqlStatement
  >;

  /** Makes the run's own row. */
  constructor(database: SqlDatabase, { startedAt, pid, version, directory }: RunInfo) {
    this.#database = database;
    this.run = database
      .prepare("INSERT INTO runs (started_at, pid, version, directory) VALUES (?, ?, ?, ?)")
      .run(startedAt, pid, version, directory).lastInsertRowid;
    this.#statements = {
      block: database.prepare(`INSERT INTO blocks (${BLOCK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
      replace: database.prepare(`REPLACE INTO blocks (id, ${BLOCK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
      gap: database.prepare("REPLACE INTO gaps VALUES (?, ?, ?, ?)"),
      source: database.prepare("REPLACE INTO sources VALUES (?, ?, ?)"),
      error: database.prepare(
        `INSERT INTO errors VALUES (?1, ?2, ?2, ?3, ?4)
         ON CONFLICT (fingerprint) DO UPDATE SET last_seen = ?2, count = count + ?3, detail = ?4`,
      ),
      errorRun: database.prepare(
        `INSERT INTO error_runs VALUES (?1, ?2, ?3, ?3, ?4)
         ON CONFLICT (run, fingerprint) DO UPDATE SET last_seen = ?3, count = count + ?4`,
      ),
      event: database.prepare("INSERT INTO events (run, time, kind, detail) VALUES (?, ?, ?, ?)"),
      exchange: database.prepare(
        "REPLACE INTO exchanges (run, number, time, bytes, row, detail) VALUES (?, ?, ?, ?, ?, ?)",
      ),
      end: database.prepare("UPDATE runs SET ended_at = ? WHERE id = ?"),
    };
  }

  /** Writes a block, over what `row` holds of it so far; returns its row. */
  block(row: number | undefined, { head, data }: PackedBlock): number {
    const values = [
      this.run,
      head.firstSequence,
      head.lastSequence,
      head.records,
      head.firstTime,
      head.lastTime,
      head.maxLevel,
      head.flags,
      head.sources,
      data,
    ] as const;
    if (row === undefined) return this.#statements.block.run(...values).lastInsertRowid;
    this.#statements.replace.run(row, ...values);
    reindexBlock(this.#database, row, data);
    return row;
  }

  gap({ sequence, missed, time }: MissedRecords): void {
    this.#statements.gap.run(this.run, sequence, missed, time);
  }

  source(source: number, name: string): void {
    this.#statements.source.run(this.run, source, name);
  }

  /** `detail`: the sighting as JSON. */
  error({ fingerprint, time, count }: ErrorSighting, detail: string): void {
    this.#statements.error.run(fingerprint, time, count, detail);
    this.#statements.errorRun.run(this.run, fingerprint, time, count);
  }

  /** `detail`: the event as JSON. */
  event({ time, kind }: ToldEvent, detail: string): void {
    this.#statements.event.run(this.run, time, kind, detail);
  }

  exchange({ id, time, row, detail }: StoredExchange): void {
    this.#statements.exchange.run(this.run, id, time, row.length + detail.length, row, detail);
  }

  end(endedAt: number): void {
    this.#statements.end.run(endedAt, this.run);
  }
}
