import { describe, expect, test } from "bun:test";
import { EventReader, type ToolEvent } from "../../../src/events/index.ts";

function eventsIn(process: string, ...lines: string[]): ToolEvent[] {
  const events: ToolEvent[] = [];
  const reader = new EventReader(process, (event) => void events.push(event));
  for (const line of lines) reader.push(line);
  reader.end();
  return events;
}

const urls = (line: string, process = "web") =>
  eventsIn(process, line).flatMap((event) => (event.kind === "url" ? [[event.url, event.urlKind, event.label]] : []));

describe("addresses", () => {
  // The predecessor's cases.
  test.each([
    ["[Frontend] Server listening on http://localhost:3000", "Frontend"],
    ["API: Server started on http://localhost:3000", "API"],
    ["Frontend server listening on http://localhost:3000", "Frontend Server"],
    ["Backend started on http://localhost:3000", "Backend"],
    ["Local: http://localhost:5173/", "Local"],
    ["Server ready at http://localhost:3000", "Server"],
    ["Frontend is running at http://localhost:3000", "Frontend"],
    ["Listening on http://localhost:3000 for API requests", "Api"],
    ["Listening on http://localhost:3000", "web"],
    ["  ➜  Local:   http://localhost:5173/", "Local"],
    ["- Local:  http://localhost:3000", "Local"],
    ["App listening on http://localhost:3000", "App"],
  ])("%s is %s", (line, label) => {
    expect(urls(line).map(([, , its]) => its)).toEqual([label]);
  });

  test("the process's own name is no label", () => {
    expect(urls("dev: Server running on http://localhost:3000", "dev")[0]?.[2]).toBe("Server");
  });

  test.each([
    ["see https://vite.dev/guide/.", [["https://vite.dev/guide/", "link"]]],
    ["http://localhost:3000: ready", [["http://localhost:3000", "service"]]],
    ["https://localhost:", []],
    [
      "a http://192.168.1.5:3000 and http://localhost:3000/x)",
      [
        ["http://192.168.1.5:3000", "service"],
        ["http://localhost:3000/x", "service"],
      ],
    ],
    ["    at f (http://localhost:3000/src/a.js:10:5)", []],
    ["> node -e 'listen on http://localhost:3000'", []],
    ["server listening on :8080", [["http://localhost:8080", "service"]]],
  ])("%s", (line, expected) => {
    expect(urls(line).map(([url, kind]) => [url, kind])).toEqual(expected as string[][]);
  });
});

describe("builds", () => {
  test.each([
    ["✓ built in 1.25s", { phase: "succeeded", tool: "vite", ms: 1250 }],
    [
      "webpack 5.1.0 compiled with 2 errors and 1 warning in 340 ms",
      { phase: "failed", errors: 2, warnings: 1, ms: 340 },
    ],
    ["webpack 5.1.0 compiled successfully in 71 ms", { phase: "succeeded", ms: 71 }],
    ["[10:00:00 AM] Found 0 errors. Watching for file changes.", { phase: "succeeded", errors: 0 }],
    ["Found 3 errors in 2 files.", { phase: "failed", errors: 3 }],
    ["BUILD SUCCESSFUL in 1m 2s", { phase: "succeeded", tool: "gradle", ms: 62_000 }],
    ["build succeeded", { phase: "succeeded" }],
    ["Compilation failed", { phase: "failed" }],
    [
      "    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.27s",
      { phase: "succeeded", tool: "cargo", ms: 270 },
    ],
  ])("%s", (line, expected) => {
    expect(eventsIn("web", line).find(({ kind }) => kind === "build")).toMatchObject(expected);
  });

  test("dotnet's counts and time stand below", () => {
    expect(
      eventsIn("web", "Build FAILED.", "    2 Warning(s)", "    1 Error(s)", "", "Time Elapsed 00:00:01.12"),
    ).toMatchObject([{ phase: "failed", errors: 1, warnings: 2, ms: 1120 }]);
  });
});

describe("tests", () => {
  test.each([
    [
      ["Tests:       1 failed, 2 passed, 3 total", "Time:        1.2 s"],
      { tool: "jest", phase: "failed", passed: 2, failed: 1, ms: 1200 },
    ],
    [["Tests  0 failed | 2 passed (2)"], { phase: "passed", passed: 2 }],
    [
      ["  3 passing (12ms)", "  1 failing", "", "  1) Cart", "       adds:"],
      { tool: "mocha", phase: "failed", passed: 3, failed: 1 },
    ],
    [["=== 1 failed, 2 passed in 0.12s ==="], { tool: "pytest", phase: "failed", passed: 2, failed: 1, ms: 120 }],
    [
      ["running 3 tests", "test a::b ... FAILED", "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured"],
      { tool: "cargo", phase: "failed" },
    ],
    [
      ["--- FAIL: TestA (0.00s)", "FAIL\tshop\t0.01s"],
      { tool: "go", phase: "failed", failed: 1, failures: [{ file: "", name: "TestA" }] },
    ],
    [["3 examples, 1 failure"], { tool: "rspec", phase: "failed", passed: 2, failed: 1 }],
    [["0 failed, 3 passed"], undefined],
    [["3 tests passed, 0 failed"], { phase: "passed" }],
    [
      ["Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 12 ms - x.dll"],
      { tool: "dotnet", phase: "passed", passed: 3 },
    ],
  ])("%j", (lines, expected) => {
    const found = eventsIn("web", ...lines).find((event) => event.kind === "tests" && event.phase !== "started");
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });
});
