/** Going from error to error in the log: the lines of one (its message, its stack) are one, also where others stand between them. */

import { flag, level, type RecordFilter } from "../../core/index.ts";
import { limits } from "../limits.ts";
import type { Matches } from "./matches.ts";
import type { RecordSource } from "./source.ts";

/** Where to look: among the records that are shown. */
interface ErrorLog {
  readonly reader: RecordSource;
  readonly matches: Matches;
  /** What the records that are shown have in common. */
  readonly filter: RecordFilter;
}

/** Records before a line among which the first one of its error is looked for: stacks are shorter, lines between them rare. */
const REACH = 4_096;

/**
 * The first line of the nearest error after `from`, or with direction -1 before it; undefined: there is none. The error of which `at`
 * is a line is left out (null: none is).
 */
export function errorBeside(log: ErrorLog, from: number, direction: 1 | -1, at: number | null): number | undefined {
  const known = at === null ? 0 : groupOf(log, at);
  const passed = new Set(known === 0 ? [] : [known]);
  for (let next = direction === 1 ? from + 1 : from; ; ) {
    const { hit, last } = firstIn(log, next, direction, passed);
    if (hit === undefined) {
      if (last === undefined) return undefined;
      next = direction === 1 ? last + 1 : last;
      continue;
    }
    const first = firstLine(log, hit);
    if (direction === -1 || first === hit) return first;
    // The rest of one that began further up.
    passed.add(groupOf(log, hit));
    next = hit + 1;
  }
}

/** The first in one chunk of errors' lines that is of none of these groups; `last`: where the next chunk begins, if there is one. */
function firstIn(
  { reader, matches, filter }: ErrorLog,
  from: number,
  direction: 1 | -1,
  passed: ReadonlySet<number>,
): { readonly hit: number | undefined; readonly last: number | undefined } {
  const oldest = matches.oldest();
  const start = Math.max(from, oldest);
  const find = (more: RecordFilter) =>
    reader.select(
      { ...filter, minLevel: level.error, ...more },
      start,
      direction,
      limits.matchChunk,
      direction === 1 ? undefined : oldest,
    );
  const found = find({});
  // The rest of a long line is no other error, nor is the rest of one that was passed.
  const left = new Set(find({ anyFlags: flag.continuation }));
  if (passed.size > 0) for (const sequence of find({ groups: passed })) left.add(sequence);
  const hit = found.find((sequence) => !left.has(sequence) && matches.has(sequence));
  return { hit, last: found.length < limits.matchChunk ? undefined : found.at(-1) };
}

/** The first line of an error of which one line is known. */
function firstLine(log: ErrorLog, sequence: number): number {
  const { reader, matches, filter } = log;
  const group = groupOf(log, sequence);
  if (group === 0) return sequence;
  const end = Math.max(matches.oldest(), sequence - REACH);
  const before = reader.select({ ...filter, groups: new Set([group]) }, sequence, -1, REACH, end);
  return before.findLast((one) => matches.has(one)) ?? sequence;
}

/** 0: its line is an error by itself. */
function groupOf({ reader }: ErrorLog, sequence: number): number {
  return reader.at(sequence)?.group ?? 0;
}
