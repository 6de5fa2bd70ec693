/**
 * The life of one run of a process, as a pure state machine: `(state, event) → (state, effects)`. The driver
 * (`driver.ts`) performs the effects and reports what happens as events.
 *
 * A run is over when three things are known: how the child ended, that its output has ended (or is late), and, where it
 * was asked to end, that nothing of what it started lives.
 */

import type { ProcessStatus } from "./types.ts";

/** Milliseconds from the request to end to the end by force, where the launch does not say. */
export const GRACE_MS = 5000;
/** Milliseconds that a run's end waits for its output: a grandchild may hold the pipe open for ever. */
export const LATE_OUTPUT_MS = 1000;

/** What happened. `at`: milliseconds since 1970. */
export type LifeEvent =
  /** `isChecked`: there is a readiness check. */
  | { readonly type: "spawned"; readonly pid: number; readonly isChecked: boolean }
  | { readonly type: "spawn-failed"; readonly error: string; readonly at: number }
  | { readonly type: "ready"; readonly url: string | null; readonly at: number }
  | { readonly type: "not-ready"; readonly why: string }
  | { readonly type: "exited"; readonly code: number | null; readonly signal: string | null; readonly at: number }
  | { readonly type: "output-ended" }
  | { readonly type: "output-late" }
  | { readonly type: "stop" }
  | { readonly type: "restart" }
  | { readonly type: "grace-over" }
  | { readonly type: "tree-gone" };

/** What the driver is to do. */
export type LifeEffect =
  /** To all that the run started: ask it to end, or end it by force. */
  | { readonly type: "signal"; readonly how: "ask" | "force" }
  /** Report `grace-over` after the launch's time limit, or {@link GRACE_MS}. */
  | { readonly type: "start-grace" }
  /** Report `output-late` after {@link LATE_OUTPUT_MS}. */
  | { readonly type: "start-late-output" }
  /** Report `tree-gone` as soon as nothing that the run started lives. */
  | { readonly type: "watch-tree" }
  /** Report `ready` or `not-ready`, once. */
  | { readonly type: "start-check" }
  | { readonly type: "end-check" }
  /** The run is over: forget timers; what is left of it goes on by itself if nobody asked it to end. */
  | { readonly type: "finish"; readonly restart: boolean };

/** The state of a run. */
export interface Life {
  readonly status: ProcessStatus;
  readonly pid: number | null;
  readonly endedAt: number | null;
  readonly readyAt: number | null;
  readonly url: string | null;
  /** Why its readiness check was given up. */
  readonly note: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: string | null;
  /** The child itself has ended. */
  readonly exited: boolean;
  /** Nothing more is waited for from its pipes. */
  readonly outputOver: boolean;
  readonly treeGone: boolean;
  /** The run is over; no event changes it any more. */
  readonly over: boolean;
}

export const newLife: Life = {
  status: "pending",
  pid: null,
  endedAt: null,
  readyAt: null,
  url: null,
  note: null,
  exitCode: null,
  signal: null,
  error: null,
  exited: false,
  outputOver: false,
  treeGone: false,
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
    case "spawned": {
      const status = event.isChecked ? "starting" : "running";
      return { life: { ...life, status, pid: event.pid }, effects: event.isChecked ? [{ type: "start-check" }] : [] };
    }
    case "ready":
      if (life.status !== "starting") return { life, effects: [] };
      return { life: { ...life, status: "ready", readyAt: event.at, url: event.url }, effects: [] };
    case "not-ready":
      if (life.status !== "starting") return { life, effects: [] };
      return { life: { ...life, status: "running", note: event.why }, effects: [] };
    case "spawn-failed": {
      const failed: Life = { ...life, status: "failed", error: event.error, endedAt: event.at, over: true };
      return { life: failed, effects: [{ type: "finish", restart: false }] };
    }
    case "exited": {
      const { code, signal, at } = event;
      const exited: Life = { ...life, exited: true, exitCode: code, signal, endedAt: at };
      const effects: LifeEffect[] = endOfCheck(life);
      if (!life.outputOver) effects.push({ type: "start-late-output" });
      if (isEnding(life)) effects.push({ type: "watch-tree" });
      return settle(exited, effects);
    }
    case "output-ended":
    case "output-late":
      return settle({ ...life, outputOver: true }, []);
    case "tree-gone":
      return settle({ ...life, treeGone: true }, []);
    case "grace-over":
      return { life, effects: isEnding(life) ? [{ type: "signal", how: "force" }] : [] };
    case "stop":
      return askToEnd(life, "stopping");
    case "restart":
      return askToEnd(life, "restarting");
  }
}

function isEnding(life: Life): boolean {
  return life.status === "stopping" || life.status === "restarting";
}

/** A check is under way exactly while the run is `starting`. */
function endOfCheck(life: Life): LifeEffect[] {
  return life.status === "starting" ? [{ type: "end-check" }] : [];
}

function askToEnd(life: Life, status: "stopping" | "restarting"): LifeStep {
  // A second request only changes what comes after the end: a stop during a restart wins, and the other way round.
  if (isEnding(life)) return { life: { ...life, status }, effects: [] };
  const effects: LifeEffect[] = [...endOfCheck(life), { type: "signal", how: "ask" }, { type: "start-grace" }];
  if (life.exited) effects.push({ type: "watch-tree" });
  return { life: { ...life, status }, effects };
}

function settle(life: Life, effects: readonly LifeEffect[]): LifeStep {
  const complete = life.exited && life.outputOver && (life.treeGone || !isEnding(life));
  if (!complete) return { life, effects };
  const restart = life.status === "restarting";
  const finish: LifeEffect = { type: "finish", restart };
  // What `effects` would begin (timers) is ended by the finish at once; a watch of the tree is not needed either.
  const ended = effects.filter(({ type }) => type === "end-check");
  return { life: { ...life, status: finalStatus(life), pid: null, over: true }, effects: [...ended, finish] };
}

function finalStatus(life: Life): ProcessStatus {
  if (isEnding(life)) return "stopped";
  return life.exitCode === 0 ? "success" : "failed";
}
