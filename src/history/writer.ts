/** Writes a run's records, errors and events. One thread's; every call may throw SQLite's error, after which it is closed for good. */

import { renameSync } from "node:fs";
import type { LogRecord } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import { runtime, type SqlDatabase, type SqlStatement } from "../runtime/index.ts";
import { blockText, headOf, packBlock } from "./block.ts";
import { historyLimits } from "./limits.ts";
import { prepareFolder } from "./place.ts";
import { migrate, NewerHistoryError } from "./schema.ts";

/** Which run writes. */
export interface RunInfo {
  readonly startedAt: number;
  readonly pid: number;
  readonly version: string;
  readonly directory: string;
}

/** Opens the file, or makes it; one that is broken is put aside, and `told` is where it is now. */
export async function openHistory(
  file: string,
  run: RunInfo,
): Promise<{ writer: HistoryWriter; told: string | undefined }> {
  prepareFolder(file);
  try {
    return { writer: await open(file, run), told: undefined };
  } catch (error) {
    if (error instanceof NewerHistoryError || !isBroken(error)) throw error;
    const aside = `${file}.broken-${run.startedAt}`;
    renameSync(file, aside);
    for (const suffix of ["-wal", "-shm"]) {
      try {
        renameSync(`${file}${suffix}`, `${aside}${suffix}`);
      } catch {
        // There was none.
      }
    }
    return { writer: await open(file, run), told: aside };
  }
}

async function open(file: string, run: RunInfo): Promise<HistoryWriter> {
  const database = await runtime.openDatabase(file, { readonly: false });
  try {
    migrate(database);
    return new HistoryWriter(database, run);
  } catch (error) {
    database.close();
    throw error;
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && /malformed|not a database|corrupt/i.test(error.message);
}

export class HistoryWriter {
  readonly run: number;
  readonly #database: SqlDatabase;
  readonly #statements: Record<"block" | "replace" | "gap" | "source" | "error" | "errorRun" | "event", SqlStatement>;
  /** What has come since the last write, block by block. */
  #records: LogRecord[] = [];
  /** The last block, while it may still grow. */
  #open: { readonly id: number; readonly records: readonly LogRecord[] } | undefined;
  #inTransaction = false;

  constructor(database: SqlDatabase, { startedAt, pid, version, directory }: RunInfo) {
    this.#database = database;
    this.run = database
      .prepare("INSERT INTO runs (started_at, pid, version, directory) VALUES (?, ?, ?, ?)")
      .run(startedAt, pid, version, directory).lastInsertRowid;
    const columns =
      "run, first_sequence, last_sequence, records, first_time, last_time, max_level, flags, sources, data";
    this.#statements = {
      block: database.prepare(`INSERT INTO blocks (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
      replace: database.prepare(`REPLACE INTO blocks (id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
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
    };
  }

  /** Takes records in, in order. They are written with {@link commit}, or before where they fill a block. */
  write(records: readonly LogRecord[]): void {
    // All are kept first: where the file is locked for the moment, none is lost.
    this.#records.push(...records);
    while (this.#fill() > 0) this.#writeBlock(this.#fill());
  }

  /** So many records before `sequence` have been missed. */
  gap(sequence: number, missed: number, time: number): void {
    this.#begin();
    this.#writeBlock(this.#records.length);
    this.#open = undefined;
    this.#statements.gap.run(this.run, sequence, missed, time);
  }

  /** What a source is called. */
  source(source: number, name: string): void {
    this.#begin();
    this.#statements.source.run(this.run, source, name);
  }

  error(sighting: ErrorSighting): void {
    this.#begin();
    const { fingerprint, time, count } = sighting;
    this.#statements.error.run(fingerprint, time, count, JSON.stringify(sighting));
    this.#statements.errorRun.run(this.run, fingerprint, time, count);
  }

  event(event: ToldEvent): void {
    this.#begin();
    this.#statements.event.run(this.run, event.time, event.kind, JSON.stringify(event));
  }

  /** Makes all that came safe from the end of the program. */
  commit(): void {
    this.#writeBlock(this.#records.length);
    if (!this.#inTransaction) return;
    this.#database.exec("COMMIT");
    this.#inTransaction = false;
  }

  /** Records that {@link commit} would write. */
  get pending(): number {
    return this.#records.length + (this.#inTransaction ? 1 : 0);
  }

  /** Whether more waits than should: the file has been locked for long. */
  get isStuck(): boolean {
    return this.#records.length > historyLimits.waitingRecords;
  }

  /** Indexes the words of finished blocks for about so long. True: there is more to do. */
  index(milliseconds: number): boolean {
    this.commit();
    const end = performance.now() + milliseconds;
    const state = this.#database.prepare("SELECT value FROM state WHERE name = 'indexed'").all()[0];
    let indexed = Number(state?.["value"] ?? 0);
    const next = this.#database.prepare("SELECT id, data FROM blocks WHERE id > ? AND id < ? ORDER BY id LIMIT 8");
    const add = this.#database.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
    const limit = this.#open?.id ?? Number.MAX_SAFE_INTEGER;
    for (;;) {
      const blocks = next.all(indexed, limit);
      if (blocks.length === 0) return false;
      this.#database.exec("BEGIN IMMEDIATE");
      for (const { id, data } of blocks) {
        indexed = Number(id);
        if (data instanceof Uint8Array) add.run(indexed, blockText(data).lines);
      }
      this.#database.prepare("UPDATE state SET value = ? WHERE name = 'indexed'").run(indexed);
      this.#database.exec("COMMIT");
      if (performance.now() >= end) return true;
    }
  }

  /** The connection, for clearing up between two commits. */
  get database(): SqlDatabase {
    return this.#database;
  }

  /** The run has ended. */
  close(endedAt: number): void {
    this.commit();
    this.#database.prepare("UPDATE runs SET ended_at = ? WHERE id = ?").run(endedAt, this.run);
    this.#database.close();
  }

  /** After a failure: gives the file up, whatever state it is in. */
  abandon(): void {
    try {
      this.#database.close();
    } catch {
      // It has failed before.
    }
  }

  /** How many of the waiting records fill a block; 0: they do not. */
  #fill(): number {
    const { blockRecords, blockBytes } = historyLimits;
    const room = Math.max(1, blockRecords - (this.#open?.records.length ?? 0));
    let bytes = 0;
    for (let count = 0; count < this.#records.length; count++) {
      const record = this.#records[count];
      bytes += (record?.text.length ?? 0) + (record?.styled?.length ?? 0);
      if (count + 1 >= room || bytes >= blockBytes) return count + 1;
    }
    return 0;
  }

  #begin(): void {
    if (this.#inTransaction) return;
    this.#database.exec("BEGIN IMMEDIATE");
    this.#inTransaction = true;
  }

  /** Writes the first `count` of the waiting records. */
  #writeBlock(count: number): void {
    if (count === 0) return;
    this.#begin();
    const before = this.#open;
    const taken = this.#records.slice(0, count);
    const records = before === undefined ? taken : [...before.records, ...taken];
    const head = headOf(records);
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
      packBlock(records),
    ] as const;
    const id = before?.id ?? this.#statements.block.run(...values).lastInsertRowid;
    if (before !== undefined) this.#statements.replace.run(before.id, ...values);
    this.#records = this.#records.slice(count);
    this.#open = records.length >= historyLimits.growRecords ? undefined : { id, records };
  }
}
