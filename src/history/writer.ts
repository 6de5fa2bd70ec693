/**
 * Writes a run's records, errors and events. What comes waits in memory until {@link HistoryWriter.commit} has written all of it in one
 * transaction: a file that is locked, or a commit that fails, loses none of it. One thread's.
 */

import { type LogRecord, level, type RawRecords, stream } from "../../core/index.ts";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { SqlDatabase } from "../runtime/index.ts";
import { BlockBuilder } from "./block.ts";
import type { StoredExchange } from "./exchanges.ts";
import { historyLimits } from "./limits.ts";
import { type MissedRecords, type PackedBlock, type RunInfo, RunRows } from "./rows.ts";
import { isBusy, transaction } from "./transaction.ts";
import { indexBlocks } from "./words.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class HistoryWriter {
  readonly #database: SqlDatabase;
  readonly #rows: RunRows;
  /** What the next commit writes, in order, before the block at hand; it stays until a commit has succeeded. */
  #queue: (() => void)[] = [];
  /** Records in the queue; all else counts as one. */
  #weight = 0;
  /** What has come, as far as it is not in a block that is done. */
  #block = new BlockBuilder();
  /** Row of that block, once it was committed in part, and how many of its records were. */
  #row: number | undefined;
  #written = 0;
  /** Records that could not even wait. */
  #overflow: MissedRecords | undefined;
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

  constructor(database: SqlDatabase, run: RunInfo) {
    this.#database = database;
    this.#rows = new RunRows(database, run);
  }

  /** The run's number. */
  get run(): number {
    return this.#rows.run;
  }

  /**
   * Takes records in, in order. They are written with {@link commit}, or before where many wait: that may throw SQLite's error, and
   * all has been taken in then. While the writer {@link isStuck}, they only count as a gap.
   */
  write(records: readonly LogRecord[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    if (this.isStuck) {
      this.#miss(last.sequence + 1, records.length, last.time);
      return;
    }
    for (const record of records) {
      const bytes = encoder.encode(record.text);
      this.#block.add(record, bytes, 0, bytes.length, record.styled);
      this.#closeFull();
    }
    this.#commitMany();
  }

  /** As {@link write}, of records as bytes. */
  writeRaw(records: RawRecords): void {
    const { bytes, first, count } = records;
    if (count === 0) return;
    if (this.isStuck) {
      this.#miss(first + count, count, records.time(count - 1));
      return;
    }
    for (let index = 0; index < count; index++) {
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
    this.#commitMany();
  }

  /** So many records before `sequence` have been missed. */
  gap(sequence: number, missed: number, time: number): void {
    if (this.isStuck) {
      this.#miss(sequence, missed, time);
      return;
    }
    this.#closeBlock();
    this.#add(1, () => this.#rows.gap({ sequence, missed, time }));
  }

  /** What a source is called. Taken in at all times: there are few. */
  source(source: number, name: string): void {
    this.#add(1, () => this.#rows.source(source, name));
  }

  /** False: the writer {@link isStuck}, and it was not taken in. */
  error(sighting: ErrorSighting): boolean {
    if (this.isStuck) return false;
    const detail = JSON.stringify(sighting);
    this.#add(1, () => this.#rows.error(sighting, detail));
    return true;
  }

  /** False: the writer {@link isStuck}, and it was not taken in. */
  event(event: ToldEvent): boolean {
    if (this.isStuck) return false;
    const detail = JSON.stringify(event);
    this.#add(1, () => this.#rows.event(event, detail));
    return true;
  }

  /** False: the writer {@link isStuck}, and it was not taken in. */
  exchange(exchange: StoredExchange): boolean {
    if (this.isStuck) return false;
    this.#add(historyLimits.exchangeWeight, () => this.#rows.exchange(exchange));
    return true;
  }

  /**
   * Makes all that came safe from the end of the program. False: another program has the file locked, and all of it waits on. Throws
   * SQLite's error where something else is wrong; all of it waits on then, too.
   */
  commit(): boolean {
    try {
      this.#flush();
      this.#isLocked = false;
    } catch (error) {
      if (!isBusy(error)) throw error;
      this.#isLocked = true;
    }
    return !this.#isLocked;
  }

  /** Records that {@link commit} would write; all else counts as one. */
  get pending(): number {
    return this.#weight + this.#block.records - this.#written + (this.#overflow === undefined ? 0 : 1);
  }

  /** Whether as much waits as may: the file has been locked for long. What comes now is not taken in. */
  get isStuck(): boolean {
    return this.pending >= historyLimits.waitingRecords;
  }

  /** Commits, then indexes the words of finished blocks for about so long. True: there is more to do, or the file is locked. */
  index(milliseconds: number): boolean {
    return !this.commit() || indexBlocks(this.#database, this.#row ?? Number.MAX_SAFE_INTEGER, milliseconds);
  }

  /** The connection, for clearing up between two commits. */
  get database(): SqlDatabase {
    return this.#database;
  }

  /** The run has ended: commits, and closes the file. Throws SQLite's error, also where the file is locked; then it is open still. */
  close(endedAt: number): void {
    this.#flush(() => this.#rows.end(endedAt));
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

  /** Writes all that waits, and what `last` writes; it waits no more once the commit has succeeded. */
  #flush(last?: () => void): void {
    const overflow = this.#overflow;
    const rest = this.#block.records > this.#written ? packed(this.#block) : undefined;
    if (this.#queue.length === 0 && rest === undefined && overflow === undefined && last === undefined) return;
    const row = transaction(this.#database, () => {
      for (const work of this.#queue) work();
      if (overflow !== undefined) this.#rows.gap(overflow);
      last?.();
      return rest === undefined ? this.#row : this.#rows.block(this.#row, rest);
    });
    this.#queue = [];
    this.#weight = 0;
    this.#overflow = undefined;
    this.#row = row;
    this.#written = this.#block.records;
    if (this.#block.records >= historyLimits.growRecords || overflow !== undefined) this.#newBlock();
  }

  /** Where many wait, they are written at once; not while the file is locked, as each try takes seconds. */
  #commitMany(): void {
    if (this.#weight >= historyLimits.commitRecords && !this.#isLocked) this.commit();
  }

  #add(weight: number, work: () => void): void {
    this.#queue.push(work);
    this.#weight += weight;
  }

  #miss(sequence: number, missed: number, time: number): void {
    this.#overflow = { sequence, missed: missed + (this.#overflow?.missed ?? 0), time };
  }

  #closeFull(): void {
    const { blockRecords, blockBytes } = historyLimits;
    const { records, length } = this.#block;
    if (records >= blockRecords || length >= blockBytes) this.#closeBlock();
  }

  /** Puts what the block has, and is not committed, into the queue; what comes next begins another. */
  #closeBlock(): void {
    const waiting = this.#block.records - this.#written;
    if (waiting > 0) {
      const row = this.#row;
      const block = packed(this.#block);
      this.#add(waiting, () => this.#rows.block(row, block));
    }
    this.#newBlock();
  }

  #newBlock(): void {
    if (this.#block.records > 0) this.#block = new BlockBuilder();
    this.#row = undefined;
    this.#written = 0;
  }
}

function packed(block: BlockBuilder): PackedBlock {
  return { head: block.head(), data: block.pack() };
}
