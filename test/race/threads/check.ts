/**
 * The second check of the explorer: a sample of its schedules on real threads, each with its own instance of the core and
 * real Atomics. Every access must return what it returned in the exploration, and memory must be the same in the end.
 */

import { Worker } from "node:worker_threads";
import type { Bundle } from "../engine/bundle.ts";
import { Lab } from "../engine/lab.ts";
import { Plan } from "../engine/plan.ts";
import { Random } from "../engine/random.ts";
import type { Scenario } from "../engine/scenario.ts";
import { state } from "../engine/thread.ts";
import type { Play, Played, Setup } from "./token.worker.ts";

/** Deviations of a sampled schedule, about. */
const PREEMPTIONS = 5;
/** Milliseconds for all threads to do their part. */
const PLAY_MS = 30_000;

export interface SampleResult {
  readonly schedules: number;
  /** Steps made on real threads. */
  readonly steps: number;
  /** The first schedule that went another way, and how. */
  readonly failure: { readonly schedule: string; readonly message: string } | undefined;
}

/** Threads that are kept from scenario to scenario. */
export class RealThreads {
  readonly #workers: Worker[] = [];

  async sample(scenario: Scenario, bundle: Bundle, count: number, seed: number): Promise<SampleResult> {
    const lab = new Lab(scenario, bundle);
    const { machine } = lab;
    const token = new Int32Array(new SharedArrayBuffer(4));
    const workers = machine.threads.map(({ index }) => {
      const worker = this.#worker(index);
      const setup: Setup = {
        kind: "setup",
        scenario: scenario.name,
        code: bundle.code,
        thread: index,
        shared: lab.shared,
        token,
      };
      worker.postMessage(setup);
      return worker;
    });
    const source = new Random(seed);
    const hashes = new Set<number>();
    let steps = 0;
    for (let tries = 0; tries < 4 * count && hashes.size < count; tries++) {
      const plan = new Plan();
      const recording = { order: [] as number[], results: machine.threads.map((): number[] => []) };
      machine.recording = recording;
      const rate = PREEMPTIONS / Math.max(machine.step, 2 * PREEMPTIONS);
      machine.run({ plan, preemptions: Number.POSITIVE_INFINITY, random: { source, rate } });
      machine.recording = undefined;
      const failed = (message: string) => ({
        schedules: hashes.size,
        steps,
        failure: { schedule: `${scenario.name}@${plan}`, message },
      });
      if (machine.failure !== undefined) return failed(machine.failure.message);
      if (hashes.has(plan.hash())) continue;
      hashes.add(plan.hash());
      steps += recording.order.length;
      const expected = machine.memory.snapshot();
      machine.memory.reset();
      Atomics.store(token, 0, 0);
      const running = machine.threads.filter(({ state: now }) => now !== state.dormant);
      const answers = running.map(async ({ index, turns, notes }) => {
        const play: Play = {
          kind: "play",
          steps: recording.order.flatMap((who, step) => (who === index ? [step] : [])),
          results: recording.results[index] ?? [],
          dies: machine.dead === index,
          after: index === machine.epilogue ? recording.order.findLastIndex((who) => who !== index) : -1,
          turns: [...turns],
          dead: machine.dead,
        };
        const played = await ask(workers[index], play);
        if (played.divergence !== undefined) return `thread ${index}: ${played.divergence}`;
        if (String(played.notes) === String(notes)) return undefined;
        return `thread ${index} noted ${played.notes}, and ${notes} in the exploration`;
      });
      const message = (await Promise.all(answers)).find((answer) => answer !== undefined);
      if (message !== undefined) return failed(message);
      const different = machine.memory.difference(expected);
      if (different !== undefined) return failed(`${machine.memory.name(different)} is another in the end`);
    }
    return { schedules: hashes.size, steps, failure: undefined };
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  #worker(index: number): Worker {
    let worker = this.#workers[index];
    if (worker === undefined) {
      worker = new Worker(new URL("./token.worker.ts", import.meta.url));
      this.#workers[index] = worker;
    }
    return worker;
  }
}

function ask(worker: Worker | undefined, play: Play): Promise<Played> {
  return new Promise((resolve, reject) => {
    const forget = () => {
      clearTimeout(timer);
      worker?.off("message", onMessage);
      worker?.off("error", onError);
    };
    const onMessage = (played: Played) => {
      forget();
      resolve(played);
    };
    const onError = (error: unknown) => {
      forget();
      reject(error);
    };
    const timer = setTimeout(onError, PLAY_MS, new Error("a real thread did not end its part of a schedule"));
    worker?.on("message", onMessage);
    worker?.on("error", onError);
    worker?.postMessage(play);
  });
}
