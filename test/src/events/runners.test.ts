/** Counts, names and outcomes as runners of tests and builds write them, whatever their name. */

import { describe, expect, test } from "bun:test";
import { EventReader, type ToolEvent } from "../../../src/events/index.ts";

function eventsIn(...lines: string[]): ToolEvent[] {
  const events: ToolEvent[] = [];
  const reader = new EventReader("web", (event) => void events.push(event));
  for (const line of lines) reader.push(line);
  reader.end();
  return events;
}

const runs = (...lines: string[]) =>
  eventsIn(...lines).flatMap((event) =>
    event.kind === "tests" && event.phase !== "started"
      ? [[event.phase, event.passed, event.failed, event.skipped, ...event.failures.map(({ name }) => name)]]
      : [],
  );

const builds = (...lines: string[]) =>
  eventsIn(...lines).flatMap((event) =>
    event.kind === "build" && event.phase !== "started"
      ? [[event.tool, event.phase, event.ms, event.errors, event.warnings]]
      : [],
  );

describe("counts of tests", () => {
  test.each([
    ["jasmine", "4 specs, 2 failures, 1 pending spec", ["failed", 1, 2, 1]],
    ["jasmine", "2 specs, 0 failures", ["passed", 2, 0, null]],
    ["Robot Framework", "4 tests, 1 passed, 2 failed, 1 skipped", ["failed", 1, 2, 1]],
    ["Robot Framework", "1 test, 1 passed, 0 failed", ["passed", 1, 0, null]],
    ["behave", "1 scenario passed, 1 failed, 2 error, 0 skipped", ["failed", 1, 3, 0]],
    ["cucumber-js", "3 scenarios (1 failed, 2 passed)", ["failed", 2, 1, null]],
    ["ScalaTest", "Tests: succeeded 3, failed 1, canceled 0, ignored 2, pending 0", ["failed", 3, 1, 2]],
    ["doctest", "[doctest] test cases: 4 | 2 passed | 1 failed | 1 skipped", ["failed", 2, 1, 1]],
    ["Catch2", "test cases: 3 | 2 passed | 1 failed", ["failed", 2, 1, null]],
    ["bats", "3 tests, 1 failure, 1 skipped", ["failed", 1, 1, 1]],
    ["hspec", "3 examples, 0 failures, 1 pending", ["passed", 2, 0, 1]],
    ["xUnit", "Total: 4, Errors: 0, Failed: 1, Skipped: 1", ["failed", 2, 1, 1]],
    ["NUnit", "Test Count: 3, Passed: 2, Failed: 1, Warnings: 0, Inconclusive: 0, Skipped: 0", ["failed", 2, 1, 0]],
    ["ginkgo", "FAIL! -- 1 Passed | 2 Failed | 0 Pending | 1 Skipped", ["failed", 1, 2, 1]],
    ["zig", "3 passed; 0 skipped; 1 failed.", ["failed", 3, 1, 0]],
    ["tap", "# { total: 4, pass: 1, fail: 2, skip: 1 }", ["failed", 1, 2, 1]],
    ["tap", "# { total: 3, pass: 3 }", ["passed", 3, 0, null]],
    ["gotestsum", "DONE 4 tests, 1 skipped, 2 failures in 0.512s", ["failed", 1, 2, 1]],
    ["testthat", "[ FAIL 1 | WARN 0 | SKIP 1 | PASS 2 ]", ["failed", 2, 1, 1]],
    ["clojure.test", "3 tests, 4 assertions, 1 failures, 0 errors.", ["failed", 2, 1, null]],
  ])("of %s: %s", (_tool, line, expected) => {
    expect(runs(line)).toEqual([expected]);
  });

  test("of vitest have names on stdout alone, too", () => {
    const lines = [
      " RUN  v3.2.7 /shop",
      "",
      " ❯ test/cart.test.ts (3 tests | 2 failed) 7ms",
      "   × price > adds up 6ms",
      "     → expected 1 to be 2 // Object.is equality",
      "   ✓ price > ok 0ms",
      "   × alone 0ms",
      "",
      " Test Files  1 failed (1)",
      "      Tests  2 failed | 1 passed (3)",
    ];
    expect(runs(...lines)).toEqual([["failed", 1, 2, null, "price > adds up", "alone"]]);
    const [, end] = eventsIn(...lines);
    expect(end).toMatchObject({ failures: [{ file: "test/cart.test.ts" }, { file: "test/cart.test.ts" }] });
    // What stdout and stderr say of one test is one failure.
    expect(runs(...lines, " FAIL  test/cart.test.ts > alone")).toHaveLength(1);
  });

  test.each([
    ["DONE 1 tests in 0.003s", ["passed", 1, 0, null]],
    ["DONE 12 tests, 2 skipped in 1.203s", ["passed", 10, 0, 2]],
  ])("of gotestsum: %s", (line, expected) => {
    expect(runs(line)).toEqual([expected]);
  });

  test.each([
    "2 requests, 2 ok, 1 failed",
    "Uploads: 2 success, 0 failed",
    "========== Build: 1 succeeded, 0 failed, 0 up-to-date ==========",
    "localhost : ok=1 changed=0 unreachable=0 failed=1 skipped=0",
    "Asserts:  1 pass  2 fail  1 skip  3 of 4 complete",
    "4 steps passed, 1 failed, 1 error, 0 skipped, 1 undefined",
    "2 failures",
    "order 4 failed, 2 passed to the next worker",
    "ran 3 tests of the pump",
    "Total: 4",
  ])("%s counts no tests", (line) => {
    expect(runs(line)).toEqual([]);
  });

  test("of TAP", () => {
    expect(
      runs("TAP version 13", "ok 1 a", "not ok 2 three of two", "1..2", "# tests 2", "# pass  1", "# fail  1"),
    ).toEqual([["failed", 1, 1, null, "three of two"]]);
    expect(runs("1..3", "ok 1 - a", "not ok 2 - b", "ok 3 # skip later", "Result: FAIL")).toEqual([
      ["failed", 1, 1, 1, "b"],
    ]);
    expect(
      runs("t/cart.t .. ok", "All tests successful.", "Files=1, Tests=3,  0 wallclock secs", "Result: PASS"),
    ).toEqual([["passed", 3, 0, null]]);
    expect(
      runs(
        "Failed 1/3 subtests ",
        "\t(less 1 skipped subtest: 1 okay)",
        "Failed 2/4 subtests ",
        "Files=2, Tests=7,  1 wallclock secs ( 0.02 usr)",
        "Result: FAIL",
      ),
    ).toEqual([["failed", 3, 3, 1]]);
    expect(runs("Files=1, Tests=3,  1 wallclock secs ( 0.02 usr)", "Result: FAIL")).toEqual([
      ["failed", null, null, null],
    ]);
  });

  test.each([
    ["1 of 2 tests failed", ["failed", 1, 1, null]],
    ["1 out of 3 tests failed (0.00s)", ["failed", 2, 1, null]],
    ["3/3 tests passed", ["passed", 3, 0, null]],
  ])("%s", (line, expected) => {
    expect(runs(line)).toEqual([expected]);
  });

  test("in a column, a line each (uvu)", () => {
    expect(runs("  Total:     5", "  Passed:    3", "  Skipped:   0", "  Duration:  1.59ms")).toEqual([
      ["failed", 3, 2, 0],
    ]);
    expect(runs("  Total:     2", "  Passed:    2", "  Skipped:   0", "  Duration:  0.78ms")).toEqual([
      ["passed", 2, 0, 0],
    ]);
    expect(runs("Total tests: 3", "     Passed: 2", "     Failed: 1", "", "done")).toEqual([["failed", 2, 1, null]]);
    expect(runs("Total: 12.00", "Passed: yes")).toEqual([]);
    expect(runs("Total: 12", "Success: 10", "Failed: 2", "done")).toEqual([]);
    expect(runs("Total: 12", "Shipping: 3", "Passed: 4")).toEqual([]);
  });

  test("with the names of what failed", () => {
    expect(
      runs(
        "Failures:",
        "1) cart multiplies by the count",
        "  Message:",
        "    Expected 2 to be 6.",
        "",
        "2) cart gives gold customers a discount",
        "  Message:",
        "    TypeError: x",
        "Pending:",
        "",
        "1) cart rounds to cents",
        "",
        "4 specs, 2 failures, 1 pending spec",
      ),
    ).toEqual([["failed", 1, 2, 1, "cart multiplies by the count", "cart gives gold customers a discount"]]);
    expect(
      runs(
        "Adds Prices                     | PASS |",
        "Multiplies By The Count         | FAIL |",
        "4 != 6",
        "Cart                            | FAIL |",
        "2 tests, 1 passed, 1 failed",
      ),
    ).toEqual([["failed", 1, 1, null, "Multiplies By The Count"]]);
    expect(
      runs(
        "Failing scenarios:",
        "  features/cart.feature:7  multiplies by the count",
        "",
        "1 scenario passed, 1 failed, 0 skipped",
      ),
    ).toEqual([["failed", 1, 1, 0, "multiplies by the count"]]);
    expect(
      runs(
        "✖  . (8ms)",
        "=== FAIL: . TestCounts (0.00s)",
        "    cart_test.go:13: got 2, want 6",
        "",
        "DONE 3 tests, 1 skipped, 1 failure in 0.008s",
      ),
    ).toEqual([["failed", 1, 1, 1, "TestCounts"]]);
    expect(
      runs(
        "50% tests passed, 1 tests failed out of 2",
        "",
        "Total Test time (real) =   0.01 sec",
        "",
        "The following tests FAILED:",
        "\t  2 - counts (Failed)",
      ),
    ).toEqual([["failed", 1, 1, null, "counts"]]);
    expect(
      runs(
        "  ✘ [fail]: multiplies by the count",
        "  ✘ [fail]: knows Error thrown in test",
        "  2 tests failed",
        "  1 test skipped",
      ),
    ).toEqual([["failed", null, 2, 1, "multiplies by the count", "knows"]]);
    expect(
      runs('   FAIL  cart  "multiplies by the count"', "", "  Total:     5", "  Passed:    4", "  Skipped:   0"),
    ).toEqual([["failed", 4, 1, 0, "multiplies by the count"]]);
  });
});

