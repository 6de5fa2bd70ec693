/** Histories in folders of their own, for the tests of what writes them. */

import { join } from "node:path";
import { type LogRecord, level, stream } from "../../../core/index.ts";
import type { ErrorSighting } from "../../../src/errors/index.ts";
import type { ToldEvent } from "../../../src/events/index.ts";
import { HistoryReader, type LineQuery } from "../../../src/history/index.ts";
import { openHistory } from "../../../src/history/thread.ts";
import type { HistoryWriter } from "../../../src/history/writer.ts";
import { runtime, type SqlDatabase } from "../../../src/runtime/index.ts";
import { makeFolder } from "../../support/folder.ts";

export const run = { startedAt: 1_000_000, pid: 1, version: "0", directory: "/p" };

/** A history's file in a folder that goes away with `using`. */
export function makePlace(): Disposable & { readonly file: string } {
  const folder = makeFolder();
  return { file: join(folder.path, "history", "a.db"), [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** A writer that waits for locks so many milliseconds only. */
export async function openWriter(file: string, busyMs = 10): Promise<HistoryWriter> {
  const { writer } = await openHistory(file, run);
  writer.database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  return writer;
}

/** Another connection, which has the file locked for writing until `release`. */
export async function lockFile(file: string): Promise<{ release(): void }> {
  const database = await runtime.openDatabase(file, { readonly: false });
  database.exec("BEGIN IMMEDIATE");
  return {
    release() {
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

/** The same connection, with something done before some of the SQL that runs through `exec`. */
export function intercepted(database: SqlDatabase, before: (sql: string) => void): SqlDatabase {
  return {
    exec(sql) {
      before(sql);
      database.exec(sql);
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
}

export function record(sequence: number, text: string): LogRecord {
  const time = 1_000_000 + sequence;
  const fields = { time, source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0, styled: undefined };
  return { sequence, text, ...fields };
}

/** Records `line FROM` to before `line TO`. */
export function records(from: number, to: number): LogRecord[] {
  return Array.from({ length: to - from }, (_, index) => record(from + index, `line ${from + index}`));
}

export function sighting(fingerprint: string): ErrorSighting {
  return {
    fingerprint,
    kind: "runtime",
    type: "TypeError",
    message: "it broke",
    severity: "error",
    language: "javascript",
    place: null,
    frames: [],
    causes: [],
    context: [],
    number: 7,
    source: 1,
    process: "web",
    directory: "/p",
    time: 1_000_500,
    count: 1,
  };
}

export const event: ToldEvent = { kind: "ready", url: null, ms: 412, source: 1, process: "web", time: 1_000_600 };

/** The texts of the newest run's lines, gaps among them as `gap COUNT`. */
export async function linesIn(file: string, query: LineQuery = {}): Promise<string[]> {
  const reader = await HistoryReader.open(file);
  try {
    const parts = [...reader.lines(reader.run("current", () => false).id, query)];
    return parts.flatMap((part) => ("gap" in part ? [`gap ${part.gap.missed}`] : part.records.map(({ text }) => text)));
  } finally {
    reader.close();
  }
}

/** What the newest run holds beside lines: names of sources, how often errors were seen, kinds of events. */
export async function restIn(file: string): Promise<{ names: string[]; errors: number[]; events: string[] }> {
  const reader = await HistoryReader.open(file);
  try {
    const { id } = reader.run("current", () => false);
    return {
      names: [...reader.names(id).values()],
      errors: reader.errors(id, 10).map(({ count }) => count),
      events: reader.events(id, 10).map(({ kind }) => kind),
    };
  } finally {
    reader.close();
  }
}
