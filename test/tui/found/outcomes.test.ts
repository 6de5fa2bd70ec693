import { describe, expect, test } from "bun:test";
import { outcomeOf, underWay, type Work, type WorkEvent, withWork } from "../../../tui/found/outcomes.ts";
import { failureText, resultOf } from "../../../tui/found/words.ts";
import { errorsOf } from "../../../tui/found/work-errors.ts";
import { NOW, processOf } from "../support.ts";
import { build, groupsOf, minutesAgo, sighting, tests } from "./support.ts";

const fold = (...events: WorkEvent[]) => events.reduce<readonly Work[]>(withWork, []);

function workOf(...events: WorkEvent[]): Work {
  const [work, ...others] = fold(...events);
  if (work === undefined || others.length > 0) throw new Error("not one row");
  return work;
}

const run = (status: Parameters<typeof processOf>[2], startedAt = NOW - 60_000) =>
  processOf("test", 2, status, { startedAt });

describe("outcomes", () => {
  test("are one row for the builds of a process and one for its tests", () => {
    const works = fold(
      build("web", "started"),
      tests("web", "passed"),
      build("web", "succeeded"),
      tests("api", "failed"),
    );
    expect(works.map(({ id }) => id)).toEqual(["web build", "web tests", "api tests"]);
  });

  test("what has begun is under way until it has ended, its process has, or another run has begun", () => {
    const begun = workOf(tests("test", "started"));
    expect(underWay(begun, run("running"))).toEqual({ tool: "vitest", since: NOW });
    expect(underWay(begun, run("failed"))).toBeNull();
    expect(underWay(begun, run("running", NOW + 1))).toBeNull();
    expect(underWay(begun, null)).toBeNull();
    expect(underWay(workOf(tests("test", "started"), tests("test", "passed")), run("running"))).toBeNull();
    expect(outcomeOf(begun, run("running"))).toBeNull();
  });

  test("the last one counts, and the ones before are remembered, ten of them", () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      tests("test", index % 2 === 0 ? "failed" : "passed", { time: NOW + index }),
    );
    const work = workOf(...events);
    expect(outcomeOf(work, run("running"))?.ok).toBe(true);
    expect(work.history.map(({ ok, time }) => [ok, time - NOW])).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((index) => [index % 2 === 1, index]),
    );
  });

  test("of a run that failed by itself the last failure counts, though other packages passed after it", () => {
    const work = workOf(tests("test", "failed", { failed: 1 }), tests("test", "passed", { time: NOW + 5 }));
    expect(outcomeOf(work, run("failed"))?.told).toMatchObject({ failed: 1 });
    for (const status of ["running", "stopped", "success"] as const)
      expect(outcomeOf(work, run(status))?.ok).toBe(true);
    // The failure was one of an earlier run.
    expect(outcomeOf(work, run("failed", NOW + 1))?.ok).toBe(true);
  });

  test("know from when on what was printed is theirs", () => {
    const first = tests("test", "failed", { time: NOW });
    const second = tests("test", "failed", { time: NOW + 9_000 });
    expect(workOf(first).last?.from).toBeNull();
    expect(workOf(first, second).last?.from).toBe(NOW + 1);
    expect(workOf(first, tests("test", "started", { time: NOW + 5_000 }), second).last?.from).toBe(NOW + 5_000);
  });
});

describe("outcomes in words", () => {
  const cases: readonly (readonly [event: WorkEvent, text: string])[] = [
    [tests("test", "failed", { passed: 117, failed: 3 }), "3 failed of 120"],
    [tests("test", "failed", { failed: 3 }), "3 failed"],
    [tests("test", "failed", { passed: 117 }), "failed, 117 passed"],
    [tests("test", "failed"), "failed"],
    [tests("test", "passed", { passed: 120, failed: 0 }), "120 passed"],
    [tests("test", "passed"), "passed"],
    [build("web", "succeeded"), "built"],
    [build("web", "succeeded", { warnings: 1, errors: 0 }), "built, 1 warning"],
    [build("web", "failed", { errors: 2, warnings: 3 }), "failed, 2 errors, 3 warnings"],
    [build("web", "failed"), "failed"],
  ];
  for (const [event, text] of cases) {
    test(text, () => {
      const { last } = workOf(event);
      expect(last === null ? "" : resultOf(last)).toBe(text);
    });
  }

  test("what failed, as text to be pasted", () => {
    const failures = [
      { file: "src/cart.test.ts", name: "adds up" },
      { file: "src/cart.test.ts", name: "refuses" },
      { file: "", name: "has no file" },
    ];
    const { last } = workOf(tests("test", "failed", { passed: 1, failed: 3, failures }));
    expect(last === null ? "" : failureText(last, ["src/a.ts:1  Error: x"])).toBe(`test (vitest): 3 failed of 4
src/cart.test.ts
  adds up
  refuses
has no file
src/a.ts:1  Error: x`);
  });
});

describe("errors of an outcome", () => {
  test("are those that its process printed since it began, and a moment after", () => {
    const { last } = workOf(
      build("web", "started", { time: minutesAgo(1) }),
      build("web", "failed", { time: NOW, errors: 2 }),
    );
    if (last === null) throw new Error("no outcome");
    const errors = groupsOf(
      sighting("api", "First", { time: minutesAgo(9) }),
      sighting("web", "Before", { time: minutesAgo(1) - 1 }),
      sighting("web", "First", { time: minutesAgo(1) }),
      sighting("api", "Other", { time: NOW }),
      sighting("web", "After", { time: NOW + 500 }),
      sighting("web", "Later", { time: NOW + 5_000 }),
    );
    expect(errorsOf(errors, last).map(({ fingerprint }) => fingerprint)).toEqual(["First", "After"]);
  });
});
