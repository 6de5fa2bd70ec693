/** Builds and runs of tests as their tools have told of them: each with its beginning and its end. Pure. */

import type { ToldEvent } from "../../events/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";

type Of<Kind extends ToldEvent["kind"]> = Extract<ToldEvent, { readonly kind: Kind }>;
export type WorkKind = "build" | "tests";
export type FailedTest = Of<"tests">["failures"][number];

/** `unfinished`: nothing more will be told of it, as the process has ended or begun anew. */
export const workStates = ["running", "succeeded", "failed", "unfinished"] as const;

/** One build, or one run of tests. Times in milliseconds since 1970; numbers are null where the tool names none. */
export interface Work {
  readonly kind: WorkKind;
  readonly source: number;
  readonly process: string;
  /** Empty: not known. */
  readonly tool: string;
  readonly state: (typeof workStates)[number];
  /** Null: nobody told. */
  readonly startedAt: number | null;
  /** Whether that follows only from how long it took. */
  readonly isComputed: boolean;
  /** From when on errors are its own, as far as that is known. */
  readonly errorsFrom: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
  readonly ms: number | null;
  readonly errors: number | null;
  readonly warnings: number | null;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly failures: readonly FailedTest[];
}

const nothing = {
  isComputed: false,
  errorsFrom: 0,
  errors: null,
  warnings: null,
  passed: null,
  failed: null,
  skipped: null,
  failures: [],
} as const;

type Owner = Pick<ProcessSnapshot, "source" | "status" | "startedAt">;

/** Ended works that are looked at for another telling of the same outcome: what other processes tell meanwhile. */
const TWINS = 8;

/** All of a kind, in the order in which they ended, and behind them those that run. `events`: oldest first. */
export function worksOf(kind: WorkKind, events: readonly ToldEvent[], processes: readonly Owner[]): Work[] {
  const nameOf = onlyTools(kind, events);
  const ended: Work[] = [];
  const running = new Map<number, readonly Work[]>();
  for (const told of events) {
    if (told.kind !== kind) continue;
    const event = { ...told, tool: nameOf(told) };
    const ongoing = running.get(event.source) ?? [];
    const before = ongoing.findLast((work) => isSame(work, event));
    const others = ongoing.filter((work) => work !== before);
    running.set(event.source, event.phase === "started" ? [...others, begun(event)] : others);
    if (event.phase === "started") continue;
    const work = endedBy(event, before);
    const recent = Math.max(0, ended.length - TWINS);
    const twin = ended.slice(recent).findLastIndex((other) => isSame(other, event) && isTwin(other, work));
    const other = ended[recent + twin];
    if (twin === -1 || other === undefined) ended.push(work);
    else ended[recent + twin] = joined(other, work);
  }
  const works = [...ended, ...[...running.values()].flat()];
  const bySource = new Map(processes.map((process) => [process.source, process]));
  return withErrors(works).map((work) => {
    const process = bySource.get(work.source);
    if (process === undefined) return work;
    const { startedAt } = process;
    if (work.endedAt !== null) {
      return work.endedAt < startedAt ? work : { ...work, errorsFrom: Math.max(work.errorsFrom, startedAt) };
    }
    const isOver = !isAlive(process.status) || startedAt > (work.startedAt ?? 0);
    return isOver ? { ...work, state: "unfinished" } : work;
  });
}

/** Of one whose beginning nobody told the errors are those since the last one. */
function withErrors(works: readonly Work[]): Work[] {
  const ends = new Map<string, number>();
  return works.map((work) => {
    const key = `${work.source} ${work.tool}`;
    const errorsFrom = work.startedAt ?? ends.get(key) ?? 0;
    if (work.endedAt !== null) ends.set(key, work.endedAt + mcpLimits.errorLagMs);
    return { ...work, errorsFrom };
  });
}

/**
 * How a tool is called: some outcomes name none, and some tools begin with the words of another one, of which no outcome is ever
 * told then. They are those of the only tool of the process of which outcomes are told.
 */
