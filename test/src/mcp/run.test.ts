import { describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import type { Candidate } from "../../../src/detect/index.ts";
import { freePort } from "../../support/ports.ts";
import { see, tell } from "./found.ts";
import { call, Harness, launchOf, project, until } from "./harness.ts";

const web = launchOf(project, { name: "web", command: "vite" });
/** A moment at which a run that has just begun tells something. */
const now = () => Date.now() + 1;

/** Starts a call that waits for a process, and answers once it does. */
async function asked(client: Client, harness: Harness, name: string, args: Record<string, unknown>) {
  const answer = call(client, name, args);
  await lookedAt(harness);
  return { answer };
}

/** Settles once somebody looks at processes again and again. */
async function lookedAt({ processes }: Harness): Promise<void> {
  await until(async () => (await processes.list()).length > 0);
  const before = processes.lists;
  await until(() => processes.lists >= before + 2);
}

describe.each([false, true])("scripts_run, revision 2026-07-28: %p", (modern) => {
  test("starts at once where nothing is to be waited for", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const { structured, text, isError } = await call(client, "scripts_run", { name: "web", wait: "none" });
    expect(isError).toBe(false);
    expect(structured).toEqual({
      name: "web",
      processId: expect.stringMatching(/^web-\d+$/),
      outcome: "running",
      status: "running",
      message: "web started: vite",
      pid: 4000,
      duplicate: false,
      errors: [],
      lines: [],
    });
    expect(text).toMatch(/^web started: vite\nprocessId web-\d+, pid 4000$/);
    harness.processes.set("web", { startedAt: Date.now() - 192_500 });
    const again = await call(client, "scripts_run", { name: "web", wait: "none" });
    expect(again.structured).toMatchObject({ duplicate: true, pid: 4000 });
    expect(again.text).toStartWith("web runs already: running for 3m 12s (pid 4000).\n");
  });

  test("answers when a line says that it is ready, with the address of a later one", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    using server = listener();
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    const { startedAt } = await harness.processes.find("web");
    tell(harness, { kind: "ready", url: null, ms: 340 }, { time: startedAt + 1_800 });
    const url = `http://localhost:${server.port}/`;
    // It is told a little later, as it is looked at first who listens there.
    setTimeout(() => tell(harness, { kind: "url", url, urlKind: "service", label: "Local" }, { time: now() }), 300);
    const { structured, text } = await answer;
    expect(structured).toMatchObject({ outcome: "ready", url });
    expect(text).toStartWith(`web is ready at ${url} after 1.8 s.\n`);
  });

  test("answers with the end, and the errors of this run alone", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    see(harness, { fingerprint: "0123456789ab", message: "of an earlier run", time: Date.now() - 60_000 });
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    const { startedAt } = await harness.processes.find("web");
    see(harness, { fingerprint: "beef00000000", type: "Error", message: "one", place: null, time: now() });
    see(harness, { fingerprint: "cafe00000000", severity: "warning", message: "never mind", time: now() });
    see(harness, { time: now() + 1 });
    harness.end("web", { exitCode: 2, endedAt: startedAt + 3_200, note: "the packages are not installed" });
    const { structured, text } = await answer;
    expect(structured).toMatchObject({ outcome: "failed", status: "failed", exitCode: 2, lines: [] });
    expect(structured["errors"]).toEqual([
      { id: "beef0000", error: "Error: one" },
      { id: "aaaa1111", error: "TS2322: Type 'string' is not assignable to type 'number'.", place: "src/cart.ts:3:7" },
    ]);
    expect(text.split("\n").slice(0, -1)).toEqual([
      "web failed with exit code 2 after 3.2 s: the packages are not installed.",
      "Error: one (error beef0000)",
      "src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'. (error aaaa1111)",
    ]);
  });

  test("hundreds of long errors, lines and tests keep to the budget", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    const long = '"\\'.repeat(2_000);
    for (let index = 0; index < 200; index++) {
      const fingerprint = `${index.toString(16).padStart(8, "0")}0000`;
      see(harness, { fingerprint, message: long, place: { file: long, line: 1, column: 1 }, time: now() });
    }
    const failures = Array.from({ length: 100 }, () => ({ file: long, name: long }));
    const counts = { passed: 1, failed: 100, skipped: null, ms: null };
    tell(harness, { kind: "tests", phase: "failed", tool: "vitest", ...counts, failures }, { time: now() });
    harness.end("web", { exitCode: 1 });
    const failed = await answer;
    expect(failed.isError).toBe(false);
    expect(failed.tokens).toBeLessThanOrEqual(4_000);
    expect(Object(failed.structured["errors"]).length).toBeGreaterThan(0);
    expect(failed.text).toContain("200 errors; errors_list has all of them.");

    harness.log(Array.from({ length: 200 }, () => long));
    const { answer: second } = await asked(client, harness, "scripts_run", { name: "api", wait: "exit" });
    harness.log(
      Array.from({ length: 200 }, () => long),
      { source: 2 },
    );
    harness.end("api", { exitCode: 0, status: "success" });
    const { structured, tokens } = await second;
    expect(structured["outcome"]).toBe("succeeded");
    expect(Object(structured["lines"]).length).toBeGreaterThan(5);
    expect(tokens).toBeLessThanOrEqual(4_000);
  });

  test("an error of the arguments says what is wrong and what is right", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const refused = async (args: Record<string, unknown>) => {
      const { isError, text } = await call(client, "scripts_run", args);
      expect(isError).toBe(true);
      return text;
    };
    for (const args of [{ name: 7 }, { name: "web", script: "web" }, { name: "web", timeout: 301 }, { wait: "up" }]) {
      const text = await refused(args);
      expect(text).toStartWith("Invalid arguments for scripts_run: ");
      expect(text).toEndWith("scripts_run takes name, command, wait, timeout.");
    }
    expect(await refused({})).toBe("Give name (a script, see scripts_list) or command.");
    expect(await refused({ name: "typechek" })).toBe('There is no script "typechek". Did you mean "typecheck"?');
    expect(await refused({ name: "deploy-everything" })).toBe(
      'There is no script "deploy-everything". Known: web, api, typecheck.',
    );
    expect(await refused({ command: "nosuchprogram" })).toContain(
      '"nosuchprogram" is no script of shop and no program on PATH.',
    );
    harness.processes.spawnError = "pnpm is not installed";
    expect(await refused({ name: "web" })).toBe("web could not be started: pnpm is not installed");
    const [status] = Object((await call(client, "scripts_status", { name: "web" })).structured["processes"]);
    expect(status).toMatchObject({ status: "failed", note: "pnpm is not installed" });
    harness.processes.failure = "the ingest thread did not answer within 10 s";
    expect(await refused({ name: "web" })).toBe("the ingest thread did not answer within 10 s");
  });
});

