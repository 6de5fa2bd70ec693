/** What the log pane needs of the ring. */

import type { LogReader } from "../../core/index.ts";

export type RecordSource = Pick<LogReader, "oldest" | "latest" | "at" | "range" | "select" | "search">;
