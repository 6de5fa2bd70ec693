/** How one process stands after a change of files: pure reasoning over what it has told and printed. */

import type { ErrorSighting } from "../../errors/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";
import { newestWorks, type Work } from "../outcomes/works.ts";
import type { Printed } from "./line-watch.ts";

/**
 * `running`: it builds, tests, or starts anew. `printed`: something that tells nothing of an outcome, and no error. `silent`: nothing,
 * and nothing is known from before.
 */
export const standingStates = ["failed", "running", "succeeded", "ready", "printed", "stopped", "silent"] as const;

/** What is known of a process. */
export interface Sight {
  readonly process: ProcessSnapshot;
  /** Its builds and tests, each kind in its order. */
  readonly works: readonly Work[];
  /** Its errors of all times, without warnings, in the order in which they were told. */
  readonly errors: readonly Pick<ErrorSighting, "time" | "kind">[];
  /** Since the change. */
  readonly printed: Printed;
  /** When it had said last, before the change, that it is ready, milliseconds since 1970; 0: it never did. */
  readonly readyBefore: number;
}

export interface Standing {
  readonly process: ProcessSnapshot;
  readonly state: (typeof standingStates)[number];
  /** That is of after the change. */
  readonly isFresh: boolean;
  /** It was started after the change. */
  readonly isNew: boolean;
  /** It looks at files by itself, as far as anybody can tell. */
  readonly isWatching: boolean;
  /** It compiles what pages ask for, when they do: that it prints no error says nothing. */
  readonly isOnDemand: boolean;
  /** It had failed before the change, and has not now. */
  readonly isMended: boolean;
  /** The builds and tests that say so. */
  readonly works: readonly Work[];
  /** From when on its errors count, milliseconds since 1970; undefined: none do. */
  readonly errorsFrom: number | undefined;
  /** When it had come to that, and when it last did something; milliseconds since 1970, 0: not since the change. */
  readonly doneAt: number;
  readonly activeAt: number;
  /** The last line since the change; empty: there is none. */
  readonly lastText: string;
}

/** `since`: when files were changed, milliseconds since 1970. Undefined: it has ended before that, and is of no interest. */
export function standingOf(sight: Sight, since: number, now: number): Standing | undefined {
  const { process, printed, errors } = sight;
  const isOld = process.startedAt < since;
  const isOver = !isAlive(process.status) && isOld && (process.endedAt ?? 0) < since;
  // One that starts again when its files change is still there.
  if (isOver && !isRestarted(process)) return undefined;
  const all = sight.works.map((work) => givenUp(work, sight, now));
  const works = newestWorks(all);
  const fresh = works.filter((work) => isFresh(work, since));
  const ends = fresh.map(({ endedAt }) => endedAt ?? 0);
  const startedAt = isOld ? 0 : process.startedAt;
  const doneAt = Math.max(...ends, printed.readyAt, printed.failedAt, process.endedAt ?? 0) || printed.firstAt;
  const isOnDemand = works.length === 0 && onDemand.test(process.launch.command);
  const base = {
    process,
    isNew: !isOld,
    isWatching: isWatching(sight),
    isOnDemand,
    works: fresh.length > 0 ? fresh : works,
    doneAt,
    activeAt: Math.max(printed.lastAt, ...ends, startedAt),
    lastText: printed.lastText,
    isMended: false,
  };
  const state = isOver ? undefined : freshState({ ...sight, works }, fresh, { since, now });
  if (state !== undefined) {
    const isGood = state.state === "succeeded" || state.state === "ready" || state.state === "printed";
    return {
      ...base,
      ...state,
      isFresh: true,
      isMended: isGood && !isOnDemand && hadFailed({ ...sight, works: all }, since),
    };
  }
  return { ...base, ...oldState({ process, works, errors, readyBefore: sight.readyBefore }), isFresh: false };
}

type Come = Pick<Standing, "state" | "errorsFrom">;

const running: Come = { state: "running", errorsFrom: undefined };

/** How it stood before the change, and stands still. */
function oldState({ process, works, errors, readyBefore }: Omit<Sight, "printed">): Come {
  const failed = works.filter((work) => work.state === "failed");
  if (failed.length > 0) return { state: "failed", errorsFrom: earliest(failed) };
  if (process.status === "failed") return { state: "failed", errorsFrom: process.startedAt };
  if (works.some((work) => work.state === "succeeded")) return { state: "succeeded", errorsFrom: undefined };
  // Of a tool that tells errors alone.
  const last = errors.findLast(({ kind, time }) => isOfFiles(kind) && time > readyBefore && time >= process.startedAt);
  return last === undefined ? { state: "silent", errorsFrom: undefined } : { state: "failed", errorsFrom: last.time };
}

