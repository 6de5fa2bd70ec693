/** What a person sees while the suite runs. */

import type { LitmusOutcome, SampleOutcome, ScenarioResult, Summary, TwinResult } from "./results.ts";

/** Lines that stay, and on a terminal one below them that says what is going on. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #isLive: boolean;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#isLive = out.isTTY === true;
  }

  line(text: string): void {
    this.#out.write(`${this.#isLive ? "\r\x1b[K" : ""}${text}\n`);
  }

  /** Shown until the next line; on a terminal only. */
  live(text: string): void {
    if (this.#isLive) this.#out.write(`\r\x1b[K${text.slice(0, (this.#out.columns ?? 80) - 1)}`);
  }
}

export function scenarioLine(result: ScenarioResult): string {
  const { name, schedules, accesses, exhaustive, complete, random, seed, failure, ms } = result;
  const extent = exhaustive
    ? `all up to ${complete} preemptions`
    : `all up to ${Math.max(complete, 0)}, ${grouped(random)} random (seed ${seed})`;
  return `${mark(failure === undefined)} ${name.padEnd(38)} ${grouped(schedules).padStart(9)} schedules, ${grouped(accesses).padStart(11)} accesses, ${extent}, ${(ms / 1000).toFixed(1)} s${
    failure === undefined ? "" : `\n${failed(failure.message, failure.schedule, failure.trace)}`
  }`;
}

export function twinLine({ name, caught, schedules, message, breaks, scenario }: TwinResult): string {
  if (caught) return `${mark(true)} twin ${name.padEnd(42)} caught after ${grouped(schedules)}: ${message}`;
  return `${mark(false)} twin ${name}: ${message}\n    ${breaks}; ${scenario} must find it`;
}

export function sampleLine({ name, schedules, steps, failure }: SampleOutcome): string {
  const text = `real threads: ${name.padEnd(38)} ${schedules} schedules, ${grouped(steps)} steps`;
  return `${mark(failure === undefined)} ${text}${failure === undefined ? "" : `\n    ${failure}`}`;
}

export function litmusLine({ name, steps, counts, failure }: LitmusOutcome): string {
  if (failure !== undefined) return `${mark(false)} litmus ${name}: ${failure}`;
  const told = Object.entries(counts).map(([what, value]) => `${what} ${grouped(value)}`);
  return `${mark(true)} litmus ${name.padEnd(32)} ${grouped(steps).padStart(12)} steps (${told.join(", ")})`;
}

/** One line for each primitive. */
export function summaryLines(summary: Summary): string[] {
  return Object.entries(summary).map(([name, row]) => {
    const { schedules, accesses, races, twins } = row;
    const figures = `${grouped(schedules).padStart(9)} schedules, ${grouped(accesses).padStart(11)} accesses`;
    const extent = row.exhaustive
      ? "exhaustive"
      : `${row.exhaustiveScenarios} of ${row.scenarios} scenarios exhaustive`;
    return `${name.padEnd(12)} ${figures}, ${races} races, ${twins.caught}/${twins.total} twins caught, ${extent}`;
  });
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function failed(message: string, schedule: string, trace: string): string {
  return `    ${message}\n${trace}\n    again: bun run race --replay '${schedule}'`;
}

function mark(isFine: boolean): string {
  return isFine ? "ok  " : "FAIL";
}
