/**
 * A readiness check as a pure state machine: `(state, event) → (state, effects)`. `monitor.ts` performs the effects and
 * reports what happens as events. It gives one report, or none if it was stopped before.
 */

import { durationText } from "./duration.ts";

/** Milliseconds between two looks, at least: an interval of 0 must not keep the thread busy. */
const MIN_INTERVAL_MS = 10;

/** What is checked, and how; see `ReadyCheck` for the times (milliseconds) and their meaning. */
export interface CheckPlan {
  /**
   * `looks`: asks again and again. `once`: one look that lasts until it succeeds or all time is over (a line that is waited
   * for); delay, interval, the limit of a look and the number of successes mean nothing then.
   */
  readonly kind: "looks" | "once";
  readonly delayMs: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly withinMs: number;
  readonly successes: number;
  /** What is said when a look was not over in time: `http://localhost:3000/ did not answer`; of `once`: `no line fits /x/`. */
  readonly unanswered: string;
}

/** What happened. `look` is the number of the look that it belongs to. */
export type CheckEvent =
  | { readonly type: "begin" }
  | { readonly type: "pause-over" }
  /** `seen`: a clause that says what the look showed: `http://localhost:3000/ answered 503`. */
  | {
      readonly type: "looked";
      readonly look: number;
      readonly ok: boolean;
      readonly seen: string;
      readonly url: string | null;
    }
  | { readonly type: "look-overdue"; readonly look: number }
  /** `note`: what the look at hand has to add; empty for nothing. */
  | { readonly type: "time-over"; readonly note: string }
  | { readonly type: "stop" };

/** What is to be done. */
export type CheckEffect =
  /** Report `time-over` after so many milliseconds. */
  | { readonly type: "limit"; readonly ms: number }
  /** Report `pause-over` after so many milliseconds. */
  | { readonly type: "pause"; readonly ms: number }
  /** Look, report `looked`; `look-overdue` after `limitMs` (null: never). */
  | { readonly type: "look"; readonly look: number; readonly limitMs: number | null }
  /** Give up the look at hand: what it shows later is of no interest. */
  | { readonly type: "end-look" }
  | { readonly type: "ready"; readonly url: string | null }
  /** `why`: a sentence without a full stop that says what was seen last. */
  | { readonly type: "not-ready"; readonly why: string }
  /** Nothing comes after this: forget all timers. */
  | { readonly type: "end" };

/** The state of a check. */
export interface CheckState {
  readonly phase: "new" | "pausing" | "looking" | "over";
  /** Looks begun. */
  readonly looks: number;
  /** Successes in a row. */
  readonly row: number;
  /** What the last look that came to an end showed. */
  readonly seen: string | null;
}

export const newCheck: CheckState = { phase: "new", looks: 0, row: 0, seen: null };

/** A new state and what is to be done. */
export interface CheckStep {
  readonly state: CheckState;
  readonly effects: readonly CheckEffect[];
}

/** The transition. An event that makes no sense in a state changes nothing. */
export function stepCheck(plan: CheckPlan, state: CheckState, event: CheckEvent): CheckStep {
  const nothing = { state, effects: [] };
  if (state.phase === "over") return nothing;
  switch (event.type) {
    case "begin": {
      if (state.phase !== "new") return nothing;
      const limit: CheckEffect = { type: "limit", ms: plan.withinMs };
      const first = plan.kind === "once" || plan.delayMs <= 0 ? look(plan, state) : pause(state, plan.delayMs);
      return { state: first.state, effects: [limit, ...first.effects] };
    }
    case "pause-over":
      return state.phase === "pausing" ? look(plan, state) : nothing;
    case "looked": {
      if (state.phase !== "looking" || event.look !== state.looks) return nothing;
      // One that was to last until it succeeds can never succeed: a pattern that cannot be used.
      if (!event.ok && plan.kind === "once")
        return end(looked(state, event.seen, 0), [{ type: "not-ready", why: event.seen }]);
      if (!event.ok) return nextPause(plan, looked(state, event.seen, 0));
      const succeeded = looked(state, event.seen, state.row + 1);
      if (plan.kind === "looks" && succeeded.row < plan.successes) return nextPause(plan, succeeded);
      return end(succeeded, [{ type: "ready", url: event.url }]);
    }
    case "look-overdue": {
      if (state.phase !== "looking" || event.look !== state.looks) return nothing;
      const seen = `${plan.unanswered} within ${durationText(plan.timeoutMs)}`;
      const paused = nextPause(plan, looked(state, seen, 0));
      return { state: paused.state, effects: [{ type: "end-look" }, ...paused.effects] };
    }
    case "time-over":
      return end(state, [{ type: "not-ready", why: reason(plan, state, event.note) }]);
    case "stop":
      return end(state, []);
  }
}

/** A look has come to its end. */
function looked(state: CheckState, seen: string, row: number): CheckState {
  return { ...state, phase: "pausing", row, seen };
}

function pause(state: CheckState, ms: number): CheckStep {
  return { state: { ...state, phase: "pausing" }, effects: [{ type: "pause", ms }] };
}

function nextPause(plan: CheckPlan, state: CheckState): CheckStep {
  return pause(state, Math.max(plan.intervalMs, MIN_INTERVAL_MS));
}

function look(plan: CheckPlan, state: CheckState): CheckStep {
  const number = state.looks + 1;
  const limitMs = plan.kind === "once" ? null : plan.timeoutMs;
  return {
    state: { ...state, phase: "looking", looks: number },
    effects: [{ type: "look", look: number, limitMs }],
  };
}

function end(state: CheckState, reports: readonly CheckEffect[]): CheckStep {
  const isLooking = state.phase === "looking";
  const endLook: readonly CheckEffect[] = isLooking ? [{ type: "end-look" }] : [];
  return { state: { ...state, phase: "over" }, effects: [...endLook, { type: "end" }, ...reports] };
}

function reason(plan: CheckPlan, state: CheckState, note: string): string {
  const added = note === "" ? "" : `; ${note}`;
  const within = durationText(plan.withinMs);
  if (plan.kind === "once") return `${plan.unanswered} (in ${within})${added}`;
  if (state.looks === 0) {
    return `nobody looked: the delay of ${durationText(plan.delayMs)} is longer than the ${within} that it has${added}`;
  }
  const tooFew = state.row > 0 ? `, but only ${state.row} of ${plan.successes} times in a row` : "";
  const count = state.looks === 1 ? "1 look" : `${state.looks} looks`;
  return `${state.seen ?? plan.unanswered}${tooFew} (${count} in ${within})${added}`;
}
