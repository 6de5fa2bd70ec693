/** `brum logs --run …`: lines of an earlier run. */

import { type LogRecord, level } from "../../../core/index.ts";
import { type HistoryReader, type LineQuery, type Part, passes } from "../../history/index.ts";
import { flagsOf } from "../../logs/index.ts";
import { exitCode } from "../arguments.ts";
import type { CommandIo } from "./io.ts";
import { choiceOf, formOf, type LineChoice, type LogsGiven } from "./line-choice.ts";
import { LineView, type Shown, shownText, type ViewOptions } from "./line-view.ts";
import { moment, startOf } from "./start.ts";
import { runOf, sourcesNamed, withHistory } from "./stored.ts";
import { UsageError } from "./usage.ts";

/** Lines and marks that are gathered before they are printed. */
const AT_ONCE = 1000;

/** What is looked for in a run. */
interface Wanted {
  readonly run: number;
  /** Whose lines, and from when. */
  readonly scope: LineQuery;
  /** Which of these. */
  readonly query: LineQuery;
  /** The newest so many. */
  readonly tail: number | undefined;
}

export function logsOfRun(given: LogsGiven, word: string, io: CommandIo): Promise<number> {
  for (const option of [given.follow ? "--follow" : "", given.showCursor ? "--show-cursor" : ""]) {
    if (option !== "") throw new UsageError(`${option} is for the Brummer that runs: leave --run out.`);
  }
  const choice = choiceOf(given);
  return withHistory(given.directory, async (history) => {
    const run = runOf(history, word).id;
    const names = history.names(run);
    const wanted = wantedOf(given, choice, history, run, names);
    const view = new LineView(choice.view);
    const form = formOf(given, io);
    let shown: Shown[] = [];
    for (const part of partsOf(history, wanted, choice.view)) {
      if (io.stopped.aborted) break;
      if ("gap" in part) shown.push(...view.dropped(part.gap.missed, part.gap.time));
      else {
        for (const record of part.records) {
          const isWanted = choice.view.context === 0 || passes(record, wanted.query);
          shown.push(...view.line(record, names.get(record.source) ?? "?", isWanted));
        }
      }
      if (shown.length < AT_ONCE) continue;
      await io.out(shownText(shown, form));
      shown = [];
    }
    const rest = shownText([...shown, ...view.flush()], form) + form.end();
    if (rest !== "") await io.out(rest);
    return exitCode.ok;
  });
}

/** What is looked at: all of the scope where lines around may be shown. The newest so many are found from the end. */
function partsOf(history: HistoryReader, { run, scope, query, tail }: Wanted, view: ViewOptions): Generator<Part> {
  const looked = view.context > 0 ? scope : query;
  if (tail === undefined) return history.lines(run, looked);
  const isShown = ({ text }: LogRecord) => !view.hides(text) && (view.fits?.(text) ?? true);
  const first = nthFromEnd(history.lines(run, query, true), tail, isShown);
  if (first === undefined) return history.lines(run, { ...looked, from: Number.MAX_SAFE_INTEGER });
  const around = ({ text }: LogRecord) => !view.hides(text);
  const before = nthFromEnd(history.lines(run, { ...scope, to: first }, true), view.context, around);
  return history.lines(run, { ...looked, from: before ?? first });
}

/** The sequence of the record with which there are so many that pass, or of the last one; the parts come newest first. */
function nthFromEnd(
  parts: Generator<Part>,
  count: number,
  accepts: (record: LogRecord) => boolean,
): number | undefined {
  let left = count;
  let first: number | undefined;
  for (const part of left === 0 ? [] : parts) {
    for (const record of "records" in part ? part.records : []) {
      if (!accepts(record)) continue;
      first = record.sequence;
      left--;
      if (left === 0) return first;
    }
  }
  return first;
}

function wantedOf(
  given: LogsGiven,
  { isOurs, kinds }: LineChoice,
  history: HistoryReader,
  run: number,
  names: ReadonlyMap<number, string>,
): Wanted {
  const now = Date.now();
  const start = startOf(given, now);
  const sources = sourcesNamed(names, given.names);
  const scope: LineQuery = {
    ...(sources.length === 0 ? {} : { sources: new Set(sources) }),
    ...("time" in start ? { since: start.time } : {}),
    ...("cursor" in start ? { from: start.cursor } : {}),
    ...(given.until === undefined ? {} : { until: moment("--until", given.until, now) }),
  };
  const query: LineQuery = {
    ...scope,
    ...(given.level === undefined ? {} : { minLevel: level[given.level] }),
    ...(kinds.length === 0 ? {} : { anyFlags: flagsOf(kinds) }),
    ...(!isOurs && given.grep !== undefined ? { text: given.grep, ignoreCase: given.ignoreCase } : {}),
    ...(given.error === undefined ? {} : { groups: errorLines(history, run, given.error) }),
  };
  return { run, scope, query, tail: "tail" in start ? start.tail : undefined };
}

function errorLines(history: HistoryReader, run: number, id: string): ReadonlySet<number> {
  const found = history.errors(run, 1000).filter(({ last }) => last.fingerprint.startsWith(id));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new UsageError(`No error of that run, or more than one, has an id that begins with "${id}".`);
  }
  return new Set([only.last.number]);
}
