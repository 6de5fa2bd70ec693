/** What a search of the log answers: as many matches as there is room for, lines around them, and what is missing. */

import * as z from "zod";
import { levelNames, streamNames } from "../../core/index.ts";
import { isRepeat } from "../logs/index.ts";
import type { Masking } from "../secrets/index.ts";
import type { Surroundings } from "./around.ts";
import { lineBytesIn, Room } from "./budget.ts";
import { clock, cut, timestamp } from "./format.ts";
import type { LogMatches, Match } from "./search.ts";

/** A line of an answer. */
export const answerLine = z.object({
  sequence: z.int(),
  time: z.string(),
  process: z.string(),
  level: z.string(),
  stream: z.string(),
  text: z.string(),
  repeats: z.int().optional(),
  context: z.boolean().optional(),
  /** Lines before it are left out. */
  apart: z.boolean().optional(),
});
type AnswerLine = z.output<typeof answerLine>;

/** What an answer is made of. */
export interface AnswerParts {
  readonly found: LogMatches;
  readonly around: Surroundings;
  /** Lines that repeat themselves one after the other are one. */
  readonly collapse: boolean;
  /** Size of the answer, see budget.ts. */
  readonly tokens: number;
  readonly nameOf: (source: number) => string;
  readonly mask: Masking;
}

/** A line that is shown, perhaps for several: the first of them, and the sequence of the last. */
interface Shown {
  record: Match;
  last: number;
  isContext: boolean;
  isApart: boolean;
}

/** The newest matches that the answer has room for, oldest first, and notes on what is missing. */
export async function answerOf(parts: AnswerParts) {
  const { found, around, collapse, tokens } = parts;
  const chosen = new Map<number, { record: Match; isContext: boolean }>();
  const room = new Room(tokens);
  const takes = (record: Match) => {
    const line = lineOf(record, parts);
    return room.takes(line, printed(line)) || chosen.size === 0;
  };
  let shown = 0;
  for (const record of found.records) {
    const { sequence } = record;
    if (!chosen.has(sequence) && !takes(record)) break;
    chosen.set(sequence, { record, isContext: false });
    shown++;
    for (const line of await around.of(sequence)) {
      if (!chosen.has(line.sequence) && takes(line)) chosen.set(line.sequence, { record: line, isContext: true });
    }
  }
  const omitted = found.records.length - shown;
  const more = omitted > 0 || found.more;
  const before = more ? found.records[shown - 1]?.sequence : found.stoppedAt;
  const notes = notesOn(found, omitted, before, tokens);
  if (around.isIncomplete || (room.isFull && omitted === 0)) {
    notes.push("Some lines around the matches are left out: ask for fewer with context or limit.");
  }
  const lines = await joined(
    [...chosen.values()].sort((a, b) => a.record.sequence - b.record.sequence),
    around,
    collapse,
  );
  const matches = lines.map(({ record, isContext, isApart }) => ({
    ...lineOf(record, parts),
    ...(isContext ? { context: true } : {}),
    ...(isApart ? { apart: true } : {}),
  }));
  const count = lines.filter(({ isContext }) => !isContext).length;
  return { matches, count, more, ...(before === undefined ? {} : { before }), notes };
}

/** As text: with lines around them, matches are marked with `>`. */
export function answerText(matches: readonly AnswerLine[]): string[] {
  const isMarked = matches.some(({ context }) => context === true);
  return matches.flatMap((line) => [
    ...(line.apart === true ? ["--"] : []),
    `${isMarked ? (line.context === true ? "  " : "> ") : ""}${printed(line)}`,
  ]);
}

/** `14:03:05.123 web error something broke`. */
function printed({ time, process, level, text, repeats }: AnswerLine): string {
  return `${clock(Date.parse(time))} ${process} ${level} ${text}${repeats === undefined ? "" : ` (×${repeats})`}`;
}

/** Lines in their order, with marks where some between them are left out, repetitions joined. */
async function joined(
  chosen: readonly { readonly record: Match; readonly isContext: boolean }[],
  around: Surroundings,
  collapse: boolean,
): Promise<Shown[]> {
  const lines: Shown[] = [];
  for (const { record, isContext } of chosen) {
    const last = lines.at(-1);
    const isApart = last !== undefined && (await around.isBetween(last.last, record.sequence));
    if (collapse && last !== undefined && !isApart && isRepeat(last.record, record)) {
      const repeats = (last.record.repeats ?? 1) + (record.repeats ?? 1);
      last.record = { ...last.record, repeats };
      last.last = record.sequence;
      last.isContext &&= isContext;
    } else lines.push({ record, last: record.sequence, isContext, isApart });
  }
  return lines;
}

/**
 * A quarter of the answer at most, as it stands in it twice. Masked before it is cut: half a secret looks like none. Whether rows
 * of base64 are a key's only the whole answer tells: they are masked with it.
 */
function lineOf(record: Match, { nameOf, tokens, mask }: AnswerParts): AnswerLine {
  return {
    sequence: record.sequence,
    time: timestamp(record.time),
    process: nameOf(record.source),
    level: levelNames[record.level],
    stream: streamNames[record.stream],
    text: cut(mask(record.text, "public"), lineBytesIn(tokens)),
    ...(record.repeats === undefined ? {} : { repeats: record.repeats }),
  };
}

function notesOn(found: LogMatches, omitted: number, before: number | undefined, tokens: number): string[] {
  const notes: string[] = [];
  if (omitted > 0) {
    notes.push(
      `${found.more ? "Over " : ""}${omitted} older matches left out: the answer has room for ${tokens} tokens. Go on with before ${before}, narrow the query, or ask for more with max_tokens.`,
    );
  } else if (found.more) {
    notes.push(`Older matches left out: the limit is ${found.records.length}. Go on with before ${before}.`);
  }
  if (found.partly !== undefined) {
    notes.push(`The line of sequence ${found.partly} was looked at in part only: the pattern took too long on it.`);
  }
  if (found.stoppedAt !== undefined) {
    notes.push(
      `The search stopped early: lines before sequence ${found.stoppedAt} were not looked at. Go on with before ${before}, or narrow it by name, level or since, or search for plain text.`,
    );
  }
  return notes;
}
