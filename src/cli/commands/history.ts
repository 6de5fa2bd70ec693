/** `brum history` */

import { closeSync, openSync, writeSync } from "node:fs";
import {
  fileBytes,
  type HistoryReader,
  historyFile,
  NoHistoryError,
  prune,
  type Retention,
  type Run,
} from "../../history/index.ts";
import { runtime } from "../../runtime/index.ts";
import { exitCode } from "../arguments.ts";
import type { LineForm } from "../output.ts";
import { LineFormat } from "../output.ts";
import { HtmlFormat } from "../output-html.ts";
import { JsonFormat } from "../output-json.ts";
import type { Subcommand } from "../subcommands.ts";
import { dateTime, duration, plural, size, table } from "../text.ts";
import type { CommandIo } from "./io.ts";
import { isLiving, runOf, withHistory } from "./stored.ts";
import { UsageError } from "./usage.ts";

type Given = Extract<Subcommand, { command: "history" }>;

/** Runs that are listed. */
const MAX_RUNS = 1000;
/** Records between two words on how far an export is. */
const TELL_EVERY = 500_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What a Brummer that runs keeps, where nobody says otherwise. */
const usual = { megabytes: 500, days: 14 };

export async function history(given: Given, io: CommandIo): Promise<number> {
  switch (given.action) {
    case "path":
      await io.out(`${historyFile(given.directory)}\n`);
      return exitCode.ok;
    case "list":
      return list(given, io);
    case "prune":
      return clear(given, io);
    case "export":
      return exported(given, io);
  }
}

function list(given: Given, io: CommandIo): Promise<number> {
  return withHistory(given.directory, async (stored) => {
    const runs = stored.runs(MAX_RUNS);
    const file = historyFile(given.directory);
    if (given.json) {
      const shown = runs.map(({ startedAt, endedAt, ...rest }) => ({
        ...rest,
        startedAt: new Date(startedAt).toISOString(),
        endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
        isRunning: isRunning({ endedAt, pid: rest.pid }),
      }));
      await io.out(`${JSON.stringify({ file, bytes: fileBytes(file), runs: shown }, null, 2)}\n`);
      return exitCode.ok;
    }
    const rows = runs.map((run) => [
      { text: String(run.id) },
      { text: dateTime(run.startedAt) },
      { text: endOf(run) },
      { text: run.records.toLocaleString("en-US") },
      { text: run.missed === 0 ? "" : run.missed.toLocaleString("en-US") },
      { text: run.errors === 0 ? "" : String(run.errors) },
    ]);
    const heads = ["RUN", "STARTED", "TOOK", "LINES", "MISSED", "ERRORS"].map((text) => ({ text }));
    const lines = table([heads, ...rows], { ...io, right: [0, 3, 4, 5] });
    await io.out(`${lines.join("\n")}\n`);
    io.err(`${size(fileBytes(file))} in ${file}\n`);
    return exitCode.ok;
  });
}

function isRunning({ endedAt, pid }: Pick<Run, "endedAt" | "pid">): boolean {
  return endedAt === null && isLiving(pid);
}

function endOf(run: Run): string {
  if (isRunning(run)) return "runs";
  return run.endedAt === null ? "was killed" : duration(run.endedAt - run.startedAt);
}

async function clear(given: Given, io: CommandIo): Promise<number> {
  const file = historyFile(given.directory);
  if (fileBytes(file) === 0) throw new NoHistoryError(`There is no history of this directory (${file}).`);
  const retention: Retention = given.all
    ? { maxBytes: 0, maxAgeMs: 0 }
    : {
        maxBytes: (given.maxMegabytes ?? usual.megabytes) * 1_000_000,
        maxAgeMs: (given.maxDays ?? usual.days) * DAY_MS,
      };
  const living = await withHistory(given.directory, async (stored) =>
    stored.runs(MAX_RUNS).flatMap((run) => (isRunning(run) ? [run.id] : [])),
  );
  const database = await runtime.openDatabase(file, { readonly: false });
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    const { records, runs, bytesBefore, bytesAfter } = prune(database, retention, Date.now(), living);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    await io.out(
      `Removed ${plural(records, "line")} and ${plural(runs, "run")}: ${size(bytesBefore)} became ${size(bytesAfter)}.\n`,
    );
    return exitCode.ok;
  } finally {
    database.close();
  }
}

function exported(given: Given, io: CommandIo): Promise<number> {
  return withHistory(given.directory, async (stored) => {
    const runs = given.all ? stored.runs(MAX_RUNS).reverse() : [runOf(stored, given.run ?? "last")];
    const target = given.output === undefined ? undefined : newFile(given.output);
    try {
      const form = formOf(given);
      const write = async (text: string) => {
        if (text === "") return;
        if (target === undefined) await io.out(text);
        else writeSync(target, text);
      };
      let count = 0;
      for (const run of runs) count = await exportRun(stored, run, form, write, io, count);
      await write(form.end());
      if (target !== undefined) io.err(`Wrote ${plural(count, "line")} to ${given.output}.\n`);
      return exitCode.ok;
    } finally {
      if (target !== undefined) closeSync(target);
    }
  });
}

async function exportRun(
  stored: HistoryReader,
  run: Run,
  form: LineForm,
  write: (text: string) => Promise<void>,
  io: CommandIo,
  before: number,
): Promise<number> {
  const names = stored.names(run.id);
  for (const name of names.values()) form.expect(name);
  let count = before;
  for (const part of stored.lines(run.id, {})) {
    if (io.stopped.aborted) break;
    if ("gap" in part) {
      await write(form.dropped(part.gap.missed, part.gap.time));
      continue;
    }
    let text = "";
    for (const record of part.records) text += form.record(record, names.get(record.source) ?? "?");
    await write(text);
    const now = count + part.records.length;
    if (Math.floor(now / TELL_EVERY) > Math.floor(count / TELL_EVERY)) {
      io.err(`${now.toLocaleString("en-US")} of ${run.records.toLocaleString("en-US")} lines …\n`);
    }
    count = now;
  }
  return count;
}

function formOf({ format }: Given): LineForm {
  if (format === "html") return new HtmlFormat();
  return format === "ndjson" ? new JsonFormat() : new LineFormat({ colour: false, unicode: true, timestamps: true });
}

function newFile(path: string): number {
  try {
    // Never over a file that is there.
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "EEXIST" ? "it is there already" : String(error);
    throw new UsageError(`${path} cannot be written: ${why}.`);
  }
}
