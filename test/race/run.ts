#!/usr/bin/env bun
/** `bun run race`: checks the shared-memory core for races, explores its schedules, and checks that it would find mistakes. */

import { bundleFor, scenarioNamed } from "./engine/job.ts";
import { Lab } from "./engine/lab.ts";
import { Plan } from "./engine/plan.ts";
import { Pool } from "./engine/pool.ts";
import type { Scenario } from "./engine/scenario.ts";
import { litmusTests } from "./litmus/index.ts";
import type { Litmus } from "./litmus/litmus.ts";
import { runLitmus } from "./litmus/run.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { litmusLine, Progress, sampleLine, scenarioLine, summaryLines, twinLine } from "./progress.ts";
import { count, type Results, summarize } from "./results.ts";
import { scenarios } from "./scenarios/index.ts";
import { RealThreads } from "./threads/check.ts";
import { twins } from "./twins/index.ts";
import type { Twin } from "./twins/twin.ts";

/** Preemptions up to which all schedules are tried: nearly all mistakes need fewer. */
const PREEMPTIONS = 3;
/** Different schedules of a scenario that are tried in any case, where there are so many. */
const AT_LEAST = 10_000;
/**
 * Milliseconds that a twin may take to be caught, tried one after the other: most take some, and a search at random (the
 * last quarter of each) finds others long before one in order does.
 */
const TWIN_MS = [1000, 5000, 30_000] as const;
/** How the time is spent, quick: seconds for all scenarios, schedules on real threads for each, milliseconds for a litmus test. */
const QUICK = { exploreMs: 20_000, samples: 5, litmusMs: 400 } as const;
/** Deep: shares of the minutes given. */
const DEEP_EXPLORE = 0.7;
const DEEP_LITMUS = 0.2;
const DEEP_SAMPLES = 100;

interface Effort {
  readonly exploreMs: number;
  readonly samples: number;
  readonly litmusMs: number;
}

interface Selection {
  readonly scenarios: readonly Scenario[];
  readonly twins: readonly Twin[];
  readonly litmus: readonly Litmus[];
}

// Promises that the core throws away (`void promise`) are rejected whenever a body is stopped.
process.on("unhandledRejection", () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, Date.now() % 2 ** 31);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  if ("error" in options) {
    console.error(`${options.error}\n\n${USAGE}`);
    return 1;
  }
  if (options.replay !== undefined) return replay(options.replay);
  const selection = select(options.only);
  if (selection.scenarios.length + selection.twins.length + selection.litmus.length === 0) {
    console.error(`nothing is called "${options.only}"; the scenarios are:\n${names(scenarios)}`);
    console.error(`the broken twins:\n${names(twins)}\nthe litmus tests:\n${names(litmusTests)}`);
    return 1;
  }
  const start = performance.now();
  const results = await run(options, selection, effortOf(options, selection));
  const { passed, failed } = count(results);
  if (!options.json) {
    const seconds = Math.round((performance.now() - start) / 1000);
    console.log(`\n${summaryLines(summarize(results)).join("\n")}\n${seconds} s, seed ${options.seed}`);
  } else {
    const { mode, seed } = options;
    console.log(
      JSON.stringify({
        mode,
        seed,
        ms: Math.round(performance.now() - start),
        primitives: summarize(results),
        ...results,
        passed,
        failed,
      }),
    );
  }
  // Standard output is for the JSON alone where that is asked for.
  (options.json ? console.error : console.log)(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function names(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => `  ${name}`).join("\n");
}

function select(only: string | undefined): Selection {
  const isMeant = ({ name }: { readonly name: string }) => only === undefined || name.includes(only);
  return {
    scenarios: scenarios.filter(isMeant),
    twins: twins.filter(isMeant),
    litmus: litmusTests.filter(isMeant),
  };
}

function effortOf({ mode, minutes }: Options, selection: Selection): Effort {
  if (mode === "quick") return QUICK;
  const ms = minutes * 60_000;
  return {
    exploreMs: ms * DEEP_EXPLORE,
    samples: DEEP_SAMPLES,
    litmusMs: (ms * DEEP_LITMUS) / Math.max(1, selection.litmus.length),
  };
}

async function run({ seed, json }: Options, selection: Selection, effort: Effort): Promise<Results> {
  const progress = new Progress(json ? process.stderr : process.stdout);
  const results: Results = { scenarios: [], twins: [], realThreads: [], litmus: [] };
  await exploreAll(selection, effort, seed, progress, results);
  await sampleAll(selection.scenarios, effort.samples, seed, progress, results);
  for (const test of selection.litmus) {
    progress.live(`litmus ${test.name} …`);
    const outcome = { name: test.name, primitive: test.primitive, ...(await runLitmus(test, effort.litmusMs)) };
    results.litmus.push(outcome);
    progress.line(litmusLine(outcome));
  }
  return results;
}