describe("scripts_run", () => {
  test("starts what a script depends on first", async () => {
    await using harness = new Harness();
    const [first] = project.candidates;
    if (first === undefined) throw new Error("no candidate");
    const db: Candidate = { ...first, name: "db", launch: { ...web, name: "db" } };
    const launch = { ...web, dependsOn: [{ name: "db", until: "ready" as const }] };
    harness.project = { ...project, candidates: [{ ...first, launch }, db] };
    const { client } = await harness.connect();
    await call(client, "scripts_run", { name: "web", wait: "none" });
    expect((await harness.processes.list()).map(({ name }) => name)).toEqual(["db", "web"]);
  });

  test("one that waits for another: that is said, and never taken for silence", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await harness.processes.start(web);
    harness.processes.set("web", { status: "waiting", pid: null, waitingFor: ["db (ready)"] });
    harness.processes.answersDuplicate = true;
    const { structured, text } = await call(client, "scripts_run", { name: "web", timeout: 1 });
    expect(structured).toMatchObject({ outcome: "running", status: "waiting" });
    expect(text).toStartWith("web runs already. web has not started within 1 s: it waits for db (ready).\n");
  });

  test("a readiness check alone says when one is ready that has one", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const check = {
      probe: { kind: "url" },
      delayMs: 0,
      intervalMs: 1,
      timeoutMs: 1,
      withinMs: 1,
      successes: 1,
    } as const;
    const [first] = project.candidates;
    if (first === undefined) throw new Error("no candidate");
    harness.project = { ...project, candidates: [{ ...first, launch: { ...web, ready: check } }] };
    await harness.processes.start({ ...web, ready: check });
    const { startedAt } = harness.processes.set("web", { status: "starting" });
    harness.processes.answersDuplicate = true;
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    tell(harness, { kind: "ready", url: null, ms: 1 }, { time: now() });
    const early = await Promise.race([answer, Bun.sleep(600)]);
    expect(early).toBeUndefined();
    harness.change("web", { status: "ready", readyAt: startedAt + 900, url: "http://localhost:4000/" });
    expect((await answer).text).toMatch(/^web runs already for \S+ and is ready at http:\/\/localhost:4000\/;/);

    const given = { status: "running", readyAt: null, url: null, note: "http://localhost:4000/ answered 503" } as const;
    harness.processes.set("web", given);
    const second = await call(client, "scripts_run", { name: "web" });
    expect(second.structured).toMatchObject({ outcome: "failed", status: "running", duplicate: true });
    expect(second.text).toStartWith(
      "web runs already. web runs, but did not get ready: http://localhost:4000/ answered 503.\n",
    );
  });

  test("says that it is ready and refuses connections: both are told", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const url = `http://localhost:${await freePort()}/`;
    await harness.processes.start(web);
    tell(harness, { kind: "ready", url, ms: null }, { time: now() });
    const { structured, text } = await call(client, "scripts_run", { name: "web" });
    expect(structured).toMatchObject({ outcome: "ready", duplicate: true });
    expect(structured).not.toHaveProperty("url");
    expect(text).toStartWith(
      `web runs already. web said that it is ready at ${url}, but nothing accepts connections there.\n`,
    );
  });

  test("the address of somebody else is not taken for its own", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    using server = listener();
    harness.processes.used = [{ name: "api", cpu: null, memory: 1, processes: 1, ports: [server.port] }];
    const { answer } = await asked(client, harness, "scripts_run", { name: "web", timeout: 1 });
    const url = `http://localhost:${server.port}/`;
    tell(harness, { kind: "url", url, urlKind: "service", label: "Api" }, { time: now() });
    expect((await answer).structured).toMatchObject({ outcome: "running" });
    harness.processes.used = [{ name: "web", cpu: null, memory: 1, processes: 1, ports: [server.port] }];
    expect((await call(client, "scripts_run", { name: "web" })).structured).toMatchObject({ outcome: "ready", url });
  });

  test("of one that is ready, an address that another of ours has is not its own", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    using server = listener();
    harness.processes.used = [{ name: "api", cpu: null, memory: 1, processes: 1, ports: [server.port] }];
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    const url = `http://localhost:${server.port}/`;
    tell(harness, { kind: "url", url, urlKind: "service", label: "Api" }, { time: now() });
    tell(harness, { kind: "ready", url: null, ms: null }, { time: now() });
    const { structured } = await answer;
    expect(structured).toMatchObject({ outcome: "ready" });
    expect(structured).not.toHaveProperty("url");
  });

  test("a spinner is no silence", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    const failed = { phase: "failed", tool: "tsc", ms: null, errors: 1, warnings: null } as const;
    tell(harness, { kind: "build", ...failed }, { time: now() });
    for (let turn = 0; turn < 20; turn++) {
      harness.openLines.heard({ source: 1, stream: 0, text: `${turn} of 20` });
      await Bun.sleep(100);
    }
    harness.end("web", { exitCode: 2 });
    expect((await answer).structured).toMatchObject({ status: "failed", exitCode: 2 });
  });

  test("of several packages the one whose tests failed is told; what tools have told stands for the lines", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const tests = { kind: "tests", tool: "vitest", skipped: 2, ms: 1 } as const;
    const failures = [{ file: "a.test.ts", name: "adds up" }];
    const packages = async (how: Parameters<Harness["end"]>[1]) => {
      const { answer } = await asked(client, harness, "scripts_run", { name: "web", wait: "exit" });
      harness.log(["some line"], { time: now() });
      tell(harness, { ...tests, phase: "failed", passed: 3, failed: 1, failures }, { time: now() });
      tell(harness, { ...tests, phase: "passed", passed: 4, failed: 0, failures: [] }, { time: now() });
      harness.end("web", how);
      return answer;
    };
    const failed = await packages({ exitCode: 1 });
    expect(failed.text).toContain(" Tests: 3 passed, 1 failed, 2 skipped: a.test.ts adds up.\n");
    expect(failed.structured).toMatchObject({ lines: ["some line"] });
    const passed = await packages({ status: "success", exitCode: 0 });
    expect(passed.text).toMatch(/^web succeeded in \d+ ms\. Tests: 4 passed, 2 skipped\.\nprocessId /);
    expect(passed.structured).toMatchObject({ outcome: "succeeded", lines: [] });
  });

  test("after errors and silence nothing more is waited for", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const { answer } = await asked(client, harness, "scripts_run", { name: "web" });
    see(harness, { time: now() });
    const began = performance.now();
    const { structured, text } = await answer;
    expect(performance.now() - began).toBeGreaterThan(2_500);
    expect(structured).toMatchObject({ outcome: "running", errors: [{ id: "aaaa1111" }] });
    expect(text).toStartWith("web is not ready: it reported errors and has been silent since; it goes on.\n");
  });

  test("a secret is masked in the answer and in what is told meanwhile", async () => {
    await using harness = new Harness();
    harness.mask = (text) => text.replaceAll("hunter2", "***");
    const { client } = await harness.connect();
    const messages: string[] = [];
    const line = { source: 1, stream: 0, time: now() } as const;
    const answer = client.callTool(
      { name: "scripts_run", arguments: { name: "web", timeout: 2 } },
      { onprogress: ({ message }) => void messages.push(message ?? "") },
    );
    await lookedAt(harness);
    harness.log(["password is hunter2"], line);
    harness.openLines.heard({ source: 1, stream: 0, text: "\x1b[1mrepeat hunter2: \x1b[0m" });
    const result = await answer;
    expect(JSON.stringify(result)).not.toContain("hunter2");
    expect(result.structuredContent).toMatchObject({ lines: ["password is ***", "repeat ***:"] });
    expect(messages.at(-1)).toBe("Waiting for web to be ready: running; last line: repeat ***:");
  });

  test("a call that is given up looks no longer, and the process stays", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const given = new AbortController();
    const answer = client.callTool({ name: "scripts_run", arguments: { name: "web" } }, { signal: given.signal });
    await lookedAt(harness);
    given.abort();
    expect(await answer.then(() => "", String)).not.toBe("");
    await Bun.sleep(400);
    const looks = harness.processes.lists;
    await Bun.sleep(600);
    expect(harness.processes.lists).toBe(looks);
    expect(await harness.processes.find("web")).toMatchObject({ status: "running" });
  });

  test("a run that somebody begins anew meanwhile is the one that counts", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const { answer } = await asked(client, harness, "scripts_run", { name: "web", wait: "exit" });
    harness.processes.set("web", { id: "web-2", startedAt: Date.now(), pid: 5000, restarts: 1 });
    await Bun.sleep(300);
    harness.end("web", { exitCode: 0, status: "success" });
    expect((await answer).structured).toMatchObject({ processId: "web-2", outcome: "succeeded" });
  });
});

