/** How processes stand after a change, as pure reasoning; times in milliseconds around the change at 100,000. */

import { describe, expect, test } from "bun:test";
import { flag } from "../../../core/index.ts";
import { LineWatch, type Printed } from "../../../src/mcp/changes/line-watch.ts";
import { isSettled, type Times } from "../../../src/mcp/changes/settled.ts";
import { type Sight, type Standing, standingOf } from "../../../src/mcp/changes/standing.ts";
import { type Work, worksOf } from "../../../src/mcp/outcomes/works.ts";
import type { ProcessSnapshot } from "../../../src/process/index.ts";
import { FIRST_TIME, Harness, launchOf, project } from "./harness.ts";

const SINCE = 100_000;
const NOW = 110_000;

const plain: Printed = { lines: 0, firstAt: 0, lastAt: 0, lastText: "", begunAt: 0, readyAt: 0, failedAt: 0 };

function snapshot(command: string, parts: Partial<ProcessSnapshot> = {}): ProcessSnapshot {
  return {
    id: "web-1",
    name: "web",
    source: 1,
    launch: launchOf(project, { name: "web", command }),
    status: "running",
    pid: 7,
    startedAt: 1000,
    endedAt: null,
    exitCode: null,
    signal: null,
    error: null,
    readyAt: null,
    url: null,
    restartAt: null,
    waitingFor: [],
    note: null,
    leftover: [],
    firstRecord: 0,
    restarts: 0,
    ...parts,
  };
}

/** Builds of tsc: each with its beginning, its end and its outcome. */
function builds(
  ...parts: readonly (readonly [from: number | null, to: number, phase: "succeeded" | "failed", ms?: number])[]
): Work[] {
  const told = {
    kind: "build",
    tool: "tsc",
    source: 1,
    process: "web",
    ms: null,
    errors: null,
    warnings: null,
  } as const;
  const events = parts.flatMap(([from, to, phase, ms = null]) => [
    ...(from === null ? [] : [{ ...told, phase: "started", time: from } as const]),
    { ...told, phase, time: to, ms },
  ]);
  return worksOf("build", events, [{ source: 1, status: "running", startedAt: 0 }]);
}

function standing(parts: Partial<Sight>, command = "node api.js"): Standing | undefined {
  return standingOf(
    { process: snapshot(command), works: [], errors: [], printed: plain, readyBefore: 0, ...parts },
    SINCE,
    NOW,
  );
}

const runtime = (time: number) => ({ time, kind: "runtime" }) as const;
const compile = (time: number) => ({ time, kind: "compile" }) as const;

