/** What a run says about itself: to programs, and in its traces. */

import { expect, test } from "bun:test";
import { bundleFor } from "./engine/job.ts";
import { Lab } from "./engine/lab.ts";
import { Plan } from "./engine/plan.ts";
import { type ScenarioResult, summarize } from "./results.ts";
import { mutexScenarios } from "./scenarios/mutex.ts";

const result: ScenarioResult = {
  name: "mutex/one",
  primitive: "mutex",
  threads: 2,
  preemptions: 3,
  exhaustive: true,
  seed: 1,
  schedules: 10,
  random: 0,
  accesses: 100,
  complete: 3,
  ms: 1,
  failure: undefined,
};

test("a primitive is exhaustive where all of its scenarios are; how many are is said", () => {
  const summary = (second: boolean) => {
    const scenarios = [result, { ...result, name: "mutex/two", exhaustive: second }];
    return summarize({ scenarios, twins: [], realThreads: [], litmus: [] })["mutex"];
  };
  expect(summary(true)).toMatchObject({ scenarios: 2, exhaustiveScenarios: 2, exhaustive: true });
  expect(summary(false)).toMatchObject({ scenarios: 2, exhaustiveScenarios: 1, exhaustive: false });
});

test("--json: standard output is JSON and nothing else; the last line goes to standard error", async () => {
  const run = Bun.spawn(
    [process.execPath, "test/race/run.ts", "--only", "mutex/unlock-without-waking", "--json", "--seed", "1"],
    { cwd: `${import.meta.dir}/../..`, stdout: "pipe", stderr: "pipe" },
  );
  const [out, err] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
  expect(JSON.parse(out)).toMatchObject({ seed: 1, passed: 1, failed: 0, primitives: { mutex: { scenarios: 0 } } });
  expect(err).toEndWith("1 passed, 0 failed\n");
});

test("traces name every word of a mutex", async () => {
  for (const scenario of mutexScenarios) {
    const { trace } = new Lab(scenario, await bundleFor(scenario, undefined)).explain(new Plan());
    expect(trace).not.toContain("word[");
  }
});
