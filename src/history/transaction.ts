/** Work on a database that happens as a whole or not at all. */

import type { SqlDatabase } from "../runtime/index.ts";

/**
 * Runs `work` in a transaction that has the write lock from its beginning, and returns what it returns; what is thrown, by it or by
 * the commit, undoes all of it. Waits for another's lock as long as the connection's `busy_timeout` says.
 */
export function transaction<T>(database: SqlDatabase, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Whether another connection has the file: a later try will do. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/i.test(error.message);
}

function rollBack(database: SqlDatabase): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // After some errors (a full disk) SQLite has done so by itself.
  }
}