describe("how a process stands", () => {
  test("a server that throws after it was built has failed, until it is ready again", () => {
    const works = builds([100_100, 101_000, "succeeded"]);
    expect(standing({ works })).toMatchObject({ state: "succeeded", isFresh: true });
    // An error that is told a moment late is that of before.
    expect(standing({ works, errors: [runtime(101_300)] })).toMatchObject({ state: "succeeded" });
    expect(standing({ works, errors: [runtime(102_000)] })).toMatchObject({ state: "failed", errorsFrom: 101_400 });
    const printed = { ...plain, readyAt: 103_000 };
    expect(standing({ works, errors: [runtime(102_000)], printed })).toMatchObject({ state: "succeeded" });
  });

  test("an error of before a server begins anew is none of the new one", () => {
    const printed = { ...plain, lines: 2, firstAt: 100_100, lastAt: 100_500, begunAt: 100_500, lastText: "starting" };
    expect(standing({ errors: [runtime(100_200)], printed })).toMatchObject({ state: "printed" });
    expect(standing({ errors: [runtime(100_600)], printed })).toMatchObject({ state: "failed", errorsFrom: 100_500 });
  });

  test("of one that tells outcomes other lines say nothing", () => {
    const printed = { ...plain, lines: 1, firstAt: 101_000, lastAt: 101_000, lastText: "GET /" };
    expect(standing({ works: builds([1500, 2000, "succeeded"]), printed })).toMatchObject({
      state: "succeeded",
      isFresh: false,
    });
    expect(standing({ printed })).toMatchObject({ state: "printed", isFresh: true });
  });

  test("how long a build took is rounded, and its beginning with it", () => {
    expect(standing({ works: builds([null, 100_950, "succeeded", 1000]) })).toMatchObject({ isFresh: true });
    expect(standing({ works: builds([null, 100_800, "succeeded", 1000]) })).toMatchObject({ isFresh: false });
    expect(standing({ works: builds([99_950, 100_950, "succeeded"]) })).toMatchObject({ isFresh: false });
  });

  test("is mended where it had failed before, whoever told it", () => {
    const fine = builds([100_100, 100_500, "succeeded"]);
    const mended = (parts: Partial<Sight>) => standing(parts)?.isMended;
    expect(mended({ works: fine })).toBe(false);
    expect(mended({ works: builds([2000, 3000, "failed"], [100_100, 100_500, "succeeded"]) })).toBe(true);
    expect(
      mended({ works: builds([2000, 3000, "failed"], [4000, 5000, "succeeded"], [100_100, 100_500, "succeeded"]) }),
    ).toBe(false);
    // Errors behind the last outcome: of what the tool compiles, not of what it runs.
    const works = builds([2000, 3000, "succeeded"], [100_100, 100_500, "succeeded"]);
    expect(mended({ works, errors: [compile(50_000)] })).toBe(true);
    expect(mended({ works, errors: [runtime(50_000)] })).toBe(false);
    expect(mended({ works, errors: [compile(2500)] })).toBe(false);
    const printed = { ...plain, lines: 1, readyAt: 101_000 };
    expect(mended({ printed, errors: [runtime(50_000)] })).toBe(true);
    expect(mended({ printed, errors: [runtime(50_000)], readyBefore: 60_000 })).toBe(false);
    expect(mended({ printed, errors: [runtime(500)] })).toBe(false);
    // Nobody knows it of a server that compiles what pages ask for.
    const asked = { process: snapshot("vite"), printed: { ...plain, lines: 1 }, errors: [compile(50_000)] };
    expect(mended(asked)).toBe(false);
    expect(mended({ ...asked, process: snapshot("sass --watch") })).toBe(true);
  });

  test("watches files where it has built and goes on, where its command says so, or where Brummer restarts it", () => {
    const watches = (parts: Partial<Sight>, command?: string) => standing(parts, command)?.isWatching;
    expect(watches({})).toBe(false);
    expect(watches({ works: builds([2000, 3000, "succeeded"]) })).toBe(true);
    expect(watches({ works: builds([200, 300, "succeeded"]) })).toBe(false);
    expect(watches({ errors: [compile(3000)] })).toBe(true);
    expect(watches({ errors: [runtime(3000)] })).toBe(false);
    for (const command of [
      "tsc --watch",
      "tsc -w -p .",
      "vite",
      "vite --port 3000",
      "node node_modules/vite/bin/vite.js build --watch",
      "next dev",
      "nodemon api.js",
      "tsx watch api.ts",
      "node --watch api.js",
      "uvicorn app:app --reload",
      "cargo watch -x check",
      "vitest",
      "webpack serve",
      "ng serve",
    ]) {
      expect([command, watches({}, command)]).toEqual([command, true]);
    }
    for (const command of ["vite build", "vite preview", "next start", "vitest run", "node watchman.js", "tsc"]) {
      expect([command, watches({}, command) && command !== "next start"]).toEqual([command, false]);
    }
    const watch = { globs: ["**"], debounceMs: 1, cascade: false };
    const launch = { ...snapshot("node api.js").launch, watch };
    expect(watches({ process: snapshot("", { launch }) })).toBe(true);
    expect(watches({ process: snapshot("", { launch, status: "failed", endedAt: 5000, pid: null }) })).toBe(true);
    expect(
      standing({ process: snapshot("", { launch, status: "stopped", endedAt: 5000, pid: null }) }),
    ).toBeUndefined();
    expect(standing({ process: snapshot("tsc", { status: "failed", endedAt: 5000, pid: null }) })).toBeUndefined();
  });

  test("a new run has only its own errors", () => {
    const works = worksOf(
      "build",
      [
        {
          kind: "build",
          tool: "tsc",
          phase: "failed",
          ms: null,
          errors: 1,
          warnings: null,
          source: 1,
          process: "web",
          time: 9000,
        },
      ],
      [{ source: 1, status: "running", startedAt: 8000 }],
    );
    expect(works[0]?.errorsFrom).toBe(8000);
  });
});

