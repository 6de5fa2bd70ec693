/** `brum logs --run …`: lines of an earlier run. */

import { level } from "../../../core/index.ts";
import type { HistoryReader, LineQuery, Part } from "../../history/index.ts";
import { exitCode } from "../arguments.ts";
import type { CommandIo } from "./io.ts";
import { choiceOf, formOf, type LogsGiven } from "./line-choice.ts";
import { LineView } from "./line-view.ts";
import { moment, startOf } from "./start.ts";
import { runOf, withHistory } from "./stored.ts";
import { UsageError } from "./usage.ts";

/** Characters that are gathered before they are printed. */
const CHUNK = 64 * 1024;

export function logsOfRun(given: LogsGiven, word: string, io: CommandIo): Promise<number> {
  if (given.follow) throw new UsageError("--follow is for the Brummer that runs: leave --run out.");
  return withHistory(given.directory, async (history) => {
    const run = runOf(history, word);
    const names = history.names(run.id);
    const choice = choiceOf(given);
    const query = queryOf(given, history, run.id, names);
    const isTail = query.tail !== undefined;
    const view = new LineView(formOf(given, io), choice.view);
    let text = "";
    const put = async (isLast: boolean) => {
      if (text !== "" && (isLast || text.length > CHUNK)) {
        await io.out(text);
        text = "";
      }
    };
    // The newest so many: found from the end, printed from the first of them.
    const from = isTail ? tailStart(history, run.id, query.query, query.tail ?? 0, choice.view.fits) : undefined;
    for (const part of history.lines(run.id, from === undefined ? query.query : { ...query.query, from })) {
      if (io.stopped.aborted) break;
      if ("gap" in part) text += view.dropped(part.gap.missed);
      else for (const record of part.records) text += view.line(record, names.get(record.source) ?? "?");
      await put(false);
    }
    text += view.end();
    await put(true);
    return exitCode.ok;
  });
}

function tailStart(
  history: HistoryReader,
  run: number,
  query: LineQuery,
  count: number,
  fits: ((text: string) => boolean) | undefined,
): number {
  let left = count;
  let first = Number.MAX_SAFE_INTEGER;
  for (const part of history.lines(run, query, true)) {
    if (left === 0) break;
    for (const record of recordsOf(part)) {
      if (left === 0) break;
      if (fits !== undefined && !fits(record.text)) continue;
      first = record.sequence;
      left--;
    }
  }
  return first;
}

function recordsOf(part: Part) {
  return "records" in part ? part.records : [];
}

function queryOf(
  given: LogsGiven,
  history: HistoryReader,
  run: number,
  names: ReadonlyMap<number, string>,
): { query: LineQuery; tail: number | undefined } {
  const now = Date.now();
  const start = startOf(given, now);
  const choice = choiceOf(given);
  const sources = given.names.map((name) => {
    const found = [...names].find(([, its]) => its === name);
    if (found !== undefined) return found[0];
    throw new UsageError(`No process "${name}" ran then. There were: ${[...names.values()].join(", ")}.`);
  });
  const error = given.error === undefined ? undefined : errorLines(history, run, given.error);
  const query: LineQuery = {
    ...(sources.length === 0 ? {} : { sources: new Set(sources) }),
    ...(given.level === undefined ? {} : { minLevel: level[given.level] }),
    ...("time" in start ? { since: start.time } : {}),
    ...("cursor" in start ? { from: start.cursor } : {}),
    ...(given.until === undefined ? {} : { until: moment("--until", given.until, now) }),
    ...(!choice.isOurs && given.grep !== undefined ? { text: given.grep, ignoreCase: given.ignoreCase } : {}),
    ...(error === undefined ? {} : { groups: error }),
  };
  return { query, tail: "tail" in start ? start.tail : undefined };
}

function errorLines(history: HistoryReader, run: number, id: string): ReadonlySet<number> {
  const found = history.errors(run, 1000).filter(({ last }) => last.fingerprint.startsWith(id));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new UsageError(`No error of that run, or more than one, has an id that begins with "${id}".`);
  }
  return new Set([only.last.number]);
}
