/** A scenario set up to be run: the bundle loaded once per thread, its memory, its machine. */

import * as productionDoor from "../../../core/memory/door.ts";
import { type Bundle, loadCore, placeInStack } from "./bundle.ts";
import { type Clock, createClock, createDoor } from "./door.ts";
import { Machine } from "./machine.ts";
import { SharedMemory } from "./memory.ts";
import type { Plan } from "./plan.ts";
import type { Body, Core, Run, Scenario } from "./scenario.ts";
import { type Failure, formatTrace, raceOf, type TraceEntry } from "./trace.ts";

/** The host's own clock, for what runs outside of schedules. */
const hostClock: Clock = {
  now: () => performance.now(),
  setTimeout: () => -1,
  clearTimeout: () => {},
  queueMicrotask,
};

/** A bundle's instances, one per thread, behind the door of one machine. */
interface Stage {
  readonly machine: Machine;
  readonly core: (thread: number) => Core;
}

/** Kept from scenario to scenario: engines take a while to compile what they run. */
const stages = new WeakMap<Bundle, Stage>();

function stageFor(bundle: Bundle, scenario: Scenario, memory: SharedMemory): Stage {
  const known = stages.get(bundle);
  if (known !== undefined) {
    known.machine.setUp(scenario, memory);
    return known;
  }
  const machine = new Machine(scenario, memory);
  const door = createDoor(machine);
  const clock = createClock(machine);
  const cores: Core[] = [];
  const core = (thread: number) => {
    cores[thread] ??= loadCore(bundle, { door, clock, threadId: thread + 1 });
    return cores[thread];
  };
  const stage = { machine, core };
  stages.set(bundle, stage);
  return stage;
}

export class Lab {
  readonly machine: Machine;
  /** What the scenario's threads share. */
  readonly shared: unknown;
  readonly #bundle: Bundle;

  constructor(scenario: Scenario, bundle: Bundle) {
    this.#bundle = bundle;
    const maker = loadCore(bundle, { door: productionDoor, clock: hostClock, threadId: 1000 });
    const shared = scenario.share(maker);
    this.shared = shared;
    const stage = stageFor(bundle, scenario, new SharedMemory(scenario.regions(shared)));
    const { machine } = stage;
    this.machine = machine;
    for (const thread of machine.threads) {
      const core = stage.core(thread.index);
      const run = {
        note: (value: number) => {
          if (!machine.isUnwinding) thread.notes.push(value);
        },
      };
      const body = bodyOf(scenario, core, shared, thread.index, run, () => machine.dead);
      thread.body = () => {
        // Off as in production, and the list of locks that a stopped run has held is forgotten.
        core.setLockOrderChecks(false);
        return body();
      };
    }
  }

  /** Runs a schedule again and says in full how it goes. */
  explain(plan: Plan): Explanation {
    const { machine } = this;
    const trace: TraceEntry[] = [];
    machine.trace = trace;
    machine.placeOf = () => placeInStack(new Error("place").stack ?? "", this.#bundle.map);
    for (const thread of machine.threads) thread.placeOf = machine.placeOf;
    machine.run({ plan, preemptions: Number.POSITIVE_INFINITY });
    for (const thread of machine.threads) thread.placeOf = undefined;
    machine.trace = undefined;
    const failure = machine.failure;
    const nameOf = (address: number) => machine.memory.name(address);
    return {
      failure: failure === undefined ? unreached(plan, machine.step) : describe(failure, trace, nameOf),
      trace: formatTrace(trace, nameOf),
    };
  }
}

/** What one of a scenario's threads does: its own, the undertaker, or the one that looks at the end. */
export function bodyOf(
  scenario: Scenario,
  core: Core,
  shared: unknown,
  thread: number,
  run: Run,
  dead: () => number | undefined,
): Body {
  if (thread === scenario.threads) return () => scenario.bury?.(core, shared, run, dead() ?? 0);
  if (thread > scenario.threads) return () => scenario.after?.(core, shared, run, dead());
  return scenario.join(core, shared, thread, run);
}

export interface Explanation {
  readonly failure: string | undefined;
  readonly trace: string;
}

/** Says so where a plan goes on after its schedule's last step: it was not this schedule that was asked for. */
function unreached(plan: Plan, lastStep: number): string | undefined {
  const step = plan.steps.find((planned) => planned > lastStep);
  return step === undefined ? undefined : `the schedule ends at step ${lastStep}; step ${step} was never reached`;
}

function describe(failure: Failure, trace: readonly TraceEntry[], nameOf: (address: number) => string): string {
  if (failure.race === undefined) return `${failure.kind}: ${failure.message}`;
  const race = raceOf(trace, failure.race);
  const word = nameOf(failure.race.address);
  if (race === undefined) return `race on ${word}`;
  const part = ({ thread, what, place }: TraceEntry) => `${what} by thread ${thread} at ${place}`;
  return `race on ${word}: ${part(race.first)} and ${part(race.second)}, ordered by nothing`;
}
