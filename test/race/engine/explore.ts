/** Enumerates the schedules of a scenario: all with few preemptions, then random ones. */

import type { Lab } from "./lab.ts";
import { STEP_LIMIT } from "./machine.ts";
import { Plan } from "./plan.ts";
import { Random } from "./random.ts";

export interface Limits {
  /** Preemptions up to which all schedules are tried (M. Musuvathi and S. Qadeer, PLDI 2007). */
  readonly preemptions: number;
  /** Milliseconds to spend. */
  readonly budgetMs: number;
  /** Different schedules to try in any case, where there are so many. */
  readonly atLeast: number;
  readonly seed: number;
}

export interface Exploration {
  /** Different schedules tried. */
  readonly schedules: number;
  /** Of these, random ones with more preemptions than all were tried with. */
  readonly random: number;
  readonly accesses: number;
  /** Preemptions up to which all schedules were tried; -1 for none. */
  readonly complete: number;
  /** The first wrong schedule. */
  readonly failing: Plan | undefined;
  readonly ms: number;
}

/** Random schedules have about so many preemptions more than those that are tried in order. */
const MORE_PREEMPTIONS = 2;
/** Share of the steps that a random schedule deviates at: at first, and at most. */
const FIRST_RATE = 0.05;
const MAX_RATE = 0.5;
/** Schedules between two looks at the clock. */
const SLICE = 64;
/** Milliseconds after which the event loop gets a turn. */
const TURN_MS = 40;

/** Hashes of random schedules that are kept to tell new ones; when there are more, those beyond are run and not counted. */
const MAX_REMEMBERED = 2_000_000;
/** Random schedules that are run, at most, for each one that is wanted: they repeat themselves, or have too few preemptions. */
const MAX_RUNS = 2;
/** Part of the time and of the schedules that is kept for random schedules where not all can be tried. */
const RANDOM_SHARE = 0.25;

/** Where the search stands below one schedule: which of its steps is to be changed next, and to what. */
class Frame {
  /** Per step from `first` on: how many other choices it had, without and with a preemption. */
  readonly free = new Uint8Array(STEP_LIMIT + 2);
  readonly paid = new Uint8Array(STEP_LIMIT + 2);
  first = 1;
  last = 0;
  step = 1;
  choice = 0;
  preemptions = 0;
}

/** Depth first through all schedules with `bound` preemptions at most. */
class Search {
  /** Schedules tried with exactly `bound` preemptions: those with fewer are tried by searches with a lower bound. */
  schedules = 0;
  readonly plan = new Plan();
  readonly #lab: Lab;
  readonly #bound: number;
  readonly #frames: Frame[];
  /** Index of the current frame; as many deviations lead to its schedule. */
  #depth = -1;
  #hasBegun = false;

  /** `frames` are reused from search to search. */
  constructor(lab: Lab, bound: number, frames: Frame[]) {
    this.#lab = lab;
    this.#bound = bound;
    this.#frames = frames;
  }

  /** Tries the next schedule (see the machine's `failure`); false when all have been. */
  next(): boolean {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#run(1, 0);
      return true;
    }
    while (this.#depth >= 0) {
      const frame = this.#frame(this.#depth);
      while (frame.step <= frame.last) {
        const free = frame.free[frame.step - frame.first] ?? 0;
        const paid = frame.preemptions < this.#bound ? (frame.paid[frame.step - frame.first] ?? 0) : 0;
        if (frame.choice < free + paid) {
          frame.choice++;
          this.plan.push(frame.step, frame.choice);
          this.#run(frame.step + 1, frame.preemptions + (frame.choice > free ? 1 : 0));
          return true;
        }
        frame.step++;
        frame.choice = 0;
      }
      this.#depth--;
      if (this.#depth >= 0) this.plan.pop();
    }
    return false;
  }