describe("scripts_restart", () => {
  test("by name or id; what has not run yet, or is unknown, says what to do", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const first = await harness.processes.start(web);
    const byId = { processId: first.process.id, wait: "none" };
    const { structured } = await call(client, "scripts_restart", byId);
    expect(structured).toMatchObject({ outcome: "running", duplicate: false, pid: 4001, message: "web started: vite" });
    const { answer } = await asked(client, harness, "scripts_restart", { name: "web" });
    harness.end("web", { exitCode: 1 });
    expect((await answer).structured).toMatchObject({ outcome: "failed", exitCode: 1 });
    const refused = async (args: Record<string, unknown>) => (await call(client, "scripts_restart", args)).text;
    expect(await refused({ name: "api" })).toBe("api has not run yet: start it with scripts_run.");
    expect(await refused({ name: "wep" })).toBe('There is no process "wep". Did you mean "web"?');
    expect(await refused({})).toContain("Give exactly one of processId and name: neither is given");
  });
});

describe("process_input", () => {
  test("types with Enter or without, and passes on what the owner says", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    await harness.processes.start(web);
    const refused = await call(client, "process_input", { name: "web", text: "yes" });
    expect([refused.isError, refused.text]).toEqual([true, "no process here has a terminal"]);
    harness.processes.typed = [];
    const { text } = await call(client, "process_input", { name: "web", text: "yes" });
    expect(text).toBe("Typed into web; it printed nothing yet.");
    await call(client, "process_input", { name: "web", text: "\u0003", enter: false });
    expect(harness.processes.typed).toEqual(["yes\r", "\u0003"]);
    const unknown = await call(client, "process_input", { name: "wep", text: "x" });
    expect(unknown.text).toBe('There is no process "wep". Did you mean "web"?');
    expect((await call(client, "process_input", { name: "web" })).text).toContain(
      "process_input takes name, processId, text, enter.",
    );
    expect((await call(client, "process_input", { name: "web", text: "x".repeat(10_001) })).isError).toBe(true);
  });
});

