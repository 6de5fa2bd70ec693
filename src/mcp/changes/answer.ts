/** What an agent is told of a change: whether all is well, what each process came to, and what to do where nobody looked. */

import * as z from "zod";
import { fitting } from "../budget.ts";
import { directoryOf } from "../directory.ts";
import { clock, cut, duration, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { countsText, failedTest, testLine, testsOf } from "../outcomes/view.ts";
import { errorsIn } from "../outcomes/window.ts";
import type { Work } from "../outcomes/works.ts";
import { briefError, briefOf, errorLine } from "../runs/run-errors.ts";
import type { ToolContext } from "../tool.ts";
import { type Standing, standingStates } from "./standing.ts";

/** `unknown`: nothing has looked at the change, as far as anybody can tell. */
type Verdict = "ok" | "broken" | "running" | "unknown";

const processView = z.object({
  process: z.string(),
  state: z.enum(standingStates),
  /** False: that is of before the change. */
  fresh: z.boolean(),
  mended: z.boolean().optional(),
  what: z.string(),
  errors: z.array(briefError).optional(),
  failures: z.array(failedTest).optional(),
  /** Errors and failures that are not shown. */
  more: z.int().optional(),
});

export const changeAnswer = z.object({
  /** A {@link Verdict}. */
  verdict: z.string(),
  since: z.string(),
  changed: z.string().optional(),
  processes: z.array(processView),
  notes: z.array(z.string()),
});

/** What was found. */
export interface Checked {
  readonly standings: readonly Standing[];
  /** When files were changed, milliseconds since 1970, and which one was the last, where that is known. */
  readonly since: number;
  readonly changed: string | undefined;
  /** Milliseconds that the check took. */
  readonly tookMs: number;
}

export function answerOf(checked: Checked, context: ToolContext): z.output<typeof changeAnswer> {
  const { standings, since, changed } = checked;
  const ordered = standings
    .filter(({ isFresh, isWatching, state }) => isFresh || isWatching || state === "failed")
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  const views = ordered.map((standing) => viewOf(standing, context));
  return {
    verdict: verdictOf(ordered),
    since: timestamp(since),
    ...(changed === undefined ? {} : { changed }),
    processes: fitting(views, mcpLimits.tokens - mcpLimits.leastTokens, processText),
    notes: notesOn(checked, ordered, context),
  };
}

/** As text. */
export function answerText({ verdict, since, changed, processes, notes }: z.output<typeof changeAnswer>): string {
  const what = `${changed === undefined ? "" : `${changed} changed `}${clock(Date.parse(since))}`;
  const mended = processes.filter((process) => process.mended === true).map(({ process }) => process);
  const words: Readonly<Record<string, string>> = {
    ok: mended.length === 0 ? "Fine" : `Fine again: ${mended.join(", ")} had failed before`,
    broken: "Broken",
    running: "Not over yet",
    unknown: "Unknown: nothing has told how it went",
  } satisfies Record<Verdict, string>;
  return [`${words[verdict]} (${what}).`, ...processes.map(processText), ...notes].join("\n");
}

/** By state, and of the same state what is new before what is old. */
function orderOf({ state, isFresh }: Standing): number {
  return 2 * standingStates.indexOf(state) + (isFresh ? 0 : 1);
}

function verdictOf(standings: readonly Standing[]): Verdict {
  const states = standings.map(({ state }) => state);
  if (states.includes("failed")) return "broken";
  if (states.includes("running")) return "running";
  const isGood = ({ isFresh, state, isWatching, isNew, isOnDemand }: Standing) =>
    isFresh &&
    (state === "succeeded" || (!isOnDemand && (state === "ready" || (state === "printed" && (isWatching || isNew)))));
  return standings.some(isGood) ? "ok" : "unknown";
}

function viewOf(standing: Standing, context: ToolContext): z.output<typeof processView> {
  const { process, state, isFresh, isMended, works, errorsFrom } = standing;
  const { overview, journal } = context;
  const directory = directoryOf(context);
  const window = { source: process.source, process: process.name, to: Number.POSITIVE_INFINITY };
  const errors = errorsFrom === undefined ? [] : errorsIn({ ...window, from: errorsFrom }, overview, journal);
  const failures = state === "failed" ? works.flatMap((work) => (work.state === "failed" ? work.failures : [])) : [];
  const more = Math.max(0, errors.length - mcpLimits.workErrors) + Math.max(0, failures.length - mcpLimits.workTests);
  return {
    process: process.name,
    state,
    fresh: isFresh,
    ...(isMended ? { mended: true } : {}),
    what: whatOf(standing),
    ...(errors.length === 0
      ? {}
      : { errors: errors.slice(0, mcpLimits.workErrors).map((group) => briefOf(group, directory)) }),
    ...(failures.length === 0 ? {} : { failures: testsOf(failures, mcpLimits.workTests) }),
    ...(more === 0 ? {} : { more }),
  };
}

function processText({
  process,
  state,
  what,
  fresh,
  mended,
  errors = [],
  failures = [],
  more,
}: z.output<typeof processView>): string {
  return [
    `${process}: ${what}${fresh || state === "silent" ? "" : " (before the change)"}${mended === true ? " (mended)" : ""}`,
    ...failures.map((test) => `  ${testLine(test)}`),
    ...errors.map((error) => `  ${errorLine(error)}`),
    ...(more === undefined ? [] : [`  ${more} more`]),
  ].join("\n");
}

/** `tsc failed in 312ms: 1 error` */
function whatOf({ process, state, works, isFresh, lastText }: Standing): string {
  const told = works.filter(
    (work) => work.state === "failed" || work.state === "succeeded" || work.state === "running",
  );
  const ended =
    process.exitCode !== null ? `ended with exit code ${process.exitCode}` : (process.signal ?? process.error);
  switch (state) {
    case "running":
      return told.some((work) => work.state === "running") ? told.map(workText).join(", ") : "begins anew";
    case "ready":
      return "ready";
    case "printed":
      return lastText === "" ? "started" : `no error; last line: ${cut(lastText.trim(), mcpLimits.briefBytes)}`;
    case "silent":
      return "printed nothing since";
    case "stopped":
      return "was stopped";
    default: {
      const texts = told.filter((work) => state === "succeeded" || isFresh || work.state === "failed").map(workText);
      if (ended !== null && process.endedAt !== null) texts.push(ended);
      return texts.length > 0 ? texts.join(", ") : state === "failed" ? "errors" : "done";
    }
  }
}

function workText({ kind, tool, state, ms, errors, warnings, passed, failed, skipped }: Work): string {
  const counts = countsText([
    [errors, "error", "errors"],
    [warnings, "warning", "warnings"],
    [failed, "failed", "failed"],
    [passed, "passed", "passed"],
    [skipped, "skipped", "skipped"],
  ]);
  const name = tool === "" ? (kind === "tests" ? "tests" : "build") : tool;
  const time = ms === null ? "" : ` in ${duration(ms)}`;
  return `${name} ${state === "running" ? "is running" : state}${time}${counts === "" ? "" : `: ${counts}`}`;
}

/** Scripts by which a change can be checked, the quickest first. */
const checks = [/^type-?check(?:s|ing)?$|^types$|^tsc$/i, /typecheck|^check(?::|$)/i, /^lint/i, /^build/i, /^tests?$/i];

function notesOn(
  { standings, since, tookMs }: Checked,
  shown: readonly Standing[],
  { project }: ToolContext,
): string[] {
  if (verdictOf(shown) === "running") {
    return [`Still running after ${duration(tookMs)}: ask again, with a longer timeout.`];
  }
  if (verdictOf(shown) !== "unknown") return [];
  const notes: string[] = [];
  const silent = namesOf(shown.filter(({ isWatching, isFresh, isOnDemand }) => isWatching && !isFresh && !isOnDemand));
  const onDemand = namesOf(shown.filter(({ isOnDemand }) => isOnDemand));
  if (silent.length > 0) {
    notes.push(`${silent.join(", ")} told nothing in the ${duration(Math.max(tookMs, Date.now() - since))} since.`);
  }
  for (const name of onDemand) notes.push(`${name} compiles what pages ask for: its silence says nothing.`);
  if (!shown.some(({ isWatching }) => isWatching)) notes.push("No running process watches files.");
  const running = new Set(namesOf(standings));
  const script = scriptFor(project().candidates.flatMap(({ name }) => (running.has(name) ? [] : name)));
  if (script !== undefined) notes.push(`scripts_run ${script} with wait exit checks it.`);
  const others = namesOf(standings.filter(({ isWatching, isFresh }) => !isWatching && !isFresh));
  if (others.length > 0) {
    const them = others.length === 1 ? "it" : "them";
    notes.push(
      `${others.slice(0, mcpLimits.briefProcesses).join(", ")}: scripts_restart starts ${them} with the change.`,
    );
  }
  return notes;
}

function namesOf(standings: readonly Standing[]): string[] {
  return standings.map(({ process }) => process.name);
}

function scriptFor(names: readonly string[]): string | undefined {
  for (const pattern of checks) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
