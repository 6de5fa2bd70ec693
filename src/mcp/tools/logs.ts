/** Tools that read the log. */

import * as z from "zod";
import { type LogReader, type LogRecord, level } from "../../../core/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";
import { byteLength, clock, cut, parseTimestamp, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { Pattern, PatternError } from "../pattern/index.ts";
import { type LogMatches, searchLog } from "../search.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";
import { chosenProcess, unknownName } from "./processes.ts";

/** Source 0 of the log: Brummer itself. */
const OWN_SOURCE = 0;
const OWN_NAME = "brum";

const levelNames = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const streamNames = ["stdout", "stderr", "system"];

const input = z.strictObject({
  query: z
    .string()
    .max(mcpLimits.queryCharacters)
    .default("")
    .describe("text to find in a line; every line when empty"),
  regex: z.boolean().default(false).describe("query is a regular expression (no lookaround, no back references)"),
  ignoreCase: z.boolean().default(true),
  level: z.enum(levelNames).describe("least level").optional(),
  processId: z.string().describe("lines of this run only").optional(),
  name: z.string().describe(`lines of this process only; ${OWN_NAME} is Brummer itself`).optional(),
  since: z
    .union([z.string(), z.number()])
    .describe("RFC 3339 time, or the cursor of an earlier answer: only what is newer")
    .optional(),
  limit: z.int().min(1).max(mcpLimits.matches).default(50),
});

const match = z.object({
  sequence: z.int(),
  time: z.string(),
  process: z.string(),
  level: z.string(),
  stream: z.string(),
  text: z.string(),
});

type Input = z.output<typeof input>;
type Match = z.output<typeof match>;

const search = defineTool({
  name: "logs_search",
  title: "Search logs",
  description:
    "Finds lines that the processes printed: the newest matches, oldest first. Pass the answer's cursor as since to get only what came after; more: true says that older matches are left out.",
  input,
  output: z.object({
    matches: z.array(match),
    count: z.int(),
    cursor: z.int(),
    more: z.boolean(),
    notes: z.array(z.string()),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(query, { reader, processes }, signal) {
    const known = await processes.list();
    const pattern = query.regex && query.query !== "" ? compiled(query) : undefined;
    const scope = sourceOf(query, known);
    // The cursor is taken first: a line that comes while the search goes on is newer.
    const cursor = reader.latest();
    const since = start(query.since, reader);
    const found = await searchLog(
      reader,
      {
        filter: {
          ...(scope === undefined ? {} : { sources: new Set([scope.source]) }),
          ...(query.level === undefined ? {} : { minLevel: level[query.level] }),
          ...newest(since.time, scope?.since),
        },
        from: since.sequence,
        to: cursor,
        text: query.query,
        ignoreCase: query.ignoreCase,
        pattern,
        limit: query.limit,
      },
      signal,
    );
    return { cursor, ...fitted(found, names(known), since.missed) };
  },
  text({ matches, count, cursor, notes }) {
    const lines = matches.map((line) => printed(line));
    const found = count === 0 ? "No matches" : `${count} ${count === 1 ? "match" : "matches"}`;
    return [...lines, `${found}; cursor ${cursor}`, ...notes].join("\n");
  },
});

/** One line of an answer: `14:03:05.123 web error something broke`. */
function printed(line: Match): string {
  return `${clock(Date.parse(line.time))} ${line.process} ${line.level} ${line.text}`;
}

function compiled({ query, ignoreCase }: Input): Pattern {
  try {
    return new Pattern(query, ignoreCase);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ToolError(
      `query is no regular expression that can be searched for: ${error.message}. Mend it, or leave regex out to find the text as it stands.`,
    );
  }
}

/** The source that the query is about, and from when on: a process id names one run. */
function sourceOf(query: Input, known: readonly ProcessSnapshot[]): { source: number; since?: number } | undefined {
  if (query.processId === undefined && query.name === undefined) return undefined;
  if (query.name === OWN_NAME && query.processId === undefined) return { source: OWN_SOURCE };
  if (query.name !== undefined && query.processId === undefined && !known.some(({ name }) => name === query.name)) {
    throw unknownName("process", query.name, [...known.map(({ name }) => name), OWN_NAME]);
  }
  const { source, startedAt } = chosenProcess(known, query);
  return query.processId === undefined ? { source } : { source, since: startedAt };
}

/** Where the search begins: at a time or at a sequence, and how many lines from there on are lost. */
function start(since: Input["since"], reader: LogReader): { sequence: number; time?: number; missed: number } {
  if (since === undefined) return { sequence: 0, missed: 0 };
  const text = String(since).trim();
  if (/^\d+$/.test(text)) {
    const sequence = Number(text);
    const latest = reader.latest();
    if (sequence > latest) {
      throw new ToolError(
        `since ${text} is ahead of the log, whose cursor is ${latest}: it comes from an earlier run of Brummer. Leave since out once to get a new cursor.`,
      );
    }
    return { sequence, missed: Math.max(0, reader.oldest() - sequence) };
  }
  const time = parseTimestamp(text);
  if (time === undefined) {
    throw new ToolError(
      `since "${text}" is neither a cursor (a whole number, from an earlier answer) nor an RFC 3339 time such as ${timestamp(Date.now())}.`,
    );
  }
  return { sequence: 0, time, missed: 0 };
}

/** The later of two starts, as part of a filter. */
function newest(a: number | undefined, b: number | undefined): { since?: number } {
  if (a === undefined && b === undefined) return {};
  return { since: Math.max(a ?? 0, b ?? 0) };
}

function names(known: readonly ProcessSnapshot[]): (source: number) => string {
  const bySource = new Map([[OWN_SOURCE, OWN_NAME]]);
  for (const { source, name } of known) bySource.set(source, name);
  return (source) => bySource.get(source) ?? `source ${source}`;
}

function toMatch(record: LogRecord, nameOf: (source: number) => string): Match {
  return {
    sequence: record.sequence,
    time: timestamp(record.time),
    process: nameOf(record.source),
    level: levelNames[record.level],
    stream: streamNames[record.stream] ?? "",
    text: cut(record.text, mcpLimits.lineBytes),
  };
}

/** As many of the newest matches as the answer has room for, oldest first, and notes on what is missing. */
function fitted(found: LogMatches, nameOf: (source: number) => string, missed: number) {
  const matches: Match[] = [];
  let bytes = 0;
  for (const record of found.records) {
    const line = toMatch(record, nameOf);
    bytes += byteLength(printed(line)) + 1;
    if (bytes > mcpLimits.answerBytes) break;
    matches.push(line);
  }
  const omitted = found.records.length - matches.length;
  const notes: string[] = [];
  if (omitted > 0) {
    notes.push(
      `${omitted} older matches left out: an answer holds ${mcpLimits.answerBytes} bytes of lines. Narrow the query.`,
    );
  } else if (found.more) {
    notes.push(`Older matches left out: the limit is ${matches.length}. Raise limit or narrow the query.`);
  }
  if (found.stoppedAt !== undefined) {
    notes.push(
      `The search stopped early: lines before sequence ${found.stoppedAt} were not looked at. Narrow it by name, level or since, or search for plain text.`,
    );
  }
  if (missed > 0) notes.push(`${missed} lines after that cursor are gone: the log holds the newest lines only.`);
  return { matches: matches.reverse(), count: matches.length, more: omitted > 0 || found.more, notes };
}

/** In the order of a client's list. */
export const logTools: readonly Tool[] = [search];
