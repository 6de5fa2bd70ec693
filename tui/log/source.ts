/** What the log pane needs of the ring, and which of its records are meant. */

import type { LogReader, RecordFilter } from "../../core/index.ts";

export type RecordSource = Pick<LogReader, "oldest" | "latest" | "at" | "select">;

export function filterOf(source: number | "all"): RecordFilter {
  return source === "all" ? {} : { sources: new Set([source]) };
}
