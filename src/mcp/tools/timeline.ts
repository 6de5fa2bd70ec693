/** `timeline`: everything that happened, in one order. */

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { maxTokens } from "../budget.ts";
import { directoryOf } from "../directory.ts";
import type { Exchange } from "../exchange.ts";
import { duration } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { fileInput, matchesFor } from "../output/index.ts";
import { cursorOf, moment, newest, type Position, type Since, sinceOf } from "../position.ts";
import { toldOf } from "../timeline/happenings.ts";
import { type LineChoice, lineChoices, linesOf } from "../timeline/lines.ts";
import { itemText, merged, pageOf, timelineItem } from "../timeline/page.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { names } from "./logs.ts";

const timeline = defineTool({
  name: "timeline",
  title: "Timeline",
  description:
    "Everything in order: lines, states, errors, builds, tests, addresses, agents' calls. Go on with since = cursor; wait: until something is new.",
  input: z.strictObject({
    since: moment.optional(),
    lines: z.enum(lineChoices).default("important"),
    wait: z.number().min(0).max(mcpLimits.timelineWaitSeconds).describe("seconds").default(0),
    max_tokens: maxTokens,
    ...fileInput,
  }),
  output: z.object({ items: z.array(timelineItem), cursor: z.string(), notes: z.array(z.string()) }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(input, context, exchange) {
    const { reader, errors, journal, processes, startedAt } = context;
    const directory = directoryOf(context);
    // With a wait and without a cursor: what comes from now on.
    const given = input.since === undefined ? undefined : sinceOf(input.since, context);
    const since = given ?? (input.wait > 0 ? { ...newest(context), time: 0, isCursor: true } : undefined);
    if (since !== undefined && input.wait > 0) await awaitNews(since, input.lines, input.wait, context, exchange);
    const end = newest(context);
    const from: Position = since ?? { sequence: 0, number: 0 };
    const wanted = since === undefined ? "last" : "first";
    const { entries, forgotten } = journal.since(from.number);
    const told = toldNumbers(context);
    const stretch = { from: from.sequence, to: end.sequence, choice: input.lines, told, wanted } as const;
    const lines = await linesOf({ reader, errors }, { ...stretch, limit: matchesFor(input) }, exchange.signal);
    const isAll = lines.from === from.sequence && lines.to === end.sequence;
    const drafts = merged({
      lines: lines.records,
      entries: entries.filter(
        ({ number, sequence }) =>
          number <= end.number && (wanted === "last" ? sequence >= lines.from : isAll || sequence < lines.to),
      ),
      linesFrom: input.lines === "none" ? Number.POSITIVE_INFINITY : reader.oldest(),
      before: from,
      after: end,
      directory,
      nameOf: names(await processes.list()),
      mask: context.mask,
    });
    const { items, next, left } = pageOf(drafts, wanted, input.max_tokens);
    const cursor =
      next ?? (isAll || wanted === "last" ? end : { sequence: lines.to, number: lastBefore(lines.to, context, from) });
    const notes = notesOn(since, { left, isAll, forgotten, wanted }, input.lines, context);
    if (items.length === 0)
      notes.unshift(input.wait > 0 ? `Nothing new in ${duration(input.wait * 1000)}.` : "Nothing.");
    return { items, cursor: cursorOf(cursor, startedAt), notes };
  },
  text: ({ items, cursor, notes }) => [...items.map(itemText), `cursor ${cursor}`, ...notes].join("\n"),
});

/** What is missing, and how to get it. */
function notesOn(
  since: Since | undefined,
  { left, isAll, forgotten, wanted }: { left: number; isAll: boolean; forgotten: number; wanted: "first" | "last" },
  choice: LineChoice,
  { reader }: ToolContext,
): string[] {
  const notes: string[] = [];
  if (left > 0 || !isAll) {
    const more = `${isAll ? "" : "over "}${left} more`;
    notes.push(
      wanted === "first"
        ? `${more}, ask with since and this cursor.`
        : `${more} before these: ask with since and a time or an age, or with a larger max_tokens.`,
    );
  }
  if (since?.isCursor !== true) return notes;
  const gone = Math.min(reader.oldest(), reader.latest()) - since.sequence;
  if (gone > 0 && choice !== "none") {
    notes.push(`${gone} lines after that cursor were overwritten: of those only warnings and worse are kept.`);
  }
  if (forgotten > 0) notes.push(`${forgotten} happenings after that cursor are no longer known.`);
  return notes;
}

/** Numbers of the errors that are told in the timeline: their lines need not stand there too. */
function toldNumbers({ journal }: ToolContext): ReadonlySet<number> {
  const numbers = journal.since(0).entries.flatMap(({ what }) => (what.kind === "error" ? [what.error.number] : []));
  return new Set(numbers);
}

/** The last entry that happened before a line, or that was told already. */
function lastBefore(sequence: number, { journal }: ToolContext, from: Position): number {
  const { entries } = journal.since(from.number);
  return entries.findLast((entry) => entry.sequence < sequence)?.number ?? from.number;
}

/** Settles when there is something new after a position, a moment later: what belongs together comes together. */
async function awaitNews(
  since: Position,
  choice: LineChoice,
  seconds: number,
  context: ToolContext,
  exchange: Exchange,
): Promise<void> {
  const { reader, errors, journal } = context;
  const { signal } = exchange;
  const began = performance.now();
  const left = () => began + seconds * 1000 - performance.now();
  let { sequence, number } = since;
  let toldAt = began;
  while (left() > 0 && !signal.aborted) {
    const end = newest(context);
    const isNews = journal.since(number).entries.some((entry) => {
      const told = toldOf(entry, "");
      // A line says what has become of a process.
      return told?.isNews === true && (told.kind !== "process" || choice === "none");
    });
    const stretch = { from: sequence, to: end.sequence, choice, told: toldNumbers(context), wanted: "first" } as const;
    const { records } = await linesOf({ reader, errors }, { ...stretch, limit: 1 }, signal);
    if (isNews || records.length > 0) {
      await journal.next(Math.min(left(), mcpLimits.calmMs), signal);
      return;
    }
    ({ sequence, number } = end);
    if (performance.now() - toldAt >= mcpLimits.progressMs) {
      toldAt = performance.now();
      const passed = Math.round((toldAt - began) / 1000);
      await exchange.progress(passed, seconds, "Waiting for something new").catch(() => {});
    }
    await journal.next(Math.min(left(), mcpLimits.tellMs), signal);
    // A flood of happenings must not become one of looks.
    await pause(mcpLimits.lookPauseMs);
  }
}

export const timelineTools: readonly Tool[] = [timeline];