describe("what lines say", () => {
  test.each<readonly [text: string, what: "begins" | "ready" | "failed" | "nothing", flags?: number]>([
    ["Restarting 'server.mjs'", "begins"],
    ["[nodemon] restarting due to changes...", "begins"],
    [" RERUN  src/cart.test.ts x1", "begins"],
    ["10:00:00 AM [tsx] change in ./server.ts Rerunning...", "begins"],
    ["File change detected. Starting incremental compilation...", "begins"],
    ["Compiling...", "begins"],
    ["[nodemon] clean exit - waiting for changes before restart", "nothing"],
    ["[vite] (client) page reload src/cart.ts", "nothing"],
    ["[vite] server restarted.", "ready"],
    ["listening on http://localhost:3000", "ready", flag.ready],
    ["Watching for file changes.", "nothing", flag.ready],
    ["[nodemon] app crashed - waiting for file changes before starting...", "failed"],
    ["Failed running 'server.mjs'. Restarting when it changes", "failed"],
    ["process exited with code 1", "failed"],
    ["process exited with code 0", "nothing"],
    ["GET /restaurants 200", "nothing"],
  ])("%s: %s", async (text, what, flags = 0) => {
    await using harness = new Harness();
    const watch = new LineWatch(harness.ring.reader(), 0, FIRST_TIME);
    harness.log(["before"], { time: FIRST_TIME - 1 });
    // What Brummer itself says of a process is known otherwise.
    harness.log(["web restarts: Restarting, exited with code 1"], { stream: 2, time: FIRST_TIME });
    harness.log([text], { flags, time: FIRST_TIME + 5 });
    await watch.advance(new Set([1]), new AbortController().signal);
    const { lines, firstAt, lastAt, lastText, begunAt, readyAt, failedAt } = watch.of(1);
    expect({ lines, firstAt, lastAt, lastText }).toEqual({
      lines: 1,
      firstAt: FIRST_TIME + 5,
      lastAt: FIRST_TIME + 5,
      lastText: text,
    });
    const said = [begunAt > 0 && "begins", readyAt > 0 && "ready", failedAt > 0 && "failed"].filter(Boolean);
    expect(said).toEqual(what === "nothing" ? [] : [what]);
    expect(watch.of(2).lines).toBe(0);
  });
});

describe("when all is over", () => {
  const times: Times = { now: NOW, begun: 109_000, since: SINCE, isCertain: true, patienceMs: 5000 };
  const done = (parts: Partial<Standing>): Standing => {
    const of = standing({ works: builds([100_100, 101_000, "succeeded"]) });
    if (of === undefined) throw new Error("nothing");
    return { ...of, ...parts };
  };

  test("what has come to an end must have been silent for a moment, or be at it for long", () => {
    expect(isSettled([done({})], times)).toBe(true);
    expect(isSettled([done({ state: "running" })], times)).toBe(false);
    const busy = { activeAt: NOW - 100 };
    expect(isSettled([done({ ...busy, doneAt: NOW - 500 })], times)).toBe(false);
    expect(isSettled([done({ ...busy, doneAt: NOW - 5000 })], times)).toBe(true);
    // Without a word on the outcome silence must last longer.
    const quiet = { activeAt: NOW - 700, doneAt: NOW - 900 };
    expect(isSettled([done(quiet)], times)).toBe(true);
    expect(isSettled([done({ ...quiet, state: "printed" })], times)).toBe(false);
  });

  test("others have their time to begin", () => {
    const other = done({ isFresh: false, isWatching: true });
    const late = { ...times, since: NOW - 1000, begun: NOW - 1000 };
    expect(isSettled([done({}), other], late)).toBe(false);
    expect(isSettled([done({}), { ...other, isFresh: true }], late)).toBe(true);
    expect(isSettled([done({}), { ...other, isWatching: false }], late)).toBe(true);
    expect(isSettled([done({}), other], { ...late, since: NOW - 2000, begun: NOW - 2000 })).toBe(true);
    expect(isSettled([other], { ...late, since: NOW - 4000 })).toBe(false);
    expect(isSettled([other], { ...late, since: NOW - 6000 })).toBe(true);
    expect(isSettled([{ ...other, isWatching: false }], late)).toBe(true);
    expect(isSettled([done({})], { ...times, isCertain: false, begun: NOW - 500 })).toBe(false);
  });
});
