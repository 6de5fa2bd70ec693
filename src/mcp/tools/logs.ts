/** Tools that read the log. */

import * as z from "zod";
import { type LogRecord, level } from "../../../core/index.ts";
import { fuzzyTest, Pattern, PatternError } from "../../logs/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";
import { byteLength, clock, cut, parseTimestamp, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";

import type { LinePattern, LogMatches } from "../search.ts";
import { searchKept } from "../search-kept.ts";
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
  fuzzy: z.boolean().default(false).describe("query is words that a line holds, or nearly"),
  ignoreCase: z.boolean().default(true),
  level: z.enum(levelNames).describe("least level").optional(),
  processId: z.string().describe("lines of this run only").optional(),
  name: z.string().describe(`lines of this process only; ${OWN_NAME} is Brummer itself`).optional(),
  since: z.union([z.string(), z.number()]).describe("RFC 3339 time or a cursor: only newer lines").optional(),
  before: z.int().min(0).describe("only lines before this sequence").optional(),
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
    "Finds lines that the processes printed: the newest matches, oldest first. For newer ones pass the answer's cursor as since, for older ones its before, if it has one. Both hold for one run of Brummer.",
  input,
  output: z.object({
    matches: z.array(match),
    count: z.int(),
    cursor: z.int(),
    more: z.boolean(),
    before: z.int().optional(),
    notes: z.array(z.string()),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(query, { reader, errors, processes }, signal) {
    const known = await processes.list();
    const pattern = patternOf(query);
    const scope = sourceOf(query, known);
    // The cursor is taken first: a line that comes while the search goes on is newer.
    const latest = reader.latest();
    const since = start(query.since, latest);
    const oldest = reader.oldest();
    if (query.before !== undefined && query.before > latest) throw aheadOfLog("before", query.before, latest);
    // The answer says nothing of what came later than it looked.
    const cursor = Math.min(query.before ?? latest, latest);
    const found = await searchKept(
      { reader, errors },
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
    const { notes, ...answer } = fitted(found, names(known));
    const gone = since.isCursor ? Math.min(oldest, cursor) - since.sequence : 0;
    if (gone > 0) notes.push(`${gone} lines after that cursor are gone: the log holds the newest lines only.`);
    else if (query.before !== undefined && query.before <= oldest && oldest > 0) {
      notes.push(`What came before sequence ${query.before} is gone: the log holds the newest lines only.`);
    }
    return { cursor, ...answer, notes };
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

/** What lines are tried with; undefined: they hold the text as it stands. */
function patternOf(query: Input): LinePattern | undefined {
  if (query.query === "") return undefined;
  if (query.fuzzy) return { test: fuzzyTest(query.query), required: "" };
  return query.regex ? compiled(query) : undefined;
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

function aheadOfLog(argument: string, sequence: number, latest: number): ToolError {
  return new ToolError(
    `${argument} ${sequence} is ahead of the log, whose cursor is ${latest}: it comes from an earlier run of Brummer. Leave ${argument} out once to get a new one.`,
  );
}

/** Where the search begins: at a time or at a sequence. */
function start(since: Input["since"], latest: number): { sequence: number; isCursor: boolean; time?: number } {
  if (since === undefined) return { sequence: 0, isCursor: false };
  const text = String(since).trim();
  if (/^\d+$/.test(text)) {
    const sequence = Number(text);
    if (sequence > latest) throw aheadOfLog("since", sequence, latest);
    return { sequence, isCursor: true };
  }
  const time = parseTimestamp(text);
  if (time === undefined) {
    throw new ToolError(
      `since "${text}" is neither a cursor (a whole number, from an earlier answer) nor an RFC 3339 time such as ${timestamp(Date.now())}.`,
    );
  }
  return { sequence: 0, isCursor: false, time };
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
function fitted(found: LogMatches, nameOf: (source: number) => string) {
  const matches: Match[] = [];
  let bytes = 0;
  for (const record of found.records) {
    const line = toMatch(record, nameOf);
    bytes += byteLength(printed(line)) + 1;
    if (bytes > mcpLimits.answerBytes) break;
    matches.push(line);
  }
  const omitted = found.records.length - matches.length;
  const more = omitted > 0 || found.more;
  const before = more ? matches.at(-1)?.sequence : found.stoppedAt;
  const notes: string[] = [];
  if (omitted > 0) {
    notes.push(
      `${found.more ? "Over " : ""}${omitted} older matches left out: an answer holds ${mcpLimits.answerBytes} bytes of lines. Go on with before ${before}, or narrow the query.`,
    );
  } else if (found.more) {
    notes.push(`Older matches left out: the limit is ${matches.length}. Go on with before ${before}.`);
  }
  if (found.partly !== undefined) {
    notes.push(`The line of sequence ${found.partly} was looked at in part only: the pattern took too long on it.`);
  }
  if (found.stoppedAt !== undefined) {
    notes.push(
      `The search stopped early: lines before sequence ${found.stoppedAt} were not looked at. Go on with before ${before}, or narrow it by name, level or since, or search for plain text.`,
    );
  }
  const count = matches.length;
  return { matches: matches.reverse(), count, more, ...(before === undefined ? {} : { before }), notes };
}

/** In the order of a client's list. */
export const logTools: readonly Tool[] = [search];
