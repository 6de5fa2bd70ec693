/** Writes a run's records, errors and events. One thread's; every call may throw SQLite's error, after which it is closed for good. */

import { renameSync } from "node:fs";
import { type LogRecord, level, type RawRecords, stream } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import { runtime, type SqlDatabase, type SqlStatement } from "../runtime/index.ts";
import { BlockBuilder, blockText } from "./block.ts";
import { historyLimits } from "./limits.ts";
import { prepareFolder } from "./place.ts";
import { migrate, NewerHistoryError } from "./schema.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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

/** Another Brummer of the project writes: a later try will do. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/i.test(error.message);
}

export class HistoryWriter {
  readonly run: number;
  readonly #database: SqlDatabase;
  readonly #statements: Record<"block" | "replace" | "gap" | "source" | "error" | "errorRun" | "event", SqlStatement>;
  /** What has come, as far as it is not in a block that is done. */
  #block = new BlockBuilder();
  /** Row of that block, once it was written in part, and how many of its records were. */
  #row: number | undefined;
  #written = 0;
  #inTransaction = false;
  /** The last try found the file locked; the next one is made with {@link commit}. */
  #isLocked = false;
  /** Of the record at hand: one object for all of a flood. */
  readonly #fields: Pick<LogRecord, "sequence" | "time" | "source" | "stream" | "level" | "flags" | "group"> = {
    sequence: 0,
    time: 0,
    source: 0,
    stream: stream.stdout,
    level: level.info,
    flags: 0,
    group: 0,
  };

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
    for (const record of records) {
      const bytes = encoder.encode(record.text);
      this.#block.add(record, bytes, 0, bytes.length, record.styled);
      this.#closeFull();
    }
  }

  /** As {@link write}, of records as bytes. */
  writeRaw(records: RawRecords): void {
    const { bytes, first } = records;
    for (let index = 0; index < records.count; index++) {
      const start = records.start(index);
      const end = start + records.plainBytes(index);
      const styledBytes = records.styledBytes(index);
      const fields = this.#fields;
      fields.sequence = first + index;
      fields.time = records.time(index);
      fields.source = records.source(index);
      fields.stream = records.stream(index);
      fields.level = records.level(index);
      fields.flags = records.flags(index);
      fields.group = records.group(index);
      const styled = styledBytes === 0 ? undefined : decoder.decode(bytes.subarray(end, end + styledBytes));
      this.#block.add(fields, bytes, start, end, styled);
      this.#closeFull();
    }
  }

  /** So many records before `sequence` have been missed. */
  gap(sequence: number, missed: number, time: number): void {
    this.#begin();
    this.#writeBlock();
    this.#newBlock();
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
    this.#isLocked = false;
    this.#writeBlock();
    if (this.#block.records >= historyLimits.growRecords) this.#newBlock();
    if (!this.#inTransaction) return;
    this.#database.exec("COMMIT");
    this.#inTransaction = false;
  }

  /** Records that {@link commit} would write. */
  get pending(): number {
    return this.#block.records - this.#written + (this.#inTransaction ? 1 : 0);
  }

  /** Whether more waits than should: the file has been locked for long. */
  get isStuck(): boolean {
    return this.#block.records > historyLimits.waitingRecords;
  }

  /** Indexes the words of finished blocks for about so long. True: there is more to do. */
  index(milliseconds: number): boolean {
    this.commit();
    const end = performance.now() + milliseconds;
    const state = this.#database.prepare("SELECT value FROM state WHERE name = 'indexed'").all()[0];
    let indexed = Number(state?.["value"] ?? 0);
    const next = this.#database.prepare("SELECT id, data FROM blocks WHERE id > ? AND id < ? ORDER BY id LIMIT 8");
    const add = this.#database.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
    const limit = this.#row ?? Number.MAX_SAFE_INTEGER;
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

  #closeFull(): void {
    const { blockRecords, blockBytes } = historyLimits;
    const { records, length } = this.#block;
    if (records < blockRecords && length < blockBytes) return;
    // While another Brummer has the file, the block grows: none of it is lost.
    if (this.#isLocked) return;
    try {
      this.#writeBlock();
      this.#newBlock();
    } catch (error) {
      if (!isBusy(error)) throw error;
      this.#isLocked = true;
    }
  }

  #newBlock(): void {
    if (this.#block.records > 0) this.#block = new BlockBuilder();
    this.#row = undefined;
    this.#written = 0;
  }

  #begin(): void {
    if (this.#inTransaction) return;
    this.#database.exec("BEGIN IMMEDIATE");
    this.#inTransaction = true;
  }

  /** Writes the block as far as it has come. */
  #writeBlock(): void {
    const block = this.#block;
    if (block.records === this.#written) return;
    this.#begin();
    const head = block.head();
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
      block.pack(),
    ] as const;
    if (this.#row === undefined) this.#row = this.#statements.block.run(...values).lastInsertRowid;
    else this.#statements.replace.run(this.#row, ...values);
    this.#written = block.records;
  }
}
