import { describe, expect, test } from "bun:test";
import { clock, timestamp } from "../../../src/mcp/format.ts";
import { see, tell } from "./found.ts";
import { call, FIRST_TIME, Harness, launchOf, project } from "./harness.ts";

async function running(harness: Harness) {
  for (const script of project.scripts.slice(0, 2)) {
    await harness.processes.start(launchOf(project, script));
    harness.processes.set(script.name, { startedAt: FIRST_TIME - 1000 });
  }
  return (await harness.connect()).client;
}

const build = { kind: "build", tool: "tsc", ms: null, errors: null, warnings: null } as const;
const tests = {
  kind: "tests",
  tool: "vitest",
  ms: null,
  passed: null,
  failed: null,
  skipped: null,
  failures: [],
} as const;
const at = (ms: number) => ({ time: FIRST_TIME + ms });

describe("builds_status", () => {
  test("tells the last build of each tool of each process, what failed first, with the errors of that build", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    // An error that was mended.
    see(harness, { fingerprint: "bbbb00000000", time: FIRST_TIME, message: "old" });
    tell(harness, { ...build, phase: "failed", errors: 1 }, at(100));
    tell(harness, { ...build, phase: "started" }, at(10_000));
    see(harness, { time: FIRST_TIME + 10_200 });
    see(harness, { fingerprint: "cccc00000000", severity: "warning", time: FIRST_TIME + 10_200 });
    see(harness, { fingerprint: "dddd00000000", source: 2, process: "api", time: FIRST_TIME + 10_200 });
    tell(harness, { ...build, phase: "failed", errors: 1, warnings: 2 }, at(10_300));
    see(harness, { fingerprint: "eeee00000000", time: FIRST_TIME + 20_000 });
    tell(
      harness,
      { ...build, tool: "vite", phase: "succeeded", ms: 1500 },
      { source: 2, process: "api", ...at(12_000) },
    );
    const { structured, text } = await call(client, "builds_status");
    expect(structured).toEqual({
      builds: [
        {
          process: "web",
          tool: "tsc",
          state: "failed",
          at: timestamp(FIRST_TIME + 10_300),
          ms: 300,
          errors: 1,
          warnings: 2,
          found: [
            {
              id: "aaaa1111",
              error: "TS2322: Type 'string' is not assignable to type 'number'.",
              place: "src/cart.ts:3:7",
            },
          ],
        },
        {
          process: "api",
          tool: "vite",
          state: "succeeded",
          at: timestamp(FIRST_TIME + 12_000),
          ms: 1500,
          errors: null,
          warnings: null,
          found: [],
        },
      ],
    });
    expect(text).toBe(
      [
        `web: tsc failed in 300ms, ${clock(FIRST_TIME + 10_300)}: 1 error, 2 warnings`,
        "  src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'. (error aaaa1111)",
        `api: vite succeeded in 1s, ${clock(FIRST_TIME + 12_000)}`,
      ].join("\n"),
    );
    expect((await call(client, "builds_status", { name: "api" })).text).toStartWith("api: vite succeeded");
    expect((await call(client, "builds_status", { name: "api" })).text.split("\n").length).toBe(1);
  });

  test("tells what runs, and what will not be told of any more", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    tell(harness, { ...build, phase: "started" }, at(0));
    tell(harness, { ...build, phase: "started" }, at(5));
    tell(harness, { ...build, phase: "started", tool: "cargo" }, { source: 2, process: "api", ...at(10) });
    const states = async () => {
      const { structured } = await call(client, "builds_status");
      return Array.isArray(structured["builds"])
        ? structured["builds"].map(({ tool, state }) => `${tool} ${state}`)
        : [];
    };
    expect(await states()).toEqual(["cargo running", "tsc running"]);
    expect((await call(client, "builds_status")).text).toContain(`web: tsc is running since ${clock(FIRST_TIME + 5)}`);
    harness.processes.set("web", { status: "failed", pid: null, endedAt: FIRST_TIME + 20, exitCode: 1 });
    harness.processes.set("api", { startedAt: FIRST_TIME + 30 });
    expect(await states()).toEqual(["cargo unfinished", "tsc unfinished"]);
    expect((await call(client, "builds_status")).text).toContain("did not get to its end");
    // An outcome without a name is that of what runs.
    tell(harness, { ...build, phase: "failed", tool: "", errors: 12 }, { source: 2, process: "api", ...at(40) });
    expect(await states()).toEqual(["cargo failed", "tsc unfinished"]);
  });

  test("an outcome without a name is that of the only tool, and of the build in which it was told", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const lines = async () => (await call(client, "builds_status")).text.split("\n");
    // esbuild says on one stream that it has failed, and on the other that it is over; the failure is heard later.
    tell(harness, { ...build, tool: "esbuild", phase: "started" }, at(0));
    tell(harness, { ...build, tool: "esbuild", phase: "succeeded" }, at(20));
    tell(harness, { ...build, tool: "", phase: "failed", errors: 1 }, at(15));
    expect(await lines()).toEqual([`web: esbuild failed in 20ms, ${clock(FIRST_TIME + 20)}: 1 error`]);
    tell(harness, { ...build, tool: "esbuild", phase: "started" }, at(40));
    tell(harness, { ...build, tool: "esbuild", phase: "succeeded" }, at(45));
    expect(await lines()).toEqual([`web: esbuild succeeded in 5ms, ${clock(FIRST_TIME + 45)}`]);
    tell(harness, { ...build, tool: "", phase: "failed" }, at(5000));
    expect(await lines()).toEqual([`web: esbuild failed, ${clock(FIRST_TIME + 5000)}`]);
    // Of several tools nobody knows whose it is: it counts until something newer is told.
    tell(harness, { ...build, tool: "tsc", phase: "succeeded" }, at(6000));
    tell(harness, { ...build, tool: "", phase: "failed" }, at(7000));
    expect((await lines())[0]).toBe(`web: failed, ${clock(FIRST_TIME + 7000)}`);
    tell(harness, { ...build, tool: "tsc", phase: "succeeded" }, at(8000));
    expect((await lines()).map((line) => line.split(",")[0])).toEqual([
      "web: tsc succeeded",
      "web: esbuild succeeded in 5ms",
    ]);
  });

  test("of one whose beginning nobody told the errors are those since the last one", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    see(harness, { fingerprint: "bbbb00000000", message: "old", time: FIRST_TIME });
    tell(harness, { ...build, phase: "failed" }, at(10));
    see(harness, { time: FIRST_TIME + 8000 });
    tell(harness, { ...build, phase: "failed" }, at(9000));
    const { text } = await call(client, "builds_status");
    expect(text).toContain("error aaaa1111");
    expect(text).not.toContain("old");
  });

  test("says how many errors are not shown", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    tell(harness, { ...build, phase: "started" }, at(0));
    for (let number = 10; number < 35; number++)
      see(harness, { fingerprint: `${number}0000000000`, time: FIRST_TIME + 10 });
    tell(harness, { ...build, phase: "failed" }, at(20));
    const { text, tokens } = await call(client, "builds_status");
    expect(text).toContain(": 25 errors\n");
    expect(text).toEndWith("\n  15 more");
    expect(tokens).toBeLessThan(4000);
  });

  test("says when nothing was built, and how to", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const how = "scripts_run starts a script; one with wait exit answers how it went.";
    expect((await call(client, "builds_status")).text).toBe(`Nothing was built yet. ${how}`);
    tell(harness, { ...tests, phase: "started" });
    expect((await call(client, "builds_status", { name: "web" })).structured).toEqual({
      builds: [],
      note: `web has built nothing yet. ${how}`,
    });
    const wrong = await call(client, "builds_status", { name: "wep" });
    expect([wrong.isError, wrong.text]).toEqual([true, 'There is no process "wep". Did you mean "web"?']);
    expect((await call(client, "builds_status", { tool: "tsc" })).text).toContain("builds_status takes name.");
  });

  test("errors of long ago are still found when most happenings are forgotten", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    tell(harness, { ...build, phase: "started" }, at(0));
    see(harness, { time: FIRST_TIME + 10 });
    tell(harness, { ...build, phase: "failed", errors: 1 }, at(20));
    const [process] = await harness.processes.list();
    if (process === undefined) throw new Error("no process");
    for (let count = 0; count < 4001; count++) harness.journal.add({ kind: "process", process }, FIRST_TIME + 1000);
    expect((await call(client, "builds_status")).text).toContain("TS2322");
  });
});

