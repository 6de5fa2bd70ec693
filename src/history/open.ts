/** Opens a project's history for writing, whatever state its file is in. */

import { renameSync } from "node:fs";
import { runtime } from "../runtime/index.ts";
import { prepareFolder } from "./place.ts";
import type { RunInfo } from "./rows.ts";
import { migrate, NewerHistoryError } from "./schema.ts";
import { HistoryWriter } from "./writer.ts";

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
