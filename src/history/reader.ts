/** Reads a history: runs, their lines, errors and events. Never writes; a Brummer may write to the same file meanwhile. */

import { existsSync } from "node:fs";
import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { ExchangeRow, PackedExchange } from "../proxy/index.ts";
import { runtime, type SqlDatabase, type SqlRow } from "../runtime/index.ts";
import { exchangeOf, exchangeRowsOf } from "./exchanges.ts";
import { type LineQuery, linesOf, type Part } from "./lines.ts";
import { checkVersion } from "./schema.ts";

/** There is no history, or not the run that was asked for: a sentence for the user. */
export class NoHistoryError extends Error {
  override readonly name = "NoHistoryError";
}

/** A run of Brummer. */
export interface Run {
  readonly id: number;
  readonly startedAt: number;
  /** Null: it runs, or was killed. */
  readonly endedAt: number | null;
  readonly pid: number;
  readonly version: string;
  readonly directory: string;
  readonly records: number;
  readonly missed: number;
  readonly errors: number;
}

/** An error over all runs, or in one. */
export interface StoredError {
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly last: ErrorSighting;
}

export class HistoryReader {
  readonly #database: SqlDatabase;

  private constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Rejects with {@link NoHistoryError} where there is none. */
  static async open(file: string): Promise<HistoryReader> {
    if (!existsSync(file)) {
      throw new NoHistoryError(`There is no history of this directory yet (${file}): brum writes it while it runs.`);
    }
    const database = await runtime.openDatabase(file, { readonly: true });
    try {
      database.exec("PRAGMA busy_timeout = 2000");
      checkVersion(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return new HistoryReader(database);
  }

  /** The newest first. */
  runs(limit: number): Run[] {
    return this.#database
      .prepare(
        `SELECT *, (SELECT ifnull(sum(records), 0) FROM blocks WHERE run = runs.id) AS records,
           (SELECT ifnull(sum(missed), 0) FROM gaps WHERE run = runs.id) AS missed,
           (SELECT count(*) FROM error_runs WHERE run = runs.id) AS errors
         FROM runs ORDER BY id DESC LIMIT ?`,
      )
      .all(limit)
      .map(runOf);
  }

  /**
   * `last`: the newest run that is over, else the newest; `current`: the newest; or its number. `isAlive` tells whether a process
   * lives, as a killed Brummer could not say that it ended. Throws {@link NoHistoryError}.
   */
  run(word: string, isAlive: (pid: number) => boolean): Run {
    const runs = this.runs(1000);
    const [newest] = runs;
    if (newest === undefined) throw new NoHistoryError("The history of this directory holds no run yet.");
    if (word === "current") return newest;
    if (word === "last") return runs.find((one) => one.endedAt !== null || !isAlive(one.pid)) ?? newest;
    const found = runs.find(({ id }) => String(id) === word);
    if (found !== undefined) return found;
    const numbers = runs.slice(0, 10).map(({ id }) => id);
    throw new NoHistoryError(
      `There is no run ${word}: give last, current, or a number (brum history lists them; the newest are ${numbers.join(", ")}).`,
    );
  }

  /** Names of a run's sources by their numbers. */
  names(run: number): Map<number, string> {
    const rows = this.#database.prepare("SELECT source, name FROM sources WHERE run = ?").all(run);
    return new Map(rows.map((row) => [Number(row["source"]), String(row["name"])]));
  }

  lines(run: number, query: LineQuery, backwards = false): Generator<Part> {
    return linesOf(this.#database, run, query, backwards);
  }

  /** The most recently seen first; of one run, or of all. */
  errors(run: number | undefined, limit: number): StoredError[] {
    const rows =
      run === undefined
        ? this.#database.prepare("SELECT * FROM errors ORDER BY last_seen DESC LIMIT ?").all(limit)
        : this.#database
            .prepare(
              `SELECT error_runs.first_seen, error_runs.last_seen, error_runs.count, errors.detail FROM error_runs
               JOIN errors USING (fingerprint) WHERE run = ? ORDER BY error_runs.last_seen DESC LIMIT ?`,
            )
            .all(run, limit);
    return rows.map((row) => ({
      firstSeen: Number(row["first_seen"]),
      lastSeen: Number(row["last_seen"]),
      count: Number(row["count"]),
      // Written by the writer beside this reader.
      last: JSON.parse(String(row["detail"])) as ErrorSighting,
    }));
  }

  /** Of a run, oldest first; the newest `limit` of them. */
  events(run: number, limit: number): ToldEvent[] {
    return this.#database
      .prepare("SELECT detail FROM events WHERE run = ? ORDER BY id DESC LIMIT ?")
      .all(run, limit)
      .reverse()
      .map((row) => JSON.parse(String(row["detail"])) as ToldEvent);
  }

  /** What a list shows of a run's exchanges, oldest first. */
  exchangeRows(run: number): ExchangeRow[] {
    return exchangeRowsOf(this.#database, run);
  }

  /** One of them whole; undefined: there is none. */
  exchange(run: number, id: number): PackedExchange | undefined {
    return exchangeOf(this.#database, run, id);
  }

  close(): void {
    this.#database.close();
  }
}

function runOf(row: SqlRow): Run {
  return {
    id: Number(row["id"]),
    startedAt: Number(row["started_at"]),
    endedAt: row["ended_at"] === null ? null : Number(row["ended_at"]),
    pid: Number(row["pid"]),
    version: String(row["version"]),
    directory: String(row["directory"]),
    records: Number(row["records"]),
    missed: Number(row["missed"]),
    errors: Number(row["errors"]),
  };
}