describe("builds", () => {
  test.each([
    ["error   build failed in 0.04s", ["", "failed", 40, null, null]],
    ["build succeeded, 4 warnings.", ["", "succeeded", null, null, 4]],
    ["INFO    -  Documentation built in 0.05 seconds", ["", "succeeded", 50, null, null]],
    ["✔ Build succeeded for shop                          9:50:26 PM", ["", "succeeded", null, null, null]],
    ["Successfully compiled 1 file with Babel (217ms).", ["babel", "succeeded", 217, null, null]],
    ["Successfully compiled: 2 files with swc (277.91ms)", ["swc", "succeeded", 277.91, null, null]],
    ["Failed to compile 1 file with swc.", ["swc", "failed", null, null, null]],
    ["✨ Built in 488ms", ["parcel", "succeeded", 488, null, null]],
    ["ready   built in 0.04s", ["rsbuild", "succeeded", 40, null, null]],
    ["[11ty] Wrote 1 file in 0.25 seconds (v3.1.8)", ["", "succeeded", 250, null, null]],
    ["[22:03:12] 'build' errored after 5 ms", ["gulp", "failed", 5, null, null]],
    ["[22:03:12] Finished 'default' after 9.61 ms", ["gulp", "succeeded", 9.61, null, null]],
    ["-- Configuring incomplete, errors occurred!", ["cmake", "failed", null, null, null]],
    ["Aborted due to warnings.", ["", "failed", null, null, null]],
    ["Error building /shop: RollupError: no", ["", "failed", null, null, null]],
    ["Aborted with 2 warnings in strict mode!", ["", "failed", null, null, 2]],
  ])("%s", (line, expected) => {
    expect(builds(line)).toEqual([expected]);
  });

  test("a linter's count below its rows is none", () => {
    expect(builds("  19 errors")).toEqual([]);
    expect(builds("19 errors")).toHaveLength(1);
  });

  test("the tool that began is the one that ends", () => {
    expect(builds("vite v7.1.0 building for production...", "✓ built in 1.25s")).toEqual([
      ["vite", "succeeded", 1250, null, null],
    ]);
  });
});

