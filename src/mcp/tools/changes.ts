/** `check_changes`: did the last edit compile? */

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { answerOf, answerText, changeAnswer } from "../changes/answer.ts";
import { ChangeWatch } from "../changes/look.ts";
import { type ChangedFile, newestFiles } from "../changes/newest-files.ts";
import { isSettled } from "../changes/settled.ts";
import type { Standing } from "../changes/standing.ts";
import { directoryOf } from "../directory.ts";
import type { Exchange } from "../exchange.ts";
import { mcpLimits } from "../limits.ts";
import { type Work, worksOf } from "../outcomes/works.ts";
import { moment, sinceOf } from "../position.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { sourceOf } from "./logs.ts";

const NAME = "check_changes";

const check = defineTool({
  name: NAME,
  title: "Check last edit",
  description:
    "Did the last edit compile? Waits until watching compilers, tests and servers are done with it; tells the errors there are now.",
  input: z.strictObject({
    name: z.string().optional(),
    since: moment.describe("default: newest file").optional(),
    timeout: z.number().min(0).max(mcpLimits.mostCheckSeconds).describe("seconds").default(mcpLimits.checkSeconds),
  }),
  output: changeAnswer,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ name, since: given, timeout }, context, exchange) {
    const begun = Date.now();
    const { processes } = context;
    const known = await processes.list();
    const source = name === undefined ? undefined : sourceOf({ name }, known)?.source;
    const from = given === undefined ? undefined : sinceOf(given, context);
    const change =
      from === undefined ? await lastChange(context, exchange.signal) : { since: from.time, isCertain: true };
    const { since, isCertain, file } = { file: undefined, ...change };
    const watch = new ChangeWatch(context, since, source);
    const times = { begun, since, isCertain, patienceMs: timeout * 1000 * mcpLimits.patiencePart };
    const news = new News(exchange, timeout);
    let standings: Standing[];
    for (;;) {
      standings = await watch.look(exchange.signal);
      const now = Date.now();
      const left = begun + timeout * 1000 - now;
      if (left <= 0 || exchange.signal.aborted || isSettled(standings, { ...times, now })) break;
      await news.tell(standings, now - begun);
      await context.journal.next(Math.min(left, mcpLimits.tellMs), exchange.signal);
      // A flood of happenings must not become one of looks.
      await pause(mcpLimits.lookPauseMs);
    }
    return answerOf({ standings, since, changed: file, tookMs: Date.now() - begun }, context);
  },
  text: answerText,
});

/** When the project's files were changed last, and whether that was just now as far as anybody can tell. */
async function lastChange(context: ToolContext, signal: AbortSignal) {
  const { journal, overview, processes, startedAt } = context;
  const files = await newestFiles(directoryOf(context), signal);
  const { events } = overview.events();
  const known = await processes.list();
  const newest = newestEdit(files, [...worksOf("build", events, known), ...worksOf("tests", events, known)]);
  const calls = journal.since(0).entries.flatMap(({ what }) => (what.kind === "call" ? [what.call] : []));
  const asked = calls.findLast((call) => call.tool === NAME && call.error === null)?.startedAt ?? startedAt;
  if (newest === undefined) return { since: asked, isCertain: false };
  return { since: newest.time, isCertain: newest.time > asked, file: newest.path };
}

/** The newest file that no build has written, as far as its time tells; undefined: of as many as are remembered there is none. */
function newestEdit(files: readonly ChangedFile[], works: readonly Work[]): ChangedFile | undefined {
  return files.find(({ time }) => !works.some((work) => mayBeWritten(time, work)));
}

function mayBeWritten(time: number, { kind, startedAt, endedAt }: Work): boolean {
  if (kind !== "build" || endedAt === null) return false;
  return time >= (startedAt ?? endedAt - mcpLimits.othersMs) && time <= endedAt + mcpLimits.writtenMs;
}

/** Tells the client how the wait goes. */
class News {
  readonly #exchange: Exchange;
  readonly #seconds: number;
  #toldAt = 0;

  constructor(exchange: Exchange, seconds: number) {
    this.#exchange = exchange;
    this.#seconds = seconds;
  }

  async tell(standings: readonly Standing[], passedMs: number): Promise<void> {
    if (passedMs - this.#toldAt < mcpLimits.progressMs) return;
    this.#toldAt = passedMs;
    const states = standings
      .filter(({ isFresh, isWatching }) => isFresh || isWatching)
      .slice(0, mcpLimits.briefProcesses)
      .map(({ process, state, isFresh }) => `${process.name} ${isFresh ? state : "has not begun"}`);
    const text = states.length === 0 ? "Waiting" : `Waiting: ${states.join(", ")}`;
    // Whoever does not hear it may still take the answer.
    await this.#exchange.progress(passedMs / 1000, this.#seconds, text).catch(() => {});
  }
}

export const changeTools: readonly Tool[] = [check];
