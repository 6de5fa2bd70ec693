/** Moments of this run of Brummer, as answers name them and questions give them back: cursors, times, ages. */

import * as z from "zod";
import type { LogReader } from "../../core/index.ts";
import { parseTimestamp, timestamp } from "./format.ts";
import type { Journal } from "./journal.ts";
import { ToolError } from "./tool.ts";

/** A place between what has been told and what has not. */
export interface Position {
  /** Lines before this sequence have been. */
  readonly sequence: number;
  /** Entries of the journal up to this number have been. */
  readonly number: number;
}

/** From when on somebody asks. */
export interface Since extends Position {
  /** The same for what knows its time only, milliseconds since 1970. */
  readonly time: number;
  /** An answer ended there: what is gone of what came later has been missed. */
  readonly isCursor: boolean;
}

/** What moments are looked up in. */
export interface PositionContext {
  readonly reader: LogReader;
  readonly journal: Journal;
  /** When this run began, milliseconds since 1970. */
  readonly startedAt: number;
}

/** Input of a tool that says from when on; see {@link sinceOf}. Sequences may come as numbers. */
export const moment = z.coerce.string().describe("cursor, time or 5m");

/** Digits that name a run: two runs of a project share them once in 60 million. */
const RUN_DIGITS = 5;
const BASE = 36;
const cursorShape = /^([\da-z]{5})-([\da-z]{1,10})-([\da-z]{1,10})$/;
const ageShape = /^(\d+(?:\.\d+)?) ?(s|m|min|h|d)$/;
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `k2x9f-3f9-1c`: names the run too, as sequences of another one would lead astray. */
export function cursorOf({ sequence, number }: Position, startedAt: number): string {
  return [runOf(startedAt), sequence.toString(BASE), number.toString(BASE)].join("-");
}

/** Where the log and the journal are now. */
export function newest({ reader, journal }: PositionContext): Position {
  return { sequence: reader.latest(), number: journal.last };
}

/**
 * What an argument means: a cursor of `timeline`, a sequence of the log, an RFC 3339 time, an age such as `5m`. Throws
 * {@link ToolError} for anything else, and for a cursor of another run. `argument`: its name.
 */
export function sinceOf(given: string, context: PositionContext, argument = "since", now: number = Date.now()): Since {
  const text = given.trim();
  const cursor = cursorShape.exec(text);
  if (cursor !== null) return atCursor(cursor, text, context, argument);
  if (/^\d+$/.test(text)) return atSequence(Number(text), context, argument);
  const age = ageShape.exec(text);
  const time = age === null ? parseTimestamp(text) : now - Number(age[1]) * (unitMs[age[2] ?? ""] ?? 0);
  if (time !== undefined) return atTime(time, context);
  throw new ToolError(
    `${argument} "${text}" is neither a cursor (from an earlier answer) nor an age such as 5m nor an RFC 3339 time such as ${timestamp(now)}.`,
  );
}

function atCursor(
  [, run, sequence = "", number = ""]: RegExpExecArray,
  text: string,
  context: PositionContext,
  argument: string,
): Since {
  const position = { sequence: Number.parseInt(sequence, BASE), number: Number.parseInt(number, BASE) };
  const end = newest(context);
  if (run !== runOf(context.startedAt) || position.sequence > end.sequence || position.number > end.number) {
    throw new ToolError(
      `The cursor ${text} is of another run of Brummer. Leave ${argument} out once to get a new one.`,
    );
  }
  return { ...position, time: timeAt(position.sequence, context.reader), isCursor: true };
}

function atSequence(sequence: number, context: PositionContext, argument: string): Since {
  const latest = context.reader.latest();
  if (sequence > latest) throw aheadOfLog(argument, sequence, latest);
  const number = numberBefore((entry) => entry.sequence < sequence, context.journal);
  return { sequence, number, time: timeAt(sequence, context.reader), isCursor: true };
}

/** For a sequence that no line of this run has had yet. */
export function aheadOfLog(argument: string, sequence: number, latest: number): ToolError {
  return new ToolError(
    `${argument} ${sequence} is ahead of the log, whose cursor is ${latest}: it comes from an earlier run of Brummer. Leave ${argument} out once to get a new one.`,
  );
}

/** Lines of several producers stand in the order in which they were written, which is nearly that of their times. */
const OUT_OF_ORDER = 1024;

/** The first line of this time or later; the end of the log where there is none. Halves what is kept. */
export function firstAt(time: number, reader: LogReader): number {
  let low = reader.oldest();
  let high = reader.latest();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = reader.at(middle);
    // What is overwritten meanwhile is older.
    if (line === undefined || line.time < time) low = middle + 1;
    else high = middle;
  }
  const from = Math.max(0, low - OUT_OF_ORDER);
  return reader.select({ since: time }, from, 1, 1, low)[0] ?? low;
}

function atTime(time: number, { reader, journal }: PositionContext): Since {
  return {
    sequence: firstAt(time, reader),
    number: numberBefore((entry) => entry.time < time, journal),
    time,
    isCursor: false,
  };
}

/** Number of the last entry of the journal that was before. */
function numberBefore(
  isBefore: (entry: { readonly sequence: number; readonly time: number }) => boolean,
  journal: Journal,
): number {
  const { entries } = journal.since(0);
  return entries.findLast(isBefore)?.number ?? (entries[0] === undefined ? journal.last : entries[0].number - 1);
}

/** The time of the first line from a sequence on that is still there; after all lines, just after the last one. */
function timeAt(sequence: number, reader: LogReader): number {
  const line = reader.at(Math.max(sequence, reader.oldest()));
  if (line !== undefined) return line.time;
  const last = reader.at(reader.latest() - 1);
  return last === undefined ? 0 : last.time + Number.EPSILON * last.time;
}

function runOf(startedAt: number): string {
  return Math.floor(startedAt).toString(BASE).slice(-RUN_DIGITS).padStart(RUN_DIGITS, "0");
}
