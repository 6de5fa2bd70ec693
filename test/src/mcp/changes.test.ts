/** `check_changes` with processes that exist in memory only, and files that are real. */

import { describe, expect, test } from "bun:test";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flag } from "../../../core/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import type { Launch } from "../../../src/process/index.ts";
import { makeFolder } from "../../support/folder.ts";
import { see, tell } from "./found.ts";
import { type Answer, call, Harness, launchOf, project } from "./harness.ts";

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

/** A project of real files, with a harness on it. */
class Shop implements AsyncDisposable {
  readonly harness = new Harness();
  readonly #folder = makeFolder({ "src/cart.ts": "export {};", "README.md": "" });
  readonly #sources = new Map<string, number>();

  constructor() {
    this.harness.project = { ...project, directory: this.#folder.path };
    // Everything else is a while ago.
    this.edit("src/cart.ts", -60_000);
  }

  async connect(modern = false) {
    return (await this.harness.connect(modern)).client;
  }

  /** Runs since a minute before, or since `startedAt`. */
  async start(name: string, command: string, more: Partial<Launch> = {}, startedAt = Date.now() - 120_000) {
    const launch = { ...launchOf(project, { name, command }), ...more };
    const { process } = await this.harness.processes.start(launch);
    this.#sources.set(name, process.source);
    return this.harness.processes.set(name, { startedAt });
  }

  /** Saves a file, `ms` from now. */
  edit(path: string, ms = 0) {
    const file = join(this.#folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "");
    const time = new Date(Date.now() + ms);
    utimesSync(file, time, time);
  }

  prints(name: string, text: string, fields: Partial<Parameters<Harness["log"]>[1]> = {}) {
    this.harness.log([text], { source: this.source(name), time: Date.now(), ...fields });
  }

  tells(name: string, told: Parameters<typeof tell>[1], ms = 0) {
    tell(this.harness, told, { source: this.source(name), process: name, time: Date.now() + ms });
  }

  fails(name: string, parts: Parameters<typeof see>[1] = {}, ms = 0) {
    see(this.harness, { source: this.source(name), process: name, time: Date.now() + ms, ...parts });
  }

  source(name: string): number {
    return this.#sources.get(name) ?? 0;
  }

  async [Symbol.asyncDispose]() {
    await this.harness[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

async function timed(answer: Promise<Answer>): Promise<Answer & { ms: number }> {
  const began = performance.now();
  return { ...(await answer), ms: performance.now() - began };
}

describe("check_changes", () => {
  test.each([false, true])(
    "waits for the build that follows an edit, and tells its errors; modern: %p",
    async (modern) => {
      await using shop = new Shop();
      const client = await shop.connect(modern);
      await shop.start("types", "tsc --watch");
      shop.tells("types", { ...build, phase: "succeeded", errors: 0 }, -50_000);
      shop.edit("src/cart.ts");
      const checked = timed(call(client, "check_changes"));
      await Bun.sleep(200);
      shop.tells("types", { ...build, phase: "started" });
      await Bun.sleep(700);
      shop.fails("types");
      shop.tells("types", { ...build, phase: "failed", errors: 1 });
      const { structured, text, ms } = await checked;
      expect(structured).toMatchObject({
        verdict: "broken",
        changed: "src/cart.ts",
        processes: [
          {
            process: "types",
            state: "failed",
            fresh: true,
            what: expect.stringMatching(/^tsc failed in 7\d\dms: 1 error$/),
            errors: [
              {
                id: "aaaa1111",
                error: "TS2322: Type 'string' is not assignable to type 'number'.",
                place: "src/cart.ts:3:7",
              },
            ],
          },
        ],
        notes: [],
      });
      expect(text).toMatch(/^Broken \(src\/cart\.ts changed \d\d:\d\d:\d\d\.\d{3}\)\.\ntypes: tsc failed in/);
      expect(text).toEndWith(
        "\n  src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'. (error aaaa1111)",
      );
      expect(ms).toBeGreaterThan(900);
      expect(ms).toBeLessThan(900 + mcpLimits.quietMs + 1000);
    },
  );

  test("what was mended is mended, and nothing of it is told any more", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.fails("types", {}, -50_000);
    shop.tells("types", { ...build, phase: "failed", errors: 1 }, -50_000);
    const before = await call(client, "check_changes", { timeout: 1 });
    expect(before.text).toContain("types: tsc failed: 1 error\n  src/cart.ts:3:7");
    shop.edit("src/cart.ts", -3000);
    // It is over already: nobody has to wait.
    shop.tells("types", { ...build, phase: "started" }, -2800);
    shop.tells("types", { ...build, phase: "succeeded", errors: 0 }, -2500);
    const { structured, text, ms } = await timed(call(client, "check_changes"));
    expect(structured).toMatchObject({
      verdict: "ok",
      processes: [{ process: "types", state: "succeeded", fresh: true, mended: true, what: "tsc succeeded in 300ms" }],
      notes: [],
    });
    expect(text).toContain("Fine again: types had failed before (src/cart.ts changed ");
    expect(text).not.toContain("TS2322");
    expect(ms).toBeLessThan(500);
  });

  test("waits for all that have begun, and a moment for those that have not", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    await shop.start("unit", "vitest watch");
    await shop.start("web", "esbuild --watch");
    shop.tells("web", { ...build, tool: "esbuild", phase: "succeeded" }, -50_000);
    shop.tells("unit", { ...tests, phase: "passed", passed: 3 }, -50_000);
    shop.tells("types", { ...build, phase: "succeeded" }, -50_000);
    shop.edit("src/cart.ts");
    const checked = timed(call(client, "check_changes"));
    await Bun.sleep(50);
    shop.tells("web", { ...build, tool: "esbuild", phase: "succeeded", ms: 10 });
    shop.tells("unit", { ...tests, phase: "started" });
    await Bun.sleep(2000);
    const failures = [{ file: "src/cart.test.ts", name: "cart > counts" }];
    shop.tells("unit", { ...tests, phase: "failed", passed: 2, failed: 1, failures });
    const { text, ms } = await checked;
    expect(ms).toBeGreaterThan(2000);
    expect(ms).toBeLessThan(4000);
    expect(text.split("\n").slice(1)).toEqual([
      "unit: vitest failed in 2s: 1 failed, 2 passed",
      "  src/cart.test.ts: cart > counts",
      "web: esbuild succeeded in 10ms",
      "types: tsc succeeded (before the change)",
    ]);
  });

  test("a build that began before the edit says nothing of it", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.tells("types", { ...build, phase: "started" }, -5000);
    shop.edit("src/cart.ts", -1000);
    const checked = call(client, "check_changes");
    await Bun.sleep(300);
    shop.tells("types", { ...build, phase: "succeeded" });
    await Bun.sleep(300);
    shop.tells("types", { ...build, phase: "started" });
    shop.fails("types");
    shop.tells("types", { ...build, phase: "failed", errors: 1 });
    expect((await checked).structured).toMatchObject({ verdict: "broken" });
  });

  test("one that is not over in time is said to go on", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.edit("src/cart.ts", -1000);
    shop.tells("types", { ...build, phase: "started" }, -900);
    const { structured, text, ms } = await timed(call(client, "check_changes", { timeout: 1 }));
    expect(structured).toMatchObject({ verdict: "running", processes: [{ state: "running" }] });
    expect(text).toContain("types: tsc is running\nStill running after 1s: ask again, with a longer timeout.");
    expect(ms).toBeLessThan(1500);
  });

  test("says that nothing watches, and how to check then", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    shop.edit("src/cart.ts");
    const { structured, text, ms } = await timed(call(client, "check_changes"));
    expect(structured).toMatchObject({ verdict: "unknown", processes: [] });
    expect(text.split("\n").slice(1)).toEqual([
      "No running process watches files.",
      "scripts_run typecheck with wait exit checks it.",
    ]);
    expect(ms).toBeLessThan(500);
    await shop.start("api", "node api.js");
    expect((await call(client, "check_changes")).text).toEndWith("\napi: scripts_restart starts it with the change.");
    // What an agent has run itself to check it counts.
    await shop.start("typecheck", "tsc --noEmit", {}, Date.now());
    shop.fails("typecheck");
    shop.harness.processes.set("typecheck", { status: "failed", exitCode: 2, pid: null, endedAt: Date.now() });
    const run = await call(client, "check_changes");
    expect(run.text).toContain("Broken");
    expect(run.text).toContain("typecheck: ended with exit code 2\n  src/cart.ts:3:7 TS2322");
    shop.edit("src/cart.ts", 5);
    await Bun.sleep(10);
    expect((await call(client, "check_changes")).structured).toMatchObject({ verdict: "unknown", processes: [] });
  });

  test("offers no script that runs already, and takes what was started after the edit for good", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("typecheck", "node types.js");
    shop.edit("src/cart.ts", -100);
    const { text } = await call(client, "check_changes");
    expect(text).toContain("No running process watches files.\ntypecheck: scripts_restart starts it with the change.");
    await shop.start("api", "node api.js", {}, Date.now());
    const { structured } = await call(client, "check_changes");
    expect(structured).toMatchObject({
      verdict: "ok",
      processes: [{ process: "api", state: "printed", what: "started" }],
    });
  });

