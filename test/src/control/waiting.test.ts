import { describe, expect, test } from "bun:test";
import { verdictOf } from "../../../src/control/waiting.ts";
import type { Launch, ProcessSnapshot, ProcessStatus } from "../../../src/process/index.ts";

const ready: NonNullable<Launch["ready"]> = {
  probe: { kind: "url" },
  ...{ delayMs: 0, intervalMs: 100, timeoutMs: 100, withinMs: 100, successes: 1 },
};

function process(
  status: ProcessStatus,
  change: Partial<ProcessSnapshot> & { hasCheck?: boolean } = {},
): ProcessSnapshot {
  const { hasCheck = false, ...rest } = change;
  const launch: Launch = { name: "web", kind: "script", command: "vite", argv: ["vite"], cwd: "/" };
  return {
    ...{
      id: "web-1",
      name: "web",
      source: 1,
      status,
      pid: null,
      startedAt: 0,
      endedAt: null,
      readyAt: null,
      url: null,
    },
    ...{
      restartAt: null,
      waitingFor: [],
      note: null,
      exitCode: null,
      signal: null,
      error: null,
      leftover: [],
      restarts: 0,
      firstRecord: 0,
    },
    launch: hasCheck ? { ...launch, ready } : launch,
    ...rest,
  };
}

describe("a wait for readiness", () => {
  test.each(["pending", "waiting", "starting", "stopping", "restarting"] as const)(
    "goes on while it is %s",
    (status) => {
      expect(verdictOf(process(status), "ready").over).toBe(false);
    },
  );

  test("is over when it is ready, or runs without a check, or has done its work", () => {
    expect(verdictOf(process("ready", { hasCheck: true }), "ready")).toMatchObject({ over: true, reached: true });
    expect(verdictOf(process("running"), "ready")).toMatchObject({ over: true, reached: true });
    expect(verdictOf(process("success", { exitCode: 0 }), "ready")).toMatchObject({ over: true, reached: true });
  });

  test("is in vain when it ended, or was given up", () => {
    expect(verdictOf(process("failed", { exitCode: 3 }), "ready")).toEqual({
      over: true,
      reached: false,
      why: "web failed with exit code 3",
    });
    const late = process("running", { hasCheck: true, note: "not ready within 60 s" });
    expect(verdictOf(late, "ready")).toEqual({ over: true, reached: false, why: "not ready within 60 s" });
    expect(verdictOf(process("success", { hasCheck: true, exitCode: 0 }), "ready").reached).toBe(false);
    expect(verdictOf(process("stopped", { signal: "SIGTERM" }), "ready").reached).toBe(false);
  });
});

describe("a wait for the end", () => {
  test("is over when it has ended, and in vain when it failed", () => {
    expect(verdictOf(process("ready"), "done").over).toBe(false);
    expect(verdictOf(process("restarting"), "done").over).toBe(false);
    expect(verdictOf(process("success", { exitCode: 0 }), "done")).toMatchObject({ over: true, reached: true });
    expect(verdictOf(process("stopped"), "done")).toMatchObject({ over: true, reached: true });
    expect(verdictOf(process("failed", { signal: "SIGKILL" }), "done")).toEqual({
      over: true,
      reached: false,
      why: "web failed with signal SIGKILL",
    });
  });
});
