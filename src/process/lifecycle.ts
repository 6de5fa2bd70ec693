/**
 * The life of one run of a process, as a pure state machine: `(state, event) → (state, effects)`. The driver
 * (`driver.ts`) performs the effects and reports what happens as events.
 *
 * A run is over when three things are known: how the child ended, that its output has ended (or is late), and, where it
 * was asked to end, that nothing of its process group lives.
 */

import type { ProcessStatus } from "./types.ts";

/** Milliseconds between the request to end (SIGTERM) and the end by force (SIGKILL). */
export const GRACE_MS = 5000;
/** Milliseconds that a run's end waits for its output: a grandchild may hold the pipe open for ever. */
export const LATE_OUTPUT_MS = 1000;

/** What happened. `at`: milliseconds since 1970. */
export type LifeEvent =
  | { readonly type: "spawned"; readonly pid: number }
  | { readonly type: "spawn-failed"; readonly error: string; readonly at: number }
  | { readonly type: "exited"; readonly code: number | null; readonly signal: string | null; readonly at: number }
  | { readonly type: "output-ended" }
  | { readonly type: "output-late" }
  | { readonly type: "stop" }
  | { readonly type: "restart" }
  | { readonly type: "grace-over" }
  | { readonly type: "group-gone" };

/** What the driver is to do. */
export type LifeEffect =
  | { readonly type: "signal"; readonly signal: "SIGTERM" | "SIGKILL" }
  /** Report `grace-over` after {@link GRACE_MS}. */
  | { readonly type: "start-grace" }
  /** Report `output-late` after {@link LATE_OUTPUT_MS}. */
  | { readonly type: "start-late-output" }
  /** Report `group-gone` as soon as nothing of the group lives. */
  | { readonly type: "watch-group" }
  /** The run is over: forget timers; what is left of the group goes on by itself if nobody asked it to end. */
  | { readonly type: "finish"; readonly restart: boolean };

/** The state of a run. */
export interface Life {
  readonly status: ProcessStatus;
  readonly pid: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: string | null;
  /** The child itself has ended. */
  readonly exited: boolean;
  /** Nothing more is waited for from its pipes. */
  readonly outputOver: boolean;
  readonly groupGone: boolean;
  /** The run is over; no event changes it any more. */
  readonly over: boolean;
}

export const newLife: Life = {
  status: "pending",
  pid: null,
  endedAt: null,
  exitCode: null,
  signal: null,
  error: null,
  exited: false,
  outputOver: false,
  groupGone: false,
  over: false,
};

/** A new state and what is to be done. */
export interface LifeStep {
  readonly life: Life;
  readonly effects: readonly LifeEffect[];
}

/** The transition. An event that makes no sense in a state changes nothing. */
export function step(life: Life, event: LifeEvent): LifeStep {
  if (life.over) return { life, effects: [] };
  switch (event.type) {
    case "spawned":
      return { life: { ...life, status: "running", pid: event.pid }, effects: [] };
    case "spawn-failed": {
      const failed: Life = { ...life, status: "failed", error: event.error, endedAt: event.at, over: true };
      return { life: failed, effects: [{ type: "finish", restart: false }] };
    }
    case "exited": {
      const { code, signal, at } = event;
      const exited: Life = { ...life, exited: true, exitCode: code, signal, endedAt: at };
      const effects: LifeEffect[] = life.outputOver ? [] : [{ type: "start-late-output" }];
      return settle(exited, isEnding(life) ? [...effects, { type: "watch-group" }] : effects);
    }
    case "output-ended":
    case "output-late":
      return settle({ ...life, outputOver: true }, []);
    case "group-gone":
      return settle({ ...life, groupGone: true }, []);
    case "grace-over":
      return { life, effects: isEnding(life) ? [{ type: "signal", signal: "SIGKILL" }] : [] };
    case "stop":
      return askToEnd(life, "stopping");
    case "restart":
      return askToEnd(life, "restarting");
  }
}

function isEnding(life: Life): boolean {
  return life.status === "stopping" || life.status === "restarting";
}

function askToEnd(life: Life, status: "stopping" | "restarting"): LifeStep {
  // A second request only changes what comes after the end: a stop during a restart wins, and the other way round.
  if (isEnding(life)) return { life: { ...life, status }, effects: [] };
  const effects: LifeEffect[] = [{ type: "signal", signal: "SIGTERM" }, { type: "start-grace" }];
  if (life.exited) effects.push({ type: "watch-group" });
  return { life: { ...life, status }, effects };
}

function settle(life: Life, effects: readonly LifeEffect[]): LifeStep {
  const complete = life.exited && life.outputOver && (life.groupGone || !isEnding(life));
  if (!complete) return { life, effects };
  const restart = life.status === "restarting";
  const finish: LifeEffect = { type: "finish", restart };
  // What was begun by `effects` (timers) is ended by the finish at once; a watch of the group is not needed either.
  return { life: { ...life, status: finalStatus(life), pid: null, over: true }, effects: [finish] };
}

function finalStatus(life: Life): ProcessStatus {
  if (isEnding(life)) return "stopped";
  return life.exitCode === 0 ? "success" : "failed";
}