test("a worker is ready", () => {
  const isReady = (line: string) => eventsIn(line).some(({ kind }) => kind === "ready");
  expect(isReady("[2026-11-27 21:50:45,812: INFO/MainProcess] celery@vm ready.")).toBe(true);
  expect(isReady("worker ready")).toBe(true);
  expect(isReady("[11ty] Watching…")).toBe(true);
  expect(isReady("Running publint v0.3.25 for shop...")).toBe(false);
  expect(isReady("Running migrations on database shop")).toBe(false);
  expect(isReady(" * Running on http://127.0.0.1:5000")).toBe(true);
  expect(isReady("Running at localhost:3000")).toBe(true);
  expect(isReady("already ready.")).toBe(false);
  expect(isReady("the order is not ready.")).toBe(false);
  expect(isReady("[nodemon] app crashed - waiting for file changes before starting...")).toBe(false);
});

test("what others end with does not name the runner", () => {
  const [run] = eventsIn("4 specs, 0 failures", "Finished in 0.006 seconds");
  expect(run).toMatchObject({ kind: "tests", tool: "", ms: 6 });
});

test("a level in brackets is no label", () => {
  const [url] = eventsIn(
    "[2026-11-27 21:51:00 +0000] [2747] [INFO] Running on http://127.0.0.1:5058 (CTRL + C)",
  ).filter(({ kind }) => kind === "url");
  expect(url).toMatchObject({ label: "web" });
});
