import { describe, expect, test } from "bun:test";
import type { Candidate } from "../../../src/detect/index.ts";
import { tell } from "./found.ts";
import { call, Harness, launchOf, project } from "./harness.ts";

const web = launchOf(project, { name: "web", command: "vite" });
const api = launchOf(project, { name: "api", command: "node api.js" });

describe("scripts_list", () => {
  test("lists scripts with command and state, and what is wrong with the project", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await harness.processes.start(api);
    const { structured, text } = await call(client, "scripts_list");
    expect(structured).toEqual({
      directory: "/home/someone/shop",
      packageManager: "pnpm",
      scripts: [
        { name: "web", command: "vite" },
        { name: "api", command: "node api.js", status: "running" },
        { name: "typecheck", command: "tsc --noEmit" },
      ],
      total: 3,
      warnings: ["package.json:7: scripts.broken is no text"],
    });
    expect(text).toBe(
      [
        "3 scripts in /home/someone/shop, run by pnpm:",
        "web: vite",
        "api (running): node api.js",
        "typecheck: tsc --noEmit",
        "Warning: package.json:7: scripts.broken is no text",
      ].join("\n"),
    );
  });

  test("hundreds of scripts come in pages, each within what was allowed", async () => {
    const [first] = project.candidates;
    if (first === undefined) throw new Error("no candidate");
    const candidates = Array.from({ length: 400 }, (_, index): Candidate => {
      const name = `package-${index}:build`;
      return { ...first, name, launch: { ...first.launch, name, command: `tsc -p packages/${index} `.repeat(3) } };
    });
    const warnings = Array.from({ length: 50 }, (_, index) => `${index}: ${"x".repeat(1_000)}`);
    await using harness = new Harness();
    harness.project = { ...project, candidates, warnings };
    const { client } = await harness.connect();
    for (const limit of [undefined, 1_000, 20_000]) {
      const names: string[] = [];
      let cursor: unknown = 0;
      for (let pages = 0; cursor !== undefined && pages < 100; pages++) {
        const answer = await call(client, "scripts_list", {
          cursor,
          ...(limit === undefined ? {} : { max_tokens: limit }),
        });
        expect(answer.isError).toBe(false);
        expect(answer.tokens).toBeLessThanOrEqual(limit ?? 4_000);
        const scripts = Object(answer.structured["scripts"]);
        for (const { name } of scripts) names.push(name);
        cursor = answer.structured["cursor"];
        if (cursor !== undefined)
          expect(answer.text).toContain(`${400 - names.length} more, ask with cursor ${cursor}.`);
      }
      expect(names).toEqual(candidates.map(({ name }) => name));
    }
    const behind = await call(client, "scripts_list", { cursor: 400 });
    expect([behind.isError, behind.text]).toEqual([true, "cursor 400 is behind the end: there are 400."]);
  });
});

