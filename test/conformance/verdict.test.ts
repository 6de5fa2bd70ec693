import { describe, expect, test } from "bun:test";
import { requirementsOf } from "./suite.ts";
import { type Check, judge } from "./verdict.ts";

function check(status: Check["status"], id = "an-id", errorMessage?: string): Check {
  return { id, description: `what ${id} is about`, status, errorMessage };
}

const good = [check("SUCCESS"), check("INFO")];

describe("the verdict on results", () => {
  test("counts the checks that passed", () => {
    const results = new Map([
      ["ping", good],
      ["tools-list", [...good, ...good]],
    ]);
    expect(judge({ scored: ["ping", "tools-list"], others: [] }, results)).toEqual({
      scenarios: 2,
      isComplete: true,
      passed: 3,
      failures: [],
      leftOut: [],
    });
  });

  test("names each check that failed, was doubtful or could not be made", () => {
    const checks = [
      check("SUCCESS"),
      check("FAILURE", "one", "got 500"),
      check("WARNING", "two", "should be there"),
      check("SKIPPED", "three"),
    ];
    const { passed, failures } = judge({ scored: ["ping"], others: [] }, new Map([["ping", checks]]));
    expect(passed).toBe(1);
    expect(failures).toEqual([
      "ping, one: failure: got 500",
      "ping, two: warning: should be there",
      "ping, three: skipped: what three is about",
    ]);
  });

  test("takes what did not run, or checked nothing, for a failure", () => {
    const requirements = { scored: ["ping", "tools-list", "caching"], others: [] };
    const results = new Map([
      ["ping", [check("INFO")]],
      ["tools-list", []],
    ]);
    const { isComplete, failures } = judge(requirements, results);
    expect(isComplete).toBe(false);
    expect(failures).toEqual(["ping: checked nothing", "tools-list: checked nothing", "caching: did not run"]);
  });

  test("asks for what the suite does not score, but for extensions and what is not offered", () => {
    const others = [
      { scenario: "server-sse-polling", reason: "pending" },
      { scenario: "server-session-lifecycle", reason: "added-after-release" },
      { scenario: "tasks-lifecycle", reason: "extension" },
      { scenario: "http-custom-header-server-validation", reason: "pending" },
    ];
    const verdict = judge({ scored: [], others }, new Map([["tasks-lifecycle", [check("FAILURE")]]]));
    expect(verdict.failures).toEqual(["server-sse-polling: did not run", "server-session-lifecycle: did not run"]);
    expect(verdict.leftOut).toEqual([
      "tasks-lifecycle (extension)",
      "http-custom-header-server-validation (no tool takes an argument from a header)",
    ]);
  });
});

test("the suite asks for as many scenarios as it is known to", async () => {
  const [older, newer] = [await requirementsOf("2025-11-25"), await requirementsOf("2026-07-28")];
  expect([older.scored.length, older.others.length]).toEqual([30, 3]);
  expect([newer.scored.length, newer.others.length]).toEqual([37, 13]);
});
