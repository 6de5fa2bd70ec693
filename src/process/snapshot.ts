/** What others see of a name and its newest run. */

import type { Run } from "./driver.ts";
import type { Launch } from "./launch.ts";
import { type Life, newLife } from "./lifecycle.ts";
import type { ProcessSnapshot, ProcessStatus } from "./types.ts";

/** Where a name is between its runs; while a run is under way, the run itself says. */
export type Phase =
  | { readonly kind: "run" }
  /** For these others. */
  | { readonly kind: "waiting"; readonly open: readonly string[] }
  | { readonly kind: "pausing"; readonly restartAt: number; readonly note: string }
  /** Before its first run, or between runs that nobody has asked for yet: `error` says why it never ran. */
  | { readonly kind: "over"; readonly error: string | null };

interface Named {
  readonly id: string;
  readonly name: string;
  readonly source: number;
  readonly launch: Launch;
  readonly startedAt: number;
  readonly restarts: number;
  readonly firstRecord: number;
  readonly why: string | null;
  readonly phase: Phase;
  readonly run: Run | undefined;
}

/** As of now. */
export function snapshotOf({
  id,
  name,
  source,
  launch,
  startedAt,
  restarts,
  firstRecord,
  why,
  phase,
  run,
}: Named): ProcessSnapshot {
  const life = phase.kind === "waiting" ? newLife : (run?.life ?? newLife);
  const error = (phase.kind === "over" ? phase.error : null) ?? life.error;
  return {
    id,
    name,
    source,
    launch,
    status: statusOf(phase, life, run),
    pid: life.pid,
    startedAt,
    endedAt: life.endedAt,
    readyAt: life.readyAt,
    url: life.url,
    restartAt: phase.kind === "pausing" ? phase.restartAt : null,
    waitingFor: phase.kind === "waiting" ? phase.open : [],
    note: phase.kind === "pausing" ? phase.note : (life.note ?? why),
    exitCode: life.exitCode,
    signal: life.signal,
    error,
    leftover: run?.leftover ?? [],
    firstRecord,
    restarts,
  };
}

function statusOf(phase: Phase, life: Life, run: Run | undefined): ProcessStatus {
  switch (phase.kind) {
    case "waiting":
      return "waiting";
    case "pausing":
      return "restarting";
    case "run":
      return life.status;
    case "over":
      if (phase.error !== null) return "failed";
      // It was stopped while it waited, or before a restart.
      return run === undefined || life.over ? "stopped" : life.status;
  }
}