describe("scripts_stop", () => {
  test("stops by id and by name", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    for (const key of ["processId", "name"]) {
      const { process } = await harness.processes.start(web);
      const { structured, text } = await call(client, "scripts_stop", { [key]: key === "name" ? "web" : process.id });
      expect(structured).toMatchObject({ name: "web", status: "stopped", signal: "SIGTERM" });
      expect(text).toMatch(/^web stopped by SIGTERM after \d+ms$/);
    }
  });

  test("of one that has ended, ends what it left behind, and tells how it had ended", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const startedAt = Date.now() - 60_000;
    await harness.processes.start(web);
    const ended = { status: "failed", exitCode: 3, pid: null, startedAt, endedAt: startedAt + 12_000 } as const;
    harness.processes.set("web", { ...ended, leftover: [4000] });
    const first = await call(client, "scripts_stop", { name: "web" });
    expect(first.isError).toBe(false);
    expect(first.structured).toMatchObject({ name: "web", status: "failed", exitCode: 3 });
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
    await harness.processes.start(api);
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
    const nothing = await call(client, "scripts_status");
    expect(nothing.structured).toEqual({ processes: [], total: 0 });
    expect(nothing.text).toBe("No process was started yet. scripts_list shows what can be run.");
    await harness.processes.start(web);
    await harness.processes.start(api);
    const startedAt = Date.now() - 7_500_000;
    harness.processes.set("web", { startedAt, restarts: 2 });
    harness.processes.set("api", { status: "failed", pid: null, exitCode: 1, startedAt, endedAt: startedAt + 850 });
    const all = await call(client, "scripts_status", {});
    expect(all.structured).toMatchObject({
      processes: [
        { name: "web", status: "running", pid: 4000, uptime: "2h 5m", restarts: 2, command: "vite" },
        { name: "api", status: "failed", uptime: "850ms", exitCode: 1, command: "node api.js" },
      ],
      total: 2,
    });
    expect(all.text).toContain("web: running, 2h 5m, pid 4000, 2 restarts, web-");
    expect(all.text).toContain("api: failed, 850ms, exit code 1, api-");
    const one = await call(client, "scripts_status", { name: "api" });
    expect(one.structured).toMatchObject({ processes: [{ name: "api", status: "failed" }], total: 1 });
    const [{ processId }] = Object(one.structured["processes"]);
    expect((await call(client, "scripts_status", { name: processId })).structured).toEqual(one.structured);
    const never = await call(client, "scripts_status", { name: "typecheck" });
    expect(never.structured).toEqual({
      processes: [{ name: "typecheck", status: "not running", command: "tsc --noEmit" }],
      total: 1,
    });
    const unknown = await call(client, "scripts_status", { name: "wep" });
    expect([unknown.isError, unknown.text]).toEqual([true, 'There is no script or process "wep". Did you mean "web"?']);
  });

  test("tells readiness, address, ports and memory where they are known", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await harness.processes.start(web);
    await harness.processes.start(api);
    harness.processes.used = [
      { name: "web", cpu: 1, memory: 123_400_000, processes: 2, ports: [5173, 24_678] },
      { name: "api", cpu: null, memory: 0, processes: 1, ports: [] },
    ];
    const time = Date.now() + 5;
    const service = { kind: "url", urlKind: "service", label: "web" } as const;
    tell(harness, { ...service, url: "http://localhost:3000/" }, { time });
    tell(harness, { ...service, url: "http://localhost:5173/" }, { time });
    // Its own port tells which of two addresses is its own; it has said nothing of being ready.
    const [before] = Object((await call(client, "scripts_status")).structured["processes"]);
    expect(before).toMatchObject({ url: "http://localhost:5173/", ports: [5173, 24_678], memoryMb: 123 });
    expect(before).not.toHaveProperty("ready");
    tell(harness, { kind: "ready", url: null, ms: 340 }, { time });
    const { structured, text } = await call(client, "scripts_status");
    expect(structured).toMatchObject({ processes: [{ name: "web", ready: true }, { name: "api" }] });
    expect(text).toMatch(
      /^web: running, ready at http:\/\/localhost:5173\/, \d+ms, pid 4000, ports 5173, 24678, 123 MB, web-\d+ \(vite\)$/m,
    );
    const [, second] = Object(structured["processes"]);
    expect(second).not.toHaveProperty("ports");
    expect(second).not.toHaveProperty("memoryMb");
    // What an earlier run told says nothing of this one; nor does a check that has not succeeded.
    harness.processes.set("web", { startedAt: Date.now() + 60_000 });
    const probe = { kind: "url" } as const;
    const ready = { probe, delayMs: 0, intervalMs: 1, timeoutMs: 1, withinMs: 1, successes: 1 };
    harness.processes.set("api", { status: "starting", launch: { ...api, ready } });
    const [other, starting] = Object((await call(client, "scripts_status")).structured["processes"]);
    expect(other).not.toHaveProperty("url");
    expect(starting).toMatchObject({ status: "starting", ready: false });
    harness.processes.set("api", { status: "ready", url: "http://localhost:4000", note: null });
    const [, checked] = Object((await call(client, "scripts_status")).structured["processes"]);
    expect(checked).toMatchObject({ ready: true, url: "http://localhost:4000" });
  });

  test("says what it waits for, and why it failed", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await harness.processes.start(web);
    await harness.processes.start(api);
    harness.processes.set("web", { status: "waiting", pid: null, waitingFor: ["db to be ready"] });
    harness.processes.set("api", {
      status: "failed",
      pid: null,
      endedAt: Date.now(),
      exitCode: 1,
      note: "port 3000 is taken",
    });
    const { text } = await call(client, "scripts_status");
    expect(text).toContain("waits for db to be ready");
    expect(text).toContain("port 3000 is taken");
  });

  test("five hundred processes come in pages", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    for (let index = 0; index < 500; index++) await harness.processes.start({ ...web, name: `worker-${index}` });
    const first = await call(client, "scripts_status");
    expect(first.tokens).toBeLessThanOrEqual(4_000);
    const { cursor } = first.structured;
    expect(first.text).toContain(`${500 - Number(cursor)} more, ask with cursor ${cursor}.`);
    const second = await call(client, "scripts_status", { cursor });
    expect(Object(second.structured["processes"])[0]).toMatchObject({ name: `worker-${cursor}` });
  });
});