  test("says that nothing was told, when a watcher does not care", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.edit("src/cart.ts");
    const { structured, text, ms } = await timed(call(client, "check_changes", { timeout: 3 }));
    expect(structured).toMatchObject({ verdict: "unknown" });
    expect(text).toContain("types: printed nothing since\ntypes told nothing in the 1s since.\nscripts_run typecheck");
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(2000);
    // What it had told before is how it stands.
    shop.fails("types", {}, -20_000);
    shop.tells("types", { ...build, phase: "failed", errors: 1 }, -20_000);
    const stale = await call(client, "check_changes", { timeout: 1 });
    expect(stale.structured).toMatchObject({ verdict: "broken", processes: [{ state: "failed", fresh: false }] });
    expect(stale.text).toContain("types: tsc failed: 1 error (before the change)\n  src/cart.ts:3:7 TS2322");
  });

  test("takes a tool at its word that tells errors alone", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("lint", "lint-forever");
    shop.fails("lint", { kind: "lint" }, -30_000);
    shop.edit("src/cart.ts", -500);
    shop.fails("lint", { kind: "lint", fingerprint: "bbbb00000000", message: "unused" });
    shop.prints("lint", "src/cart.ts:3:7 unused", { level: 4 });
    const broken = await call(client, "check_changes");
    expect(broken.text).toContain("lint: errors\n  src/cart.ts:3:7 TS2322: unused");
    expect(broken.text).not.toContain("not assignable");
    shop.edit("src/cart.ts");
    await Bun.sleep(20);
    shop.prints("lint", "src/cart.ts: clean");
    const fine = await call(client, "check_changes");
    expect(fine.structured).toMatchObject({ verdict: "ok", processes: [{ state: "printed", mended: true }] });
    expect(fine.text).toContain("lint: no error; last line: src/cart.ts: clean (mended)");
  });

  test("a build whose failure nobody tells has failed when silence follows its errors", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("web", "vite build --watch");
    shop.tells("web", { ...build, tool: "vite", phase: "succeeded", ms: 100 }, -50_000);
    shop.edit("src/cart.ts");
    shop.tells("web", { ...build, tool: "esbuild", phase: "started" }, 5);
    shop.prints("web", "build started...", { time: Date.now() + 5 });
    await Bun.sleep(30);
    shop.fails("web");
    const broken = await timed(call(client, "check_changes"));
    expect(broken.text).toContain("web: vite failed");
    expect(broken.ms).toBeLessThan(4000);
    shop.edit("src/cart.ts");
    const checked = timed(call(client, "check_changes"));
    await Bun.sleep(200);
    // That it begins anew is not told, as its last beginning has had no end.
    shop.prints("web", "build started...");
    await Bun.sleep(200);
    shop.tells("web", { ...build, tool: "vite", phase: "succeeded", ms: 50 });
    const fine = await checked;
    expect(fine.text).toContain("Fine again: web had failed before");
    expect(fine.ms).toBeLessThan(2000);
  });

  test("a server that its own watcher starts anew is waited for until it is ready, or fails", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("api", "node --watch api.mjs");
    shop.prints("api", "listening on http://localhost:4567", { flags: flag.ready, time: Date.now() - 50_000 });
    shop.edit("src/cart.ts");
    const crashed = timed(call(client, "check_changes"));
    await Bun.sleep(100);
    shop.prints("api", "Restarting 'api.mjs'");
    await Bun.sleep(900);
    shop.fails("api", { type: "ReferenceError", message: "foo is not defined", kind: "runtime" });
    shop.prints("api", "Failed running 'api.mjs'. Waiting for file changes before restarting...", {
      flags: flag.ready,
    });
    const broken = await crashed;
    expect(broken.text).toContain("api: errors\n  src/cart.ts:3:7 ReferenceError: foo is not defined");
    expect(broken.ms).toBeGreaterThan(1000);
    shop.edit("src/cart.ts");
    const ready = timed(call(client, "check_changes"));
    await Bun.sleep(100);
    shop.prints("api", "Restarting 'api.mjs'");
    await Bun.sleep(1200);
    shop.prints("api", "listening on http://localhost:4567", { flags: flag.ready });
    const fine = await ready;
    expect(fine.structured).toMatchObject({ verdict: "ok", processes: [{ state: "ready", mended: true }] });
    expect(fine.ms).toBeGreaterThan(1300);
    expect(fine.ms).toBeLessThan(3500);
  });

  test("one that Brummer starts anew is waited for, also where it had failed before", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    const watch = { globs: ["**"], debounceMs: 100, cascade: false };
    await shop.start("api", "node api.mjs", { watch });
    shop.harness.processes.set("api", { status: "failed", exitCode: 1, pid: null, endedAt: Date.now() - 60_000 });
    shop.edit("src/cart.ts");
    const checked = timed(call(client, "check_changes"));
    await Bun.sleep(300);
    shop.harness.processes.set("api", {
      status: "starting",
      exitCode: null,
      startedAt: Date.now(),
      endedAt: null,
      pid: 7,
    });
    await Bun.sleep(800);
    shop.harness.processes.set("api", { status: "ready", readyAt: Date.now() });
    const { structured, ms } = await checked;
    expect(structured).toMatchObject({ verdict: "ok", processes: [{ process: "api", state: "ready" }] });
    expect(ms).toBeGreaterThan(1100);
    // Another edit, after which it is not started: it is as it was.
    shop.harness.processes.set("api", { status: "failed", exitCode: 3, pid: null, endedAt: Date.now() });
    await Bun.sleep(20);
    shop.edit("src/cart.ts");
    const stale = await call(client, "check_changes", { timeout: 1 });
    expect(stale.structured).toMatchObject({ verdict: "broken", processes: [{ state: "failed", fresh: false }] });
    expect(stale.text).toContain("api: ended with exit code 3 (before the change)");
  });

  test("the silence of a server that compiles what pages ask for says nothing", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("web", "node setup.mjs && vite");
    shop.edit("src/cart.ts");
    await Bun.sleep(20);
    shop.prints("web", "[vite] (client) page reload src/cart.ts");
    const { structured, text } = await call(client, "check_changes");
    expect(structured).toMatchObject({ verdict: "unknown", processes: [{ state: "printed" }] });
    expect(text).toEndWith(
      "\nweb compiles what pages ask for: its silence says nothing.\nscripts_run typecheck with wait exit checks it.",
    );
    shop.fails("web");
    expect((await call(client, "check_changes")).text).toContain("Broken");
  });

  test("takes the moment of the edit, and a process, from who asks", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    await shop.start("web", "esbuild --watch");
    shop.tells("web", { ...build, tool: "esbuild", phase: "failed" }, -50_000);
    shop.tells("types", { ...build, phase: "succeeded" }, -20_000);
    const recent = await call(client, "check_changes", { since: "30s", name: "types" });
    expect(recent.structured).toMatchObject({ verdict: "ok", processes: [{ process: "types", fresh: true }] });
    const later = await call(client, "check_changes", { since: "10s", name: "types", timeout: 1 });
    expect(later.structured).toMatchObject({ verdict: "unknown", processes: [{ process: "types", fresh: false }] });
    const all = await call(client, "check_changes", { since: "60s" });
    expect(all.structured).toMatchObject({ verdict: "broken" });
    const { cursor } = (await call(client, "timeline")).structured;
    expect((await call(client, "check_changes", { since: cursor, name: "types", timeout: 0 })).isError).toBe(false);
  });

  test("what is changed without a trace is waited for a moment", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.tells("types", { ...build, phase: "succeeded" }, -20_000);
    const asked = { id: 1, method: "tools/call", tool: "check_changes", input: "", startedAt: Date.now() - 10_000 };
    const agent = { id: 1, name: "", version: "", agent: "", protocol: "", since: 0, lastSeen: 0, requests: 1 };
    const call1 = { ...asked, durationMs: 1, error: null, bytes: 1, client: { ...agent, isConnected: true } };
    shop.harness.journal.add({ kind: "call", call: call1 });
    // A file is removed.
    const checked = timed(call(client, "check_changes"));
    await Bun.sleep(400);
    shop.tells("types", { ...build, phase: "started" });
    shop.fails("types");
    await Bun.sleep(200);
    shop.tells("types", { ...build, phase: "failed", errors: 1 });
    expect((await checked).structured).toMatchObject({ verdict: "broken" });
  });

  test("what a build has written is no edit", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.edit("src/cart.ts", -5000);
    shop.tells("types", { ...build, phase: "started" }, -4800);
    shop.tells("types", { ...build, phase: "succeeded" }, -4000);
    shop.edit("public/app.js", -3990);
    shop.edit("src/cart.js", -100);
    shop.edit("node_modules/a/index.js", -100);
    shop.edit("dist/index.js", -100);
    shop.edit("notes.log", -100);
    shop.edit("package-lock.json", -100);
    const { structured, ms } = await timed(call(client, "check_changes"));
    expect(structured).toMatchObject({ verdict: "ok", changed: "src/cart.ts", processes: [{ fresh: true }] });
    expect(ms).toBeLessThan(500);
  });

  test("where a build has written all that is new, the last check is the moment", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.tells("types", { ...build, phase: "started" }, -3000);
    shop.tells("types", { ...build, phase: "succeeded" }, -2000);
    for (let file = 0; file < mcpLimits.changedFiles; file++) shop.edit(`public/${file}.js`, -2500);
    const { structured } = await call(client, "check_changes");
    expect(structured).toMatchObject({ verdict: "ok", processes: [{ process: "types", fresh: true }] });
    expect(Object(structured)["changed"]).toBeUndefined();
  });

  test("tells how it waits, and ends when nobody does", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("types", "tsc --watch");
    shop.edit("src/cart.ts");
    shop.tells("types", { ...build, phase: "started" }, 5);
    const told: string[] = [];
    const controller = new AbortController();
    const answer = client
      .callTool(
        { name: "check_changes", arguments: { timeout: 60 } },
        { signal: controller.signal, onprogress: ({ message = "" }) => void told.push(message), timeout: 90_000 },
      )
      .catch(String);
    await Bun.sleep(2500);
    expect(told).toEqual(["Waiting: types running", "Waiting: types running"]);
    const calls = shop.harness.calls.length;
    controller.abort("enough");
    expect(await answer).toContain("enough");
    for (let count = 0; count < 100 && shop.harness.calls.length === calls; count++) await Bun.sleep(20);
    expect(shop.harness.calls.at(-1)?.durationMs).toBeLessThan(4000);
  });

  test("keeps to its budget", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    shop.edit("src/cart.ts", -5000);
    for (let number = 0; number < 12; number++) {
      await shop.start(`web${number}`, "tsc --watch");
      for (let error = 0; error < 30; error++) {
        const fingerprint = `${String(number).padStart(4, "0")}${String(error).padStart(8, "0")}`;
        shop.fails(`web${number}`, { fingerprint, message: `${error} ${"x".repeat(400)}` }, -3000);
      }
      shop.tells(`web${number}`, { ...build, phase: "failed", errors: 30, ms: 1500 }, -2000);
    }
    const { tokens, isError, text } = await call(client, "check_changes");
    expect(isError).toBe(false);
    expect(tokens).toBeLessThanOrEqual(4000);
    expect(text).toContain("  20 more");
  });

  test("says how to mend what it cannot use", async () => {
    await using shop = new Shop();
    const client = await shop.connect();
    await shop.start("web", "vite");
    for (const [input, words] of [
      [{ name: "wep" }, 'There is no process "wep". Did you mean "web"?'],
      [{ since: "soon" }, 'since "soon" is neither'],
      [{ timeout: 121 }, "timeout: Too big"],
      [{ seconds: 5 }, "check_changes takes name, since, timeout."],
    ] as const) {
      const { isError, text } = await call(client, "check_changes", input);
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    }
  });
});
