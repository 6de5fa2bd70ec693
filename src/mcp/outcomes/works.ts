/** Builds and runs of tests as their tools have told of them: each with its beginning and its end. Pure. */

import type { ToldEvent } from "../../events/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";

type Of<Kind extends ToldEvent["kind"]> = Extract<ToldEvent, { readonly kind: Kind }>;
export type WorkKind = "build" | "tests";
export type FailedTest = Of<"tests">["failures"][number];

/** `unfinished`: it will not be told of any more, as the process has ended or another one was begun. */
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

const nothing = { errors: null, warnings: null, passed: null, failed: null, skipped: null, failures: [] } as const;

/** All of a kind, in the order in which they ended or, while they run, began. `events`: oldest first. */
export function worksOf(
  kind: WorkKind,
  events: readonly ToldEvent[],
  processes: readonly Pick<ProcessSnapshot, "source" | "status" | "startedAt" | "endedAt">[],
): Work[] {
  const works: Work[] = [];
  for (const event of events) {
    if (event.kind !== kind) continue;
    const at = works.findLastIndex((work) => isOngoing(work, event));
    const before = works[at];
    if (event.phase === "started") {
      if (before !== undefined) works[at] = { ...before, state: "unfinished" };
      works.push(begun(event));
      continue;
    }
    if (before !== undefined) works.splice(at, 1);
    works.push(ended(event, before));
  }
  const bySource = new Map(processes.map((process) => [process.source, process]));
  return works.map((work) => {
    const process = bySource.get(work.source);
    if (work.state !== "running" || process === undefined) return work;
    const isOver = !isAlive(process.status) || process.startedAt > (work.startedAt ?? 0);
    return isOver ? { ...work, state: "unfinished" } : work;
  });
}

/** The newest of each tool of each process. */
export function newestWorks(works: readonly Work[]): Work[] {
  const newest = new Map<string, Work>();
  for (const work of works) newest.set(`${work.source} ${work.tool}`, work);
  return [...newest.values()];
}

function isOngoing({ state, source, tool }: Work, event: Of<WorkKind>): boolean {
  const isSame = tool === event.tool || (event.phase !== "started" && (tool === "" || event.tool === ""));
  return state === "running" && source === event.source && isSame;
}

function begun({ kind, source, process, tool, time }: Of<WorkKind>): Work {
  return { ...nothing, kind, source, process, tool, state: "running", startedAt: time, endedAt: null, ms: null };
}

/** An outcome, whose beginning was told or not. */
function ended(event: Of<WorkKind>, before: Work | undefined): Work {
  const { kind, source, process, time } = event;
  const startedAt = before?.startedAt ?? (event.ms === null ? null : time - event.ms);
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
    endedAt: time,
    ms: event.ms ?? (startedAt === null ? null : time - startedAt),
    ...counts,
  };
}
