/** One piece of work for an exploring thread: a scenario, on the core as it is or on a broken twin. */

import { scenarios } from "../scenarios/index.ts";
import { twins } from "../twins/index.ts";
import { type Bundle, buildCore } from "./bundle.ts";
import { explore, type Limits } from "./explore.ts";
import { Lab } from "./lab.ts";
import type { Patch, Scenario } from "./scenario.ts";
import { tuning } from "./tuning.ts";

export interface Job extends Limits {
  readonly scenario: string;
  readonly twin: string | undefined;
}

export interface JobResult {
  readonly schedules: number;
  /** Of these, random ones. */
  readonly random: number;
  readonly accesses: number;
  /** All schedules up to so many preemptions were tried; -1: not even those without one. */
  readonly complete: number;
  readonly ms: number;
  /** What went wrong, in the first schedule in which something did. */
  readonly failure: Report | undefined;
}

export interface Report {
  /** To be passed to `--replay`. */
  readonly schedule: string;
  readonly message: string;
  readonly trace: string;
}

export function scenarioNamed(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario "${name}"`);
  return scenario;
}

/** The changes of the core that a twin makes; none without a name. */
function patchesOf(twin: string | undefined): readonly Patch[] {
  if (twin === undefined) return [];
  const found = twins.find((one) => one.name === twin);
  if (found === undefined) throw new Error(`no twin "${twin}"`);
  return found.patches;
}

let plain: Promise<Bundle> | undefined;

/** The core as a scenario wants it. */
export function bundleFor(scenario: Scenario, twin: string | undefined): Promise<Bundle> {
  if (scenario.tuning !== undefined || twin !== undefined) {
    return buildCore([...tuning, ...(scenario.tuning ?? []), ...patchesOf(twin)]);
  }
  // The same for all, so that it is compiled once.
  plain ??= buildCore(tuning);
  return plain;
}

export async function runJob(job: Job): Promise<JobResult> {
  const scenario = scenarioNamed(job.scenario);
  const lab = new Lab(scenario, await bundleFor(scenario, job.twin));
  const { failing, ...result } = await explore(lab, job);
  if (failing === undefined) return { ...result, failure: undefined };
  const { failure, trace } = lab.explain(failing);
  const schedule = `${job.scenario}${job.twin === undefined ? "" : `+${job.twin}`}@${failing}`;
  const message = failure ?? "the schedule went wrong once, and not when it was repeated: a body is not deterministic";
  return { ...result, failure: { schedule, message, trace } };
}
