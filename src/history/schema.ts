/** The tables of a history, and how older ones become these. */

import type { SqlDatabase } from "../runtime/index.ts";
import { historyLimits } from "./limits.ts";
import { transaction } from "./transaction.ts";

/** The file comes from a newer Brummer: it is left alone. */
export class NewerHistoryError extends Error {
  override readonly name = "NewerHistoryError";
}

/**
 * Each brings a database from the version that is its index to the next. One that was released is never changed; a change of
 * the tables is a new one behind it.
 */
const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     started_at REAL NOT NULL, ended_at REAL,
     pid INTEGER NOT NULL, version TEXT NOT NULL, directory TEXT NOT NULL
   );
   CREATE TABLE sources (run INTEGER NOT NULL, source INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (run, source)) WITHOUT ROWID;
   CREATE TABLE blocks (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run INTEGER NOT NULL, first_sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL,
     records INTEGER NOT NULL, first_time REAL NOT NULL, last_time REAL NOT NULL,
     max_level INTEGER NOT NULL, flags INTEGER NOT NULL, sources TEXT NOT NULL, data BLOB NOT NULL
   );
   CREATE INDEX blocks_by_run ON blocks (run, first_sequence);
   CREATE TABLE gaps (run INTEGER NOT NULL, sequence INTEGER NOT NULL, missed INTEGER NOT NULL, time REAL NOT NULL, PRIMARY KEY (run, sequence)) WITHOUT ROWID;
   CREATE TABLE errors (
     fingerprint TEXT PRIMARY KEY, first_seen REAL NOT NULL, last_seen REAL NOT NULL, count INTEGER NOT NULL, detail TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX errors_by_time ON errors (last_seen);
   CREATE TABLE error_runs (
     run INTEGER NOT NULL, fingerprint TEXT NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (run, fingerprint)
   ) WITHOUT ROWID;
   CREATE TABLE events (
     id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, time REAL NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
   );
   CREATE INDEX events_by_run ON events (run, time);
   CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
   CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
   INSERT INTO state VALUES ('indexed', 0);`,
  `CREATE TABLE exchanges (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run INTEGER NOT NULL, number INTEGER NOT NULL, time REAL NOT NULL, bytes INTEGER NOT NULL,
     row TEXT NOT NULL, detail BLOB NOT NULL
   );
   CREATE UNIQUE INDEX exchanges_by_run ON exchanges (run, number);
   CREATE INDEX exchanges_by_time ON exchanges (time);`,
];

/** The version that this program writes. */
const SCHEMA_VERSION: number = migrations.length;

/** Sets a writer's connection up and brings the tables up to date. Throws {@link NewerHistoryError}. */
export function migrate(database: SqlDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${historyLimits.busyMs}`);
  // Pages of what is removed go back to the system; only an empty file can be set so.
  database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  // A crash of the program loses nothing that was committed, and never corrupts; a crash of the machine may lose the last commits.
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  if (versionOf(database) === SCHEMA_VERSION) return;
  // Two that start at the same moment: the second one waits, and finds it done.
  transaction(database, () => {
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) throw newer(version);
    for (const sql of migrations.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/** Throws where a reader does not know the tables: an older file that no Brummer has opened since, or a newer one. */
export function checkVersion(database: SqlDatabase): void {
  const version = versionOf(database);
  if (version > SCHEMA_VERSION) throw newer(version);
  if (version < SCHEMA_VERSION) {
    throw new Error(`The history has the older form ${version}: start brum once in this directory, which renews it.`);
  }
}

function versionOf(database: SqlDatabase): number {
  return Number(database.prepare("PRAGMA user_version").all()[0]?.["user_version"] ?? 0);
}

function newer(version: number): NewerHistoryError {
  return new NewerHistoryError(
    `The history was written by a newer Brummer (form ${version}, this one knows ${SCHEMA_VERSION}): use that one, or take the file away (brum history path).`,
  );
}