  #run(firstStep: number, preemptions: number): void {
    const { machine } = this.#lab;
    machine.run({ plan: this.plan, preemptions: this.#bound });
    if (preemptions === this.#bound) this.schedules++;
    const frame = this.#frame(++this.#depth);
    frame.first = firstStep;
    frame.last = machine.step;
    frame.step = firstStep;
    frame.choice = 0;
    frame.preemptions = preemptions;
    frame.free.set(machine.free.subarray(firstStep, machine.step + 1));
    frame.paid.set(machine.paid.subarray(firstStep, machine.step + 1));
  }

  #frame(depth: number): Frame {
    let frame = this.#frames[depth];
    if (frame === undefined) {
      frame = new Frame();
      this.#frames[depth] = frame;
    }
    return frame;
  }
}

/** Lets the event loop have a turn when it has waited for long, and says whether the time is over. */
class Watch {
  readonly start: number = performance.now();
  #lastTurn: number = this.start;

  /** Milliseconds since the start. */
  async look(): Promise<number> {
    const now = performance.now();
    if (now - this.#lastTurn > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#lastTurn = performance.now();
    }
    return performance.now() - this.start;
  }
}

/** Ends early at the first wrong schedule. */
export async function explore(lab: Lab, limits: Limits): Promise<Exploration> {
  const { machine } = lab;
  const watch = new Watch();
  const accesses = machine.accesses;
  const frames: Frame[] = [];
  let schedules = 0;
  let random = 0;
  let complete = -1;
  let failing: Plan | undefined;
  let search = new Search(lab, 0, frames);
  const counted = () => schedules + search.schedules + random;
  /** Goes on in order until all are tried, one is wrong, or `isEnough` says so; true: it said so. */
  const inOrder = async (isEnough: (ms: number) => boolean): Promise<boolean> => {
    for (let run = 1; ; run++) {
      if (run % SLICE === 0 && isEnough(await watch.look())) return true;
      if (!search.next()) {
        complete++;
        if (complete >= limits.preemptions) return false;
        schedules += search.schedules;
        search = new Search(lab, complete + 1, frames);
        // The next ones may have been tried at random already, and count once.
        random = 0;
      } else if (machine.failure !== undefined) {
        failing = copy(search.plan);
        return false;
      }
    }
  };
  // In order is faster than at random, and may come to an end.
  const isOver = await inOrder(
    (ms) => ms > limits.budgetMs * (1 - RANDOM_SHARE) && counted() >= limits.atLeast * (1 - RANDOM_SHARE),
  );
  if (isOver) {
    const source = new Random(limits.seed);
    const seen = new Set<number>();
    // Schedules with fewer preemptions may have been tried already.
    const tried = complete + 1;
    // Nothing here depends on how far the search came in its time: a seed repeats the same schedules.
    const wanted = limits.preemptions + MORE_PREEMPTIONS;
    let rate = FIRST_RATE;
    for (let run = 1; ; run++) {
      if (run % SLICE === 0) {
        const ms = await watch.look();
        if (ms > limits.budgetMs && (counted() >= limits.atLeast || run > MAX_RUNS * limits.atLeast)) break;
      }
      const plan = new Plan();
      machine.run({ plan, preemptions: Number.POSITIVE_INFINITY, random: { source, rate } });
      // Steps at which nobody else can go on offer no preemption, so the rate is found by trying.
      rate = Math.min(MAX_RATE, machine.preemptions < wanted ? rate * 1.02 : rate / 1.02);
      if (machine.failure !== undefined) {
        failing = plan;
        break;
      }
      if (machine.preemptions <= tried) continue;
      const hash = plan.hash();
      if (seen.size >= MAX_REMEMBERED || seen.has(hash)) continue;
      seen.add(hash);
      random++;
    }
    // Where few random schedules were new, the others are there in order.
    if (failing === undefined && counted() < limits.atLeast) await inOrder(() => counted() >= limits.atLeast);
  }
  return {
    schedules: counted(),
    random,
    accesses: machine.accesses - accesses,
    complete,
    failing,
    ms: performance.now() - watch.start,
  };
}

function copy(plan: Plan): Plan {
  const result = new Plan();
  for (const [index, step] of plan.steps.entries()) result.push(step, plan.choices[index] ?? 0);
  return result;
}