/** Scenarios and twins, as many at once as there are threads that explore. */
async function exploreAll(
  selection: Selection,
  { exploreMs }: Effort,
  seed: number,
  progress: Progress,
  results: Results,
): Promise<void> {
  const pool = new Pool();
  const end = performance.now() + exploreMs;
  let left = selection.scenarios.length;
  let running: string[] = [];
  const begin = (name: string) => {
    running.push(name);
    progress.live(`exploring ${running.join(", ")} …`);
  };
  const finish = (name: string, line: string) => {
    running = running.filter((one) => one !== name);
    progress.line(line);
    if (running.length > 0) progress.live(`exploring ${running.join(", ")} …`);
  };
  const explore = async ({ name, primitive, threads }: Scenario) => {
    const limits = { preemptions: PREEMPTIONS, atLeast: AT_LEAST, seed };
    const result = await pool
      .run(() => {
        begin(name);
        // What quick scenarios leave goes to those that come after them.
        const budgetMs = Math.max(0, (pool.size * (end - performance.now())) / left--);
        return { scenario: name, twin: undefined, ...limits, budgetMs };
      })
      .catch((error: Error) => ({
        ...{ schedules: 0, random: 0, accesses: 0, complete: -1, ms: 0 },
        failure: { schedule: name, message: error.message, trace: "" },
      }));
    const exhaustive = result.failure === undefined && result.complete >= PREEMPTIONS;
    const outcome = { name, primitive, threads, preemptions: PREEMPTIONS, exhaustive, seed, ...result };
    results.scenarios.push(outcome);
    finish(name, scenarioLine(outcome));
  };
  const catchTwin = async ({ name, primitive, breaks, caughtBy }: Twin) => {
    const limits = { preemptions: PREEMPTIONS, atLeast: 0, seed };
    const attempt = (budgetMs: number) =>
      pool
        .run(() => {
          begin(name);
          return { scenario: caughtBy, twin: name, ...limits, budgetMs };
        })
        .catch((error: Error) => ({ schedules: 0, failure: undefined, error: error.message }));
    let result = await attempt(TWIN_MS[0]);
    for (const budgetMs of TWIN_MS.slice(1)) {
      if (result.failure !== undefined || "error" in result) break;
      result = await attempt(budgetMs);
    }
    const why = "error" in result ? result.error : "it passes: the suite would not notice this mistake";
    const outcome = {
      name,
      primitive,
      breaks,
      scenario: caughtBy,
      caught: result.failure !== undefined,
      schedules: result.schedules,
      message: result.failure?.message ?? why,
      schedule: result.failure?.schedule,
    };
    results.twins.push(outcome);
    finish(name, twinLine(outcome));
  };
  await Promise.all([...selection.scenarios.map(explore), ...selection.twins.map(catchTwin)]);
  await pool.end();
}

/** Some schedules of each scenario on real threads. */
async function sampleAll(
  selected: readonly Scenario[],
  samples: number,
  seed: number,
  progress: Progress,
  results: Results,
): Promise<void> {
  const threads = new RealThreads();
  for (const scenario of selected) {
    const { name, primitive } = scenario;
    progress.live(`real threads: ${name} …`);
    const { failure, ...sample } = await threads
      .sample(scenario, await bundleFor(scenario, undefined), samples, seed)
      .catch((error: Error) => ({ schedules: 0, steps: 0, failure: { schedule: name, message: error.message } }));
    const message = failure && `${failure.message} (${failure.schedule})`;
    const outcome = { name, primitive, ...sample, failure: message };
    results.realThreads.push(outcome);
    progress.line(sampleLine(outcome));
  }
  await threads.end();
}

/** Shows one schedule. */
async function replay(text: string): Promise<number> {
  const [, name = "", twin, steps = ""] = /^([^@+]+)(?:\+([^@]+))?@(.+)$/.exec(text) ?? [];
  const plan = Plan.parse(steps);
  if ("error" in plan) {
    const why = steps === "" ? "" : `: ${plan.error}`;
    console.error(
      `"${text}" is no schedule${why}\nIt is SCENARIO@STEPS or SCENARIO+TWIN@STEPS, as a failure printed it`,
    );
    return 1;
  }
  if (!scenarios.some((one) => one.name === name)) {
    console.error(`there is no scenario "${name}"; there are:\n${names(scenarios)}`);
    return 1;
  }
  if (twin !== undefined && !twins.some((one) => one.name === twin)) {
    console.error(`there is no broken twin "${twin}"; there are:\n${names(twins)}`);
    return 1;
  }
  const scenario = scenarioNamed(name);
  const lab = new Lab(scenario, await bundleFor(scenario, twin));
  const { failure, trace } = lab.explain(plan);
  console.log(trace);
  console.log(failure ?? "nothing is wrong with this schedule");
  console.log(failure === undefined ? "1 passed, 0 failed" : "0 passed, 1 failed");
  return failure === undefined ? 0 : 1;
}
