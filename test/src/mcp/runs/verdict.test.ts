import { describe, expect, test } from "bun:test";
import type { ToldEvent } from "../../../../src/events/index.ts";
import { toldOf } from "../../../../src/mcp/runs/told.ts";
import { type Sight, verdictOf } from "../../../../src/mcp/runs/verdict.ts";
import type { ProcessSnapshot } from "../../../../src/process/index.ts";

const process: ProcessSnapshot = {
  id: "web-1",
  name: "web",
  source: 1,
  launch: { name: "web", kind: "script", command: "vite", argv: ["pnpm", "run", "web"], cwd: "/shop" },
  status: "running",
  pid: 7,
  startedAt: 1_000,
  endedAt: null,
  readyAt: null,
  url: null,
  restartAt: null,
  waitingFor: [],
  note: null,
  exitCode: null,
  signal: null,
  error: null,
  leftover: [],
  firstRecord: 0,
  restarts: 0,
};
const check = { probe: { kind: "url" }, delayMs: 0, intervalMs: 1, timeoutMs: 1, withinMs: 1, successes: 1 } as const;
const checked = { ...process, launch: { ...process.launch, ready: check } };

const at = { source: 1, process: "web", time: 2_000 };
const ready: ToldEvent = { ...at, kind: "ready", url: null, ms: null };
const build = (phase: "started" | "succeeded" | "failed", time = 2_000): ToldEvent => {
  return { ...at, time, kind: "build", phase, tool: "tsc", ms: null, errors: null, warnings: null };
};
const tests = (phase: "started" | "passed" | "failed"): ToldEvent => {
  return { ...at, kind: "tests", phase, tool: "vitest", passed: 1, failed: 1, skipped: 0, ms: 1, failures: [] };
};

/** What is said of one that runs and has just printed something, but for what is told. */
function verdict(events: readonly ToldEvent[], more: Partial<Sight> = {}, until: "ready" | "exit" = "ready") {
  const told = toldOf(more.process ?? process, events);
  const nothing = { address: undefined, ports: [], hasErrors: false, quietMs: 0, saidMs: 0 };
  const found = verdictOf({ process, told, ...nothing, ...more }, until);
  return found === undefined ? "wait" : `${found.outcome}: ${found.reason}`;
}

describe("a run is over", () => {
  test.each([
    ["success", "succeeded: ended"],
    ["failed", "failed: ended"],
    ["stopped", "stopped: ended"],
  ] as const)("when it is %s, whatever was told", (status, expected) => {
    for (const until of ["ready", "exit"] as const) {
      expect(verdict([ready, build("failed")], { process: { ...process, status } }, until)).toBe(expected);
    }
  });

  test("when its policy will start it again", () => {
    const pausing = { ...process, status: "restarting", restartAt: 5_000 } as const;
    expect(verdict([], { process: { ...pausing, exitCode: 1 } })).toBe("failed: ended");
    expect(verdict([], { process: { ...pausing, exitCode: null, signal: "SIGSEGV" } })).toBe("failed: ended");
    expect(verdict([], { process: { ...pausing, exitCode: 0 } }, "exit")).toBe("succeeded: ended");
    // Somebody has asked for it: it is on its way to a new run.
    expect(verdict([ready], { process: { ...pausing, restartAt: null } })).toBe("wait");
  });
});

test.each(["pending", "waiting", "stopping", "restarting"] as const)("while it is %s it is waited for", (status) => {
  expect(verdict([ready], { process: { ...process, status }, quietMs: 60_000, hasErrors: true })).toBe("wait");
});

test("for its end nothing else counts", () => {
  const more = { quietMs: 60_000, hasErrors: true, ports: [1] };
  expect(verdict([ready, build("failed"), tests("failed")], more, "exit")).toBe("wait");
});

describe("readiness", () => {
  test("is what a check says, where there is one, and nothing else", () => {
    expect(verdict([ready], { process: { ...checked, status: "starting" }, ports: [3000] })).toBe("wait");
    expect(verdict([], { process: { ...checked, status: "ready" } })).toBe("ready: ready");
    expect(verdict([ready], { process: { ...checked, status: "running", note: "no" } })).toBe("failed: unready");
  });

  test("is a line of its own, unless nobody answers at the address that it names", () => {
    const url = "http://localhost:1/";
    expect(verdict([])).toBe("wait");
    expect(verdict([ready])).toBe("ready: ready");
    expect(verdict([ready], { address: { url, answers: null, isNamed: true } })).toBe("ready: ready");
    for (const isNamed of [true, false]) {
      expect(verdict([ready], { address: { url, answers: false, isNamed }, saidMs: 2_900 })).toBe("wait");
    }
    expect(verdict([ready], { address: { url, answers: false, isNamed: true }, saidMs: 3_000 })).toBe(
      "ready: unreachable",
    );
    // That of another one that it works with, perhaps.
    expect(verdict([ready], { address: { url, answers: false, isNamed: false }, saidMs: 3_000 })).toBe("ready: ready");
  });

  test("is an address alone, where somebody answers", () => {
    const url = "http://localhost:1/";
    expect(verdict([], { address: { url, answers: true, isNamed: false } })).toBe("ready: ready");
    expect(verdict([], { address: { url, answers: false, isNamed: false }, saidMs: 60_000 })).toBe("wait");
  });

  test("is a port, in the end", () => {
    expect(verdict([], { ports: [3000] })).toBe("ready: ready");
  });

  test("of another run or another process says nothing", () => {
    expect(verdict([{ ...ready, time: 999 }])).toBe("wait");
    expect(verdict([{ ...ready, source: 2 }])).toBe("wait");
  });
});

describe("a build", () => {
  test("that fails counts after a second of silence, in which its process may end", () => {
    expect(verdict([ready, build("failed")], { quietMs: 900 })).toBe("wait");
    expect(verdict([ready, build("failed")], { quietMs: 1_000 })).toBe("failed: build");
    const isReady = { ...checked, status: "ready" } as const;
    expect(verdict([build("failed")], { process: isReady, quietMs: 1_000 })).toBe("failed: build");
    expect(verdict([ready, build("failed"), build("succeeded")], { quietMs: 1_000 })).toBe("ready: ready");
  });

  test("that goes on is waited for, as long as it says something", () => {
    expect(verdict([ready, build("started")], { quietMs: 4_900 })).toBe("wait");
    expect(verdict([ready, build("started")], { quietMs: 5_000 })).toBe("ready: ready");
  });

  test("that has succeeded may be all there is", () => {
    expect(verdict([build("succeeded")], { quietMs: 4_900 })).toBe("wait");
    expect(verdict([build("succeeded")], { quietMs: 5_000 })).toBe("succeeded: build");
  });
});

test("tests that are over count after a second of silence", () => {
  expect(verdict([tests("started")], { quietMs: 60_000 })).toBe("wait");
  expect(verdict([tests("failed")], { quietMs: 900 })).toBe("wait");
  expect(verdict([tests("failed")], { quietMs: 1_000 })).toBe("failed: tests");
  expect(verdict([tests("passed")], { quietMs: 1_000 })).toBe("succeeded: tests");
});

test("silence after errors is a standstill", () => {
  expect(verdict([], { hasErrors: true, quietMs: 2_900 })).toBe("wait");
  expect(verdict([], { hasErrors: true, quietMs: 3_000 })).toBe("running: errors");
  expect(verdict([], { quietMs: 60_000 })).toBe("wait");
});
