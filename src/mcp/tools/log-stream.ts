/** `logs_stream`: lines as they are printed, told while the call goes on. */

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { type Level, type LogReader, type LogRecord, level, levelNames } from "../../../core/index.ts";
import { didYouMean } from "../../detect/index.ts";
import { lineBytesIn, maxTokens, Room } from "../budget.ts";
import { clock, cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { LineFollow } from "../line-follow.ts";
import { LineTeller } from "../line-teller.ts";
import { fileInput, matchesFor } from "../output/index.ts";
import { sinceOf } from "../position.ts";
import type { LinePattern } from "../search.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";
import { compiled, lineInput, names, sourceOf } from "./logs.ts";

const stream = defineTool({
  name: "logs_stream",
  title: "Stream logs",
  description:
    "Follows lines as they are printed, told as progress. Answers after seconds, limit lines, or at the first line that fits until.",
  input: z.strictObject({
    ...lineInput,
    level: z.string().optional(),
    until: z.string().describe("text or /regex/").optional(),
    seconds: z.number().min(0).max(mcpLimits.streamSeconds).default(10),
    limit: z.int().min(1).optional(),
    max_tokens: maxTokens,
    ...fileInput,
  }),
  output: z.object({
    lines: z.array(z.string()),
    count: z.int(),
    dropped: z.int(),
    ended: z.string(),
    cursor: z.int(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async run(input, context, exchange) {
    const { reader, processes, mask } = context;
    const from = input.since === undefined ? undefined : sinceOf(input.since, context);
    const known = await processes.list();
    const scope = sourceOf(input, known);
    const follow = new LineFollow(
      reader,
      {
        filter: {
          ...(scope === undefined ? {} : { sources: new Set([scope.source]) }),
          ...(input.level === undefined ? {} : { minLevel: levelOf(input.level) }),
          ...(from?.isCursor === false ? { since: from.time } : {}),
        },
        wanted: input.query === "" ? undefined : patternOf("query", input.query, input.regex),
        until: untilOf(input.until),
        limit: input.limit,
      },
      from?.sequence ?? reader.latest(),
    );
    let nameOf = names(known);
    const printed = (record: LogRecord) =>
      lineText({ ...record, text: mask(record.text) }, nameOf, lineBytesIn(input.max_tokens));
    const kept: string[] = [];
    const teller = new LineTeller(exchange);
    const end = performance.now() + input.seconds * 1000;
    for (;;) {
      const isOver = performance.now() >= end;
      const { count, records } = await follow.advance(exchange.signal);
      // A process that has begun meanwhile has a name too.
      if (records.some(({ source }) => nameOf(source).startsWith("source "))) nameOf = names(await processes.list());
      kept.push(...records.map(printed));
      kept.splice(0, kept.length - matchesFor(input));
      await teller.tell(follow.count, count, records.map(printed));
      if (follow.end !== undefined || exchange.signal.aborted) break;
      if (isOver && follow.cursor >= reader.latest()) break;
      // What came in the last moment is looked at once more, but no flood makes it longer.
      if (performance.now() >= end + mcpLimits.tellMs) break;
      await nextLines(reader, follow.cursor, end, exchange.signal);
    }
    const lines = newestOf(kept, input.max_tokens);
    return { lines, count: follow.count, dropped: follow.dropped, ended: follow.end ?? "time", cursor: follow.cursor };
  },
  text({ lines, count, dropped, ended, cursor }) {
    const why = ended === "until" ? "the last one fits until" : ended === "limit" ? "limit reached" : "time is over";
    const left = count - lines.length;
    return [
      ...(left > 0 ? [`(${left} earlier lines left out)`] : []),
      ...lines,
      `${count === 0 ? "No lines" : count === 1 ? "1 line" : `${count} lines`}; ${why}; cursor ${cursor}`,
      ...(dropped > 0 ? [`${dropped} lines of all processes were overwritten before they could be looked at.`] : []),
    ].join("\n");
  },
});

/** Waits for the next line, so long that notifications keep to their pace. */
async function nextLines(reader: LogReader, cursor: number, end: number, signal: AbortSignal): Promise<void> {
  const left = () => Math.max(0, end - performance.now());
  const until = performance.now() + mcpLimits.tellMs;
  await reader.follow(cursor).waitAsync(Math.min(left(), mcpLimits.followLookMs));
  await pause(Math.max(0, Math.min(left(), until - performance.now())), undefined, { signal }).catch(() => {});
}

function patternOf(argument: "query" | "until", text: string, isRegex: boolean): LinePattern {
  if (isRegex) return compiled(argument, text, true);
  const folded = text.toLowerCase();
  return { test: (line) => line.toLowerCase().includes(folded), required: /[^\x00-\x7f]/.test(text) ? "" : text };
}

/** The level of this name. Its schema does not name them again, as that of `logs_search` does. */
function levelOf(name: string): Level {
  const known = levelNames.find((one) => one === name);
  if (known !== undefined) return level[known];
  throw new ToolError(`level "${name}" is none of ${levelNames.join(", ")}. ${didYouMean(name, levelNames)}`.trim());
}

function untilOf(until: string | undefined): LinePattern | undefined {
  if (until === undefined || until === "") return undefined;
  const [, regex] = /^\/(.+)\/$/.exec(until) ?? [];
  return regex === undefined ? patternOf("until", until, false) : patternOf("until", regex, true);
}

function lineText(
  { time, source, level: at, text }: LogRecord,
  nameOf: (source: number) => string,
  maxBytes: number,
): string {
  return `${clock(time)} ${nameOf(source)} ${levelNames[at]} ${cut(text, maxBytes)}`;
}

/** The last of the lines that an answer has room for, one at least. */
function newestOf(lines: readonly string[], tokens: number): string[] {
  const room = new Room(tokens);
  const most = Math.floor((tokens * mcpLimits.tokenBytes - mcpLimits.frameBytes) / 3);
  const shown: string[] = [];
  for (const line of lines.toReversed()) {
    const text = cut(line, most);
    if (!room.takes(text, text)) break;
    shown.push(text);
  }
  return shown.reverse();
}

export const logStreamTools: readonly Tool[] = [stream];
