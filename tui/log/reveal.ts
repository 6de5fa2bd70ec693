/** Where a line stands in the log, of which it is known when it came and what it is about. */

import { flag, type LogReader } from "../../core/index.ts";
import type { Effect } from "../messages.ts";

type Reveal = Extract<Effect, { type: "reveal" }>;

/** Lines of an error that are looked at to find its first one. */
const ERROR_LINES = 1_024;

/** The first line of a source from a sequence on, else the last one before it; of all where no source is known. */
export function revealedAt(
  reader: LogReader,
  { sequence, source }: Extract<Effect, { type: "reveal-at" }>,
): number | undefined {
  const filter = source === null ? {} : { sources: new Set([source]) };
  return reader.select(filter, sequence, 1, 1)[0] ?? reader.select(filter, sequence, -1, 1)[0];
}

/** Sequence of the line; undefined: it is not in the log any more. Of several that fit it is the newest, of an error the first. */
export function revealedBy(reader: LogReader, { group, source, time, text, about }: Reveal): number | undefined {
  const latest = reader.latest();
  if (group !== null) return reader.select({ groups: new Set([group]) }, latest, -1, ERROR_LINES).at(-1);
  const sources = new Set([source]);
  const until = time + 1;
  // The line itself; else one about the same, as tools that tell an outcome in several lines are done a moment later.
  const [itself] =
    text === undefined ? [] : reader.search({ text, filter: { sources, since: time, until } }, latest, -1, 1);
  if (itself !== undefined || about === undefined) return itself;
  return reader.select({ sources, until, anyFlags: flag[about] }, latest, -1, 1)[0];
}
