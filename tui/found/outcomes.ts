/** How builds and runs of tests have ended, for each process. Pure. */

import type { ToldEvent } from "../../src/events/index.ts";
import { isAlive, type ProcessSnapshot } from "../../src/process/index.ts";

/** Outcomes of a process whose times are kept: as many as fit into a line or two. */
const MAX_HISTORY = 10;

type BuildEvent = Extract<ToldEvent, { kind: "build" }>;
type TestsEvent = Extract<ToldEvent, { kind: "tests" }>;

/** An event of a build or a run of tests. */
export type WorkEvent = BuildEvent | TestsEvent;
export type WorkKind = WorkEvent["kind"];

/** A build or a run of tests that has ended. */
export interface Outcome {
  readonly ok: boolean;
  /** What was told of it. */
  readonly told: WorkEvent;
  /** From when on what the process printed belongs to it, in milliseconds since 1970; null: from its start. */
  readonly from: number | null;
}

/** The builds of a process, or its runs of tests. */
export interface Work {
  /** Names the row. */
  readonly id: string;
  readonly process: string;
  readonly source: number;
  readonly kind: WorkKind;
  /** What has begun and not ended. */
  readonly running: { readonly tool: string; readonly since: number } | null;
  readonly last: Outcome | null;
  readonly lastFailed: Outcome | null;
  /** The last ones, oldest first. */
  readonly history: readonly { readonly ok: boolean; readonly time: number }[];
}

/** Takes an event in: as many rows as there are processes, twice at most. */
export function withWork(works: readonly Work[], event: WorkEvent): readonly Work[] {
  const id = `${event.process} ${event.kind}`;
  const index = works.findIndex((work) => work.id === id);
  const known = works[index] ?? newWork(id, event);
  const work = event.phase === "started" ? begun(known, event) : ended(known, event);
  return index === -1 ? [...works, work] : works.with(index, work);
}

function newWork(id: string, { process, source, kind }: WorkEvent): Work {
  return { id, process, source, kind, running: null, last: null, lastFailed: null, history: [] };
}

function begun(work: Work, { source, tool, time }: WorkEvent): Work {
  return { ...work, source, running: { tool, since: time } };
}

function ended(work: Work, event: WorkEvent): Work {
  const ok = event.phase !== "failed";
  // What was printed in the moment of an outcome belongs to that one.
  const before = work.last === null ? null : work.last.told.time + 1;
  const outcome: Outcome = { ok, told: event, from: work.running?.since ?? before };
  return {
    ...work,
    source: event.source,
    running: null,
    last: outcome,
    lastFailed: ok ? work.lastFailed : outcome,
    history: [...work.history, { ok, time: event.time }].slice(-MAX_HISTORY),
  };
}

type Run = Pick<ProcessSnapshot, "status" | "startedAt">;

/**
 * The outcome that counts: the last one. Of a run that has failed by itself it is the last that failed in it: who tests several
 * packages one after the other tells of each, and those that passed later do not make up for it.
 */
export function outcomeOf({ last, lastFailed }: Work, run: Run | null): Outcome | null {
  const isOfRun = run?.status === "failed" && lastFailed !== null && lastFailed.told.time >= run.startedAt;
  return isOfRun ? lastFailed : last;
}

/** What is under way; null: nothing, or its process has ended meanwhile. */
export function underWay({ running }: Work, run: Run | null): Work["running"] {
  return running !== null && run !== null && isAlive(run.status) && running.since >= run.startedAt ? running : null;
}
