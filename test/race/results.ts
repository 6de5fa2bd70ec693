/** What a run of the suite came to. */

import type { JobResult, Report } from "./engine/job.ts";
import { type Primitive, primitives } from "./engine/scenario.ts";

/** A scenario on the core as it is. */
export interface ScenarioResult extends Omit<JobResult, "failure"> {
  readonly name: string;
  readonly primitive: Primitive;
  readonly threads: number;
  /** Preemptions up to which all schedules were to be tried. */
  readonly preemptions: number;
  /** All were; else there are at least 10,000 different ones, the last of them random. */
  readonly exhaustive: boolean;
  readonly seed: number;
  readonly failure: Report | undefined;
}

export interface TwinResult {
  readonly name: string;
  readonly primitive: Primitive;
  readonly breaks: string;
  readonly scenario: string;
  readonly caught: boolean;
  /** Schedules until it was caught. */
  readonly schedules: number;
  /** What showed it, or why nothing did. */
  readonly message: string;
  readonly schedule: string | undefined;
}

/** Schedules of a scenario repeated on real threads. */
export interface SampleOutcome {
  readonly name: string;
  readonly primitive: Primitive;
  readonly schedules: number;
  readonly steps: number;
  readonly failure: string | undefined;
}

export interface LitmusOutcome {
  readonly name: string;
  readonly primitive: Primitive | "memory";
  readonly steps: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: string | undefined;
}

export interface Results {
  readonly scenarios: ScenarioResult[];
  readonly twins: TwinResult[];
  readonly realThreads: SampleOutcome[];
  readonly litmus: LitmusOutcome[];
}

/** How many checks passed and failed. */
export function count({ scenarios, twins, realThreads, litmus }: Results): { passed: number; failed: number } {
  const all = [
    ...scenarios.map(({ failure }) => failure === undefined),
    ...twins.map(({ caught }) => caught),
    ...realThreads.map(({ failure }) => failure === undefined),
    ...litmus.map(({ failure }) => failure === undefined),
  ];
  const passed = all.filter((isFine) => isFine).length;
  return { passed, failed: all.length - passed };
}

/** Per primitive: what the scenarios and twins came to. */
export type Summary = Readonly<
  Record<
    string,
    {
      readonly schedules: number;
      readonly accesses: number;
      /** Scenarios in which two accesses raced. */
      readonly races: number;
      readonly scenarios: number;
      /** How many of them were tried exhaustively, see {@link ScenarioResult}; and whether all were. */
      readonly exhaustiveScenarios: number;
      readonly exhaustive: boolean;
      readonly twins: { readonly caught: number; readonly total: number; readonly names: readonly string[] };
    }
  >
>;

export function summarize({ scenarios, twins }: Results): Summary {
  return Object.fromEntries(
    primitives
      .filter((name) => [...scenarios, ...twins].some(({ primitive }) => primitive === name))
      .map((name) => {
        const own = scenarios.filter(({ primitive }) => primitive === name);
        const ownTwins = twins.filter(({ primitive }) => primitive === name);
        const summary = {
          schedules: sum(own.map(({ schedules }) => schedules)),
          accesses: sum(own.map(({ accesses }) => accesses)),
          races: own.filter(({ failure }) => failure?.message.startsWith("race") === true).length,
          scenarios: own.length,
          exhaustiveScenarios: own.filter(({ exhaustive }) => exhaustive).length,
          exhaustive: own.length > 0 && own.every(({ exhaustive }) => exhaustive),
          twins: {
            caught: ownTwins.filter(({ caught }) => caught).length,
            total: ownTwins.length,
            names: ownTwins.map((twin) => twin.name),
          },
        };
        return [name, summary] as const;
      }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
