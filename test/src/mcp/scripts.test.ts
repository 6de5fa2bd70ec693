import { describe, expect, test } from "bun:test";
import { call, Harness, launchOf, project } from "./harness.ts";

describe("scripts_list", () => {
  test("lists scripts with command and state, and what is wrong with the project", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await call(client, "scripts_run", { name: "api" });
    const { structured, text } = await call(client, "scripts_list");
    expect(structured).toEqual({
      directory: "/home/someone/shop",
      packageManager: "pnpm",
      scripts: [
        { name: "web", command: "vite", status: "not running" },
        { name: "api", command: "node api.js", status: "running", processId: expect.stringMatching(/^api-\d+$/) },
        { name: "typecheck", command: "tsc --noEmit", status: "not running" },
      ],
      warnings: ["package.json:7: scripts.broken is no text"],
    });
    expect(text).toContain("web (not running): vite");
    expect(text).toContain("Warning: package.json:7");
  });
});

describe("scripts_run", () => {
  test("starts a script", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const { structured, text, isError } = await call(client, "scripts_run", { name: "web" });
    expect(isError).toBe(false);
    expect(structured).toEqual({
      processId: expect.stringMatching(/^web-\d+$/),
      name: "web",
      command: "vite",
      status: "running",
      pid: 4000,
      duplicate: false,
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/),
      message: "web started: vite",
    });
    expect(text).toContain("pid: 4000");
  });

  test("leaves one that runs already as it is", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await call(client, "scripts_run", { name: "web" });
    harness.processes.set("web", { startedAt: Date.now() - 192_500 });
    const { structured } = await call(client, "scripts_run", { name: "web" });
    expect(structured).toMatchObject({ duplicate: true, pid: 4000, runtime: "3m 12s" });
    expect(String(structured["message"])).toContain("runs already: running for 3m 12s (pid 4000)");
  });

  test("names the nearest scripts for an unknown one", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const near = await call(client, "scripts_run", { name: "typechek" });
    expect(near.isError).toBe(true);
    expect(near.text).toBe('There is no script "typechek". Did you mean "typecheck"?');
    const far = await call(client, "scripts_run", { name: "deploy-everything" });
    expect(far.text).toBe('There is no script "deploy-everything". Known: web, api, typecheck.');
  });

  test("says why a script could not be started", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    harness.processes.spawnError = "pnpm is not installed";
    const { isError, text } = await call(client, "scripts_run", { name: "web" });
    expect([isError, text]).toEqual([true, "web could not be started: pnpm is not installed"]);
    const status = await call(client, "scripts_status", { name: "web" });
    expect(status.structured).toMatchObject({ processes: [{ status: "failed", error: "pnpm is not installed" }] });
    expect(status.text).toContain("web: failed, 0ms, pnpm is not installed");
  });

  test("passes on what the owner of the processes says", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    harness.processes.failure = "the ingest thread did not answer within 10 s";
    const { isError, text } = await call(client, "scripts_run", { name: "web" });
    expect([isError, text]).toEqual([true, "the ingest thread did not answer within 10 s"]);
  });

  test("says what is wrong with arguments and what is right", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    for (const args of [undefined, {}, { name: 7 }, { name: "web", script: "web" }]) {
      const { isError, text } = await call(client, "scripts_run", args);
      expect(isError).toBe(true);
      expect(text).toStartWith("Invalid arguments for scripts_run: ");
      expect(text).toEndWith("scripts_run takes name.");
    }
    expect((await call(client, "scripts_run", { name: "web", script: "web" })).text).toContain('"script"');
  });
});

describe("scripts_stop", () => {
  test("stops by id and by name", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    for (const key of ["processId", "name"]) {
      const started = await call(client, "scripts_run", { name: "web" });
      const word = key === "name" ? "web" : started.structured["processId"];
      const { structured, text } = await call(client, "scripts_stop", { [key]: word });
      expect(structured).toMatchObject({ name: "web", status: "stopped", exitCode: null, signal: "SIGTERM" });
      expect(text).toMatch(/^web stopped by SIGTERM after \d+ms$/);
    }
  });

  test("of one that has ended, ends what it left behind, and tells how it had ended", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const startedAt = Date.now() - 60_000;
    await harness.processes.start(launchOf(project, { name: "web", command: "vite" }));
    const ended = { status: "failed", exitCode: 3, pid: null, startedAt, endedAt: startedAt + 12_000 } as const;
    harness.processes.set("web", { ...ended, leftover: [4000] });
    const first = await call(client, "scripts_stop", { name: "web" });
    expect(first.isError).toBe(false);
    expect(first.structured).toMatchObject({ name: "web", status: "failed", exitCode: 3, signal: null });
    expect(first.text).toBe(
      "web had ended already: failed with exit code 3 after 12s; what it had left behind is ended now",
    );
    expect((await harness.processes.list())[0]?.leftover).toEqual([]);
    // The owner is asked again: only it knows for sure.
    const asked = harness.processes.stops;
    const second = await call(client, "scripts_stop", { name: "web" });
    expect(second.text).toBe("web had ended already: failed with exit code 3 after 12s");
    expect(harness.processes.stops).toBe(asked + 1);
  });

  test("wants exactly one of id and name, and a known one", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await call(client, "scripts_run", { name: "api" });
    const none = await call(client, "scripts_stop", {});
    expect(none.isError).toBe(true);
    expect(none.text).toContain("Give exactly one of processId and name: neither is given");
    expect((await call(client, "scripts_stop", { name: "api", processId: "api-1" })).text).toContain("both are given");
    expect((await call(client, "scripts_stop", { name: "apu" })).text).toBe(
      'There is no process "apu". Did you mean "api"?',
    );
    const id = await call(client, "scripts_stop", { processId: "something-else-1" });
    expect(id.isError).toBe(true);
    expect(id.text).toMatch(/^There is no process with the id "something-else-1"\. Known: api-\d+\.$/);
  });
});

describe("scripts_status", () => {
  test("tells the state of all, of one, and of a script that never ran", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    expect((await call(client, "scripts_status")).structured).toEqual({ processes: [] });
    await call(client, "scripts_run", { name: "web" });
    await call(client, "scripts_run", { name: "api" });
    const startedAt = Date.now() - 7_500_000;
    harness.processes.set("web", { startedAt });
    harness.processes.set("api", { status: "failed", pid: null, exitCode: 1, startedAt, endedAt: startedAt + 850 });
    const all = await call(client, "scripts_status", {});
    expect(all.structured).toMatchObject({
      processes: [
        { name: "web", status: "running", pid: 4000, uptime: "2h 5m", exitCode: null, command: "vite" },
        { name: "api", status: "failed", pid: null, uptime: "850ms", exitCode: 1, command: "node api.js" },
      ],
    });
    expect(all.text).toContain("api: failed, 850ms, exit code 1, api-");
    const one = await call(client, "scripts_status", { name: "api" });
    expect(one.structured).toMatchObject({ processes: [{ name: "api", status: "failed" }] });
    const never = await call(client, "scripts_status", { name: "typecheck" });
    expect(never.structured).toMatchObject({
      processes: [{ processId: null, name: "typecheck", status: "not running", startTime: null, uptime: null }],
    });
    const unknown = await call(client, "scripts_status", { name: "wep" });
    expect([unknown.isError, unknown.text]).toEqual([true, 'There is no script or process "wep". Did you mean "web"?']);
  });
});