describe("tests_status", () => {
  test("tells the last run of each process, with what failed", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    tell(harness, { ...tests, phase: "passed", passed: 3 }, at(0));
    tell(harness, { ...tests, phase: "started" }, at(5000));
    const failures = [
      { file: "src/cart.test.ts", name: "cart > counts" },
      { file: "", name: "adds" },
    ];
    tell(harness, { ...tests, phase: "failed", passed: 2, failed: 2, skipped: 1, failures }, at(7000));
    const { structured, text } = await call(client, "tests_status");
    expect(structured).toEqual({
      runs: [
        {
          process: "web",
          tool: "vitest",
          state: "failed",
          at: timestamp(FIRST_TIME + 7000),
          ms: 2000,
          passed: 2,
          failed: 2,
          skipped: 1,
          failures,
        },
      ],
    });
    expect(text).toBe(
      [
        `web: vitest failed in 2s, ${clock(FIRST_TIME + 7000)}: 2 failed, 2 passed, 1 skipped`,
        "  src/cart.test.ts: cart > counts",
        "  adds",
      ].join("\n"),
    );
  });

  test("names the first of many, and keeps to its budget", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const failures = Array.from({ length: 50 }, (_, index) => ({
      file: "a.test.ts",
      name: `${index} ${"x".repeat(2000)}`,
    }));
    for (let source = 1; source < 30; source++) {
      tell(
        harness,
        { ...tests, phase: "failed", failed: 70, failures },
        { source, process: `p${source}`, ...at(source) },
      );
    }
    const { text, tokens, isError } = await call(client, "tests_status");
    expect(isError).toBe(false);
    expect(tokens).toBeLessThanOrEqual(4000);
    expect(text).toContain("\n  50 more");
  });

  test("says when no tests were run", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    tell(harness, { ...build, phase: "started" });
    expect((await call(client, "tests_status")).text).toStartWith("No tests were run yet. scripts_run starts");
    expect((await call(client, "tests_status", { name: "web" })).text).toStartWith("web has run no tests yet.");
    expect((await call(client, "tests_status", { name: "x" })).text).toContain('There is no process "x"');
  });
});
