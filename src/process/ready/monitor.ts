/** Performs a readiness check for one run of a process. */

import { type CheckEffect, type CheckEvent, type CheckPlan, newCheck, stepCheck } from "./machine.ts";
import type { Probe } from "./probe.ts";

/** What `setTimeout` takes: about 24 days. A longer time runs out at once otherwise. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Who is told, once, by one of the two; never before {@link ReadyMonitor.start} has returned. */
export interface ReadyReport {
  /** `url`: where it can be reached; null for probes that know none. */
  ready(url: string | null): void;
  /** `why`: a sentence without a full stop that says what was seen last. */
  notReady(why: string): void;
}

/** One check, from the start of a process to its report. */
export class ReadyMonitor {
  readonly #plan: CheckPlan;
  readonly #probe: Probe;
  readonly #report: ReadyReport;
  #state = newCheck;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #look: AbortController | undefined;
  readonly #looks = new Set<Promise<void>>();

  constructor(plan: CheckPlan, probe: Probe, report: ReadyReport) {
    this.#plan = plan;
    this.#probe = probe;
    this.#report = report;
  }

  /** Call it once, when the process has been started: the time that it has to become ready begins now. */
  start(): void {
    this.#dispatch({ type: "begin" });
  }

  /** Ends the check without a report; after its report it does nothing. Timers are gone at once, the rest soon: see {@link clean}. */
  stop(): void {
    this.#dispatch({ type: "stop" });
  }

  /** Settles when no look that was begun has a socket, child or listener left; never rejects. */
  async clean(): Promise<void> {
    while (this.#looks.size > 0) await Promise.all(this.#looks);
  }

  #dispatch(event: CheckEvent): void {
    const { state, effects } = stepCheck(this.#plan, this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: CheckEffect): void {
    switch (effect.type) {
      case "limit":
        this.#limit = after(effect.ms, () => {
          this.#dispatch({ type: "time-over", note: this.#probe.note?.() ?? "" });
        });
        return;
      case "pause":
        this.#setTimer(effect.ms, { type: "pause-over" });
        return;
      case "look":
        clearTimeout(this.#timer);
        if (effect.limitMs !== null) this.#setTimer(effect.limitMs, { type: "look-overdue", look: effect.look });
        this.#begin(effect.look);
        return;
      case "end-look":
        this.#look?.abort();
        return;
      case "end":
        clearTimeout(this.#limit);
        clearTimeout(this.#timer);
        return;
      case "ready":
        this.#report.ready(effect.url);
        return;
      case "not-ready":
        this.#report.notReady(effect.why);
    }
  }

  /** There is one timer beside that of the whole: a pause and a look exclude each other. */
  #setTimer(ms: number, event: CheckEvent): void {
    clearTimeout(this.#timer);
    this.#timer = after(ms, () => this.#dispatch(event));
  }

  #begin(look: number): void {
    const controller = new AbortController();
    this.#look = controller;
    const done = this.#probe
      .look(controller.signal)
      .catch((error: unknown) => ({
        ok: false,
        seen: error instanceof Error ? error.message : String(error),
        url: null,
      }))
      .then((result) => {
        this.#looks.delete(done);
        this.#dispatch({ type: "looked", look, ...result });
      });
    this.#looks.add(done);
  }
}

function after(ms: number, act: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(act, Math.min(ms, MAX_TIMER_MS));
}