function onlyTools(kind: WorkKind, events: readonly ToldEvent[]): (event: Of<WorkKind>) => string {
  const tools = new Map<number, Set<string>>();
  for (const event of events) {
    if (event.kind !== kind || event.tool === "" || event.phase === "started") continue;
    tools.set(event.source, (tools.get(event.source) ?? new Set()).add(event.tool));
  }
  return ({ source, tool }) => {
    const known = tools.get(source) ?? new Set();
    const [only] = known;
    return only !== undefined && known.size === 1 && !known.has(tool) ? only : tool;
  };
}

/** The newest of each tool of each process; one without a name counts until there is a newer one. */
export function newestWorks(works: readonly Work[]): Work[] {
  const newest = new Map<string, Work>();
  for (const work of works) {
    newest.delete(`${work.source} `);
    newest.set(`${work.source} ${work.tool}`, work);
  }
  return [...newest.values()];
}

function isSame({ source, tool }: Work, event: Of<WorkKind>): boolean {
  return source === event.source && (tool === event.tool || tool === "" || event.tool === "");
}

/** Of some tools one stream says that the build has failed, and the other that it is over. */
function isTwin(a: Work, b: Work): boolean {
  if (a.endedAt === null || b.endedAt === null || a.state === b.state) return false;
  return isWithin(a, b) || isWithin(b, a);
}

/** Whether an outcome of which nobody told the beginning is that of the other one. */
function isWithin(outcome: Work, whole: Work): boolean {
  const [at, end] = [outcome.endedAt ?? 0, whole.endedAt ?? 0];
  return outcome.startedAt === null && at >= (whole.startedAt ?? end - SAME_MS) && at <= end + SAME_MS;
}

/** Milliseconds between two tellings of the same outcome. */
const SAME_MS = 50;

function joined(a: Work, b: Work): Work {
  const failed = a.state === "failed" ? a : b;
  const other = failed === a ? b : a;
  return {
    ...other,
    ...failed,
    tool: failed.tool === "" ? other.tool : failed.tool,
    startedAt: a.startedAt ?? b.startedAt,
    isComputed: a.isComputed && b.isComputed,
    endedAt: Math.max(a.endedAt ?? 0, b.endedAt ?? 0),
    ms: failed.ms ?? other.ms,
    errors: failed.errors ?? other.errors,
    warnings: failed.warnings ?? other.warnings,
  };
}

function begun({ kind, source, process, tool, time }: Of<WorkKind>): Work {
  return { ...nothing, kind, source, process, tool, state: "running", startedAt: time, endedAt: null, ms: null };
}

/** Milliseconds by which a beginning that was told may lie before the one that follows from how long it took. */
const SAME_START_MS = 1000;

/** Of some builds that fail nobody tells the end: the beginning that was told last is that of an earlier one then. */
function isEarlier(told: number, measured: number | null): boolean {
  return measured !== null && told < measured - SAME_START_MS;
}

/** An outcome, whose beginning was told or not. */
function endedBy(event: Of<WorkKind>, before: Work | undefined): Work {
  const { kind, source, process, time } = event;
  const measured = event.ms === null ? null : time - event.ms;
  const told = before?.startedAt ?? null;
  const isComputed = told === null || isEarlier(told, measured);
  const startedAt = isComputed ? measured : told;
  const counts =
    kind === "build"
      ? { errors: event.errors, warnings: event.warnings }
      : { passed: event.passed, failed: event.failed, skipped: event.skipped, failures: event.failures };
  return {
    ...nothing,
    kind,
    source,
    process,
    tool: event.tool === "" ? (before?.tool ?? "") : event.tool,
    state: event.phase === "failed" ? "failed" : "succeeded",
    startedAt,
    isComputed,
    endedAt: time,
    ms: event.ms ?? (startedAt === null ? null : time - startedAt),
    ...counts,
  };
}
