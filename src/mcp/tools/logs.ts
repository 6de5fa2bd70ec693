/** Tools that read the log. */

import * as z from "zod";
import { type Level, level, levelNames, type RecordFilter } from "../../../core/index.ts";
import type { Overview } from "../../analysis/index.ts";
import { didYouMean } from "../../detect/index.ts";
import { flagsOf, fuzzyTest, lineKinds, Pattern, PatternError } from "../../logs/index.ts";
import type { ProcessIdentity } from "../../process/index.ts";
import { Surroundings } from "../around.ts";
import { maxTokens } from "../budget.ts";
import { errorOf } from "../error-text.ts";
import { parseTimestamp, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { answerLine, answerOf, answerText } from "../log-answer.ts";
import { fileInput, matchesFor } from "../output/index.ts";
import { aheadOfLog, moment, sinceOf } from "../position.ts";
import type { LinePattern } from "../search.ts";
import { searchKept } from "../search-kept.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";
import { chosenProcess, unknownName } from "./processes.ts";

/** Source 0 of the log: Brummer itself. */
const OWN_SOURCE = 0;
const OWN_NAME = "brum";

/** A longer one is pasted by mistake. */
const words = z.string().refine(({ length }) => length <= mcpLimits.queryCharacters, {
  error: `at most ${mcpLimits.queryCharacters} characters`,
});

/** What says which lines are wanted: the same for all tools that read lines. */
export const lineInput = {
  query: words.default(""),
  regex: z.boolean().default(false),
  level: z.enum(levelNames).describe("least").optional(),
  name: z.string().describe("process").optional(),
  since: moment.optional(),
};

const input = z.strictObject({
  ...lineInput,
  fuzzy: z.boolean().default(false).describe("words, nearly"),
  ignoreCase: z.boolean().default(true),
  kinds: z.array(z.enum(lineKinds, { error: unknownKind })).optional(),
  hide: z.array(words).max(mcpLimits.hidden).describe("regexes of lines to leave out").default([]),
  processId: z.string().describe("one run").optional(),
  error: z.string().describe("id: its lines").optional(),
  before: z.int().min(0).optional(),
  until: z.string().describe("time").optional(),
  context: z.int().min(0).max(mcpLimits.around).describe("lines around each").default(0),
  collapse: z.boolean().describe("repeated lines once").default(false),
  limit: z.int().min(1).max(mcpLimits.fileMatches).default(50),
  max_tokens: maxTokens,
  ...fileInput,
});

type Input = z.output<typeof input>;

const search = defineTool({
  name: "logs_search",
  title: "Search logs",
  description:
    "Finds printed lines: the newest matches, oldest first. Go on with since = cursor (newer) or with before (older).",
  input,
  output: z.object({
    matches: z.array(answerLine),
    count: z.int(),
    cursor: z.int(),
    more: z.boolean(),
    before: z.int().optional(),
    notes: z.array(z.string()),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(query, context, { signal }) {
    const { reader, errors, searches, known, overview } = context;
    const processes = await known.list((those) => isKnown(query, those));
    const pattern = patternOf(query);
    const hidden = query.hide.map((one) => compiled("hide", one, query.ignoreCase));
    const scope = sourceOf(query, processes);
    // The cursor is taken first: a line that comes while the search goes on is newer.
    const latest = reader.latest();
    const since = query.since === undefined ? undefined : sinceOf(query.since, context);
    const oldest = reader.oldest();
    if (query.before !== undefined && query.before > latest) throw aheadOfLog("before", query.before, latest);
    // The answer says nothing of what came later than it looked.
    const cursor = Math.min(query.before ?? latest, latest);
    const least = query.level === undefined ? undefined : level[query.level];
    const look = (minLevel: Level | undefined) =>
      searchKept(
        { reader, errors, searches },
        {
          filter: {
            ...scopeFilter(scope),
            ...(minLevel === undefined ? {} : { minLevel }),
            ...(query.kinds === undefined ? {} : { anyFlags: flagsOf(query.kinds) }),
            ...(query.error === undefined ? {} : { groups: groupsOf(query.error, overview) }),
            ...newest(since?.isCursor === false ? since.time : undefined, scope?.since),
            ...(query.until === undefined ? {} : { until: endTime(query.until) }),
          },
          from: since?.isCursor === true ? since.sequence : 0,
          to: cursor,
          text: query.query,
          ignoreCase: query.ignoreCase,
          pattern,
          hidden,
          // Lines around matches may stand between repetitions: then it shows at the end which follow each other.
          collapse: query.collapse && query.context === 0,
          limit: Math.min(query.limit, matchesFor(query)),
        },
        signal,
      );
    const all = await look(least);
    // The lines of an error are kept for longer than others, as far as they are warnings and worse.
    const isGone = query.error !== undefined && least === undefined && all.records.length === 0;
    const found = isGone ? await look(level.warn) : all;
    const surroundings = { filter: scopeFilter(scope), to: latest, hidden, count: query.context };
    const shown = new Set<number>();
    const answered = (those: readonly ProcessIdentity[]) =>
      answerOf({
        found,
        around: new Surroundings(reader, surroundings, signal),
        collapse: query.collapse,
        tokens: query.max_tokens,
        nameOf: names(those, shown),
        mask: context.mask,
      });
    const first = await answered(processes);
    const areNamed = (those: readonly ProcessIdentity[]) =>
      [...shown].every((source) => source === OWN_SOURCE || those.some((one) => one.source === source));
    // A line can be quicker than the news of its process.
    const { notes, ...answer } = areNamed(processes) ? first : await answered(await known.list(areNamed));
    const gone = since?.isCursor === true ? Math.min(oldest, cursor) - since.sequence : 0;
    if (gone > 0) notes.push(`${gone} lines after that cursor are gone: the log holds the newest lines only.`);
    else if (query.before !== undefined && query.before <= oldest && oldest > 0) {
      notes.push(`What came before sequence ${query.before} is gone: the log holds the newest lines only.`);
    }
    return { cursor, ...answer, notes };
  },
  text({ matches, count, cursor, notes }) {
    const found = count === 0 ? "No matches" : `${count} ${count === 1 ? "match" : "matches"}`;
    return [...answerText(matches), `${found}; cursor ${cursor}`, ...notes].join("\n");
  },
});

/** What lines are tried with; undefined: they hold the text as it stands. */
function patternOf(query: Input): LinePattern | undefined {
  if (query.query === "") return undefined;
  if (query.fuzzy) {
    return { test: fuzzyTest(query.query), required: "", name: `~${query.query}` };
  }
  return query.regex ? compiled("query", query.query, query.ignoreCase) : undefined;
}

/** Group numbers of an error's lines. */
function groupsOf(id: string, overview: Overview): ReadonlySet<number> {
  return overview.numbersOf(errorOf(id, overview).fingerprint);
}

/** The pattern of an argument. Throws {@link ToolError} for what is none. */
export function compiled(argument: "query" | "hide" | "until", source: string, ignoreCase: boolean): Pattern {
  try {
    return new Pattern(source, ignoreCase);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const advice = argument === "query" ? "Mend it, or leave regex out to find the text as it stands." : "Mend it.";
    const what = argument === "query" ? "query" : `${argument} "${source}"`;
    throw new ToolError(`${what} is no regular expression that can be searched for: ${error.message}. ${advice}`);
  }
}

function unknownKind({ input }: { readonly input?: unknown }): string {
  const near = didYouMean(String(input), lineKinds);
  return `${JSON.stringify(input)} is none of ${lineKinds.join(", ")}.${near === "" ? "" : ` ${near}`}`;
}

/** Whether these are enough to say which process the query is about. */
function isKnown({ processId, name }: Input, those: readonly ProcessIdentity[]): boolean {
  return (
    (processId === undefined || those.some(({ id }) => id === processId)) &&
    (name === undefined || name === OWN_NAME || those.some((one) => one.name === name))
  );
}

/** The source that the query is about, and from when on: a process id names one run. */
export function sourceOf(
  query: Pick<Input, "name" | "processId">,
  known: readonly ProcessIdentity[],
): { source: number; since?: number } | undefined {
  if (query.processId === undefined && query.name === undefined) return undefined;
  if (query.name === OWN_NAME && query.processId === undefined) return { source: OWN_SOURCE };
  if (query.name !== undefined && query.processId === undefined && !known.some(({ name }) => name === query.name)) {
    throw unknownName("process", query.name, [...known.map(({ name }) => name), OWN_NAME]);
  }
  const { source, startedAt } = chosenProcess(known, query);
  return query.processId === undefined ? { source } : { source, since: startedAt };
}

function scopeFilter(scope: ReturnType<typeof sourceOf>): RecordFilter {
  return scope === undefined ? {} : { sources: new Set([scope.source]), ...newest(undefined, scope.since) };
}

function endTime(until: string): number {
  const time = parseTimestamp(until.trim());
  if (time !== undefined) return time;
  throw new ToolError(`until "${until}" is no RFC 3339 time such as ${timestamp(Date.now())}.`);
}

/** The later of two starts, as part of a filter. */
function newest(a: number | undefined, b: number | undefined): { since?: number } {
  if (a === undefined && b === undefined) return {};
  return { since: Math.max(a ?? 0, b ?? 0) };
}

/** Names sources, and notes in `asked` which. */
export function names(known: readonly ProcessIdentity[], asked?: Set<number>): (source: number) => string {
  const bySource = new Map([[OWN_SOURCE, OWN_NAME]]);
  for (const { source, name } of known) bySource.set(source, name);
  return (source) => {
    asked?.add(source);
    return bySource.get(source) ?? `source ${source}`;
  };
}

/** In the order of a client's list. */
export const logTools: readonly Tool[] = [search];