describe("ports_list", () => {
  test("ours, by port; none; more than an answer holds", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const none = await call(client, "ports_list");
    expect([none.text, none.structured]).toEqual([
      "No process of ours listens on a TCP port. With port: who else does.",
      { ports: [] },
    ]);
    const use = { cpu: null, memory: 1, processes: 1 };
    harness.processes.used = [
      { name: "web", ports: [5173, 24_678], ...use },
      { name: "api", ports: [3000], ...use },
    ];
    const some = await call(client, "ports_list");
    expect(some.text).toBe("3000: api\n5173: web\n24678: web");
    harness.processes.used = [
      { name: "many", ports: Array.from({ length: 900 }, (_, index) => 10_000 + index), ...use },
    ];
    const many = await call(client, "ports_list");
    expect(many.tokens).toBeLessThanOrEqual(4_000);
    expect(many.text).toContain(`${many.structured["more"]} more; ask with port for one of them.`);
    for (const port of [0, 65_536, "x"]) expect((await call(client, "ports_list", { port })).isError).toBe(true);
  });
});

test("about counts what there is", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  await harness.processes.start(web);
  harness.end("web", { exitCode: 1 });
  await harness.processes.start({ ...web, name: "api" });
  see(harness);
  const { structured, text, tokens } = await call(client, "about");
  expect(structured).toMatchObject({
    version: "9.8.7",
    directory: "/home/someone/shop",
    project: "shop",
    packageManager: "pnpm",
    url: `${harness.origin}/mcp`,
    scripts: 3,
    processes: 2,
    running: 1,
    errors: 1,
    droppedLines: 7,
  });
  expect(text).toContain("Brummer 9.8.7 runs shop in /home/someone/shop (pnpm), for ");
  expect(text).toContain("3 scripts, 2 processes (1 running), 1 different errors. 7 lines were dropped");
  expect(tokens).toBeLessThan(400);
  expect((await call(client, "about", { tool: "x" })).text).toContain("about takes no arguments");
});

/** Somebody listens on a port of this machine. */
function listener(): Disposable & { readonly port: number } {
  const server = Bun.serve({ port: 0, fetch: () => new Response("hello") });
  return { port: server.port ?? 0, [Symbol.dispose]: () => void server.stop(true) };
}