/** What it has come to since; undefined: nothing yet. */
function freshState(
  sight: Sight,
  fresh: readonly Work[],
  { since, now }: { since: number; now: number },
): Come | undefined {
  const { process, works, errors, printed } = sight;
  const { status, startedAt } = process;
  const isNew = startedAt >= since;
  if (status === "stopped") return { state: "stopped", errorsFrom: undefined };
  if (status === "failed") return { state: "failed", errorsFrom: isNew ? startedAt : since };
  if (status === "success") return { state: "succeeded", errorsFrom: undefined };
  if (status !== "running" && status !== "ready") return running;
  // One that began before may still have seen the change, or will be followed by another one.
  if (works.some((work) => work.state === "running")) return running;
  const outcomes = fresh.filter((work) => work.state === "failed" || work.state === "succeeded");
  const endedAt = Math.max(0, ...outcomes.map((work) => work.endedAt ?? 0));
  const errorAt = errors.findLast(({ time }) => time >= since)?.time ?? 0;
  const badAt = Math.max(errorAt, printed.failedAt);
  const begunAt = Math.max(printed.begunAt, isNew ? startedAt : 0);
  if (begunAt > Math.max(endedAt, badAt, printed.readyAt) && isAwaited(sight, begunAt, now)) return running;
  const failed = outcomes.filter((work) => work.state === "failed");
  if (failed.length > 0) return { state: "failed", errorsFrom: earliest(failed) };
  if (outcomes.length > 0) {
    // A server that throws after it was built.
    const from = Math.max(endedAt + mcpLimits.errorLagMs, printed.readyAt);
    return badAt > from ? { state: "failed", errorsFrom: from } : { state: "succeeded", errorsFrom: undefined };
  }
  if (badAt > printed.readyAt && badAt >= begunAt) return { state: "failed", errorsFrom: Math.max(since, begunAt) };
  if (printed.readyAt > 0 || (isNew && status === "ready")) return { state: "ready", errorsFrom: undefined };
  // Of one that tells outcomes other lines say nothing.
  if ((printed.lines > 0 && works.length === 0) || isNew) return { state: "printed", errorsFrom: undefined };
  return undefined;
}

/** Some tools tell the errors of a build, and not that it has failed: then silence does. */
function givenUp(work: Work, { errors, printed }: Sight, now: number): Work {
  if (work.state !== "running") return work;
  const { startedAt } = work;
  const last = errors.findLast(({ time }) => time >= (startedAt ?? 0));
  if (last === undefined || now - Math.max(last.time, printed.lastAt) < mcpLimits.mostQuietMs) return work;
  // That it began once more is not told, as long as nobody has told its end.
  const begunAt = printed.begunAt > 0 && printed.begunAt <= last.time ? printed.begunAt : startedAt;
  return { ...work, state: "failed", startedAt: begunAt, errorsFrom: begunAt ?? 0, endedAt: last.time };
}

/** Whether an outcome is still to be told of what has begun. */
function isAwaited({ works, readyBefore }: Sight, begunAt: number, now: number): boolean {
  return works.length > 0 || (readyBefore > 0 && now - begunAt < mcpLimits.startMs);
}

/** Whether it was begun after the change. Tools round the times that they tell, and tell them a moment later. */
function isFresh({ startedAt, endedAt, state, isComputed }: Work, since: number): boolean {
  if (startedAt === null) return (endedAt ?? 0) >= since;
  return state !== "unfinished" && startedAt >= since - (isComputed ? mcpLimits.roundingMs : 0);
}

/** Whether what it had told last before the change was a failure. */
function hadFailed({ works, errors, process, readyBefore }: Sight, since: number): boolean {
  const before = newestWorks(works.filter((work) => !isFresh(work, since)));
  if (before.some((work) => work.state === "failed")) return true;
  const from = Math.max(
    process.startedAt < since ? process.startedAt : 0,
    ...before.map(({ endedAt }) => (endedAt ?? 0) + mcpLimits.errorLagMs),
  );
  return errors.some(
    ({ time, kind }) => time < since && time >= from && time > readyBefore && (before.length === 0 || isOfFiles(kind)),
  );
}

function earliest(works: readonly Work[]): number {
  return Math.min(...works.map(({ errorsFrom }) => errorsFrom));
}

/** Commands of tools that look at files as long as they run. */
const watchers =
  /--watch(?:All)?\b|(?:^|\s)-w(?:\s|$)|\bwatch\b|\b(?:nodemon|watchexec|chokidar|entr|air|browser-sync|live-server|tsc-watch|ts-node-dev|tsup-node)\b|--(?:reload|hot)\b|\b(?:next|nuxi?|astro|wrangler|remix|svelte-kit|rspack|rsbuild|farm|ng|storybook|turbo) (?:run )?(?:dev|serve|start)\b|\bvite(?:\.js)?(?! (?:build|preview|optimize))(?: dev| serve)?(?:\s+-|\s*$)|\bwebpack(?:-dev-server| serve)\b|\bvitest(?:\.mjs)?(?! run)(?: watch| dev)?(?:\s+-|\s*$)/;

function isWatching({ process, works, errors }: Sight): boolean {
  const { launch, status, startedAt } = process;
  if (isRestarted(process)) return true;
  if (!isAlive(status)) return false;
  if (watchers.test(launch.command)) return true;
  // What goes on after a build is there for the next one.
  if (works.some(({ endedAt }) => (endedAt ?? 0) >= startedAt)) return true;
  return errors.some(({ time, kind }) => time >= startedAt && isOfFiles(kind));
}

/** Whether Brummer starts it again when its files change, also after it has ended by itself. */
function isRestarted({ launch, status }: ProcessSnapshot): boolean {
  return launch.watch !== undefined && status !== "stopped";
}

function isOfFiles(kind: ErrorSighting["kind"]): boolean {
  return kind === "compile" || kind === "lint";
}

/** Commands of servers that compile each file when a page asks for it. */
const onDemand =
  /\bvite(?:\.js)?(?! (?:build|preview|optimize))(?: dev| serve)?(?:\s+[-.]|\s*$)|\b(?:next|nuxi?|astro|remix vite:|react-router|svelte-kit|vinxi|wmr|web-dev-server|wds)(?: |:)?(?:dev|start)?\b/;
