import { describe, expect, test } from "bun:test";
import { clock, timestamp } from "../../../src/mcp/format.ts";
import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { cursorOf } from "../../../src/mcp/position.ts";
import { see, tell } from "./found.ts";
import { type Answer, call, FIRST_TIME, Harness, launchOf, project, until } from "./harness.ts";

async function running(harness: Harness) {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect()).client;
}

/** `web error aaaa1111 …`: without times. */
function items({ structured }: Answer): string[] {
  const found: string[] = [];
  for (const item of Array.isArray(structured["items"]) ? structured["items"] : []) {
    found.push(`${item.process} ${item.kind} ${item.text}`);
  }
  return found;
}

async function state(harness: Harness, name: string, change: Parameters<Harness["processes"]["set"]>[1]) {
  const process = harness.processes.set(name, change);
  harness.journal.add({ kind: "process", process }, FIRST_TIME);
}

const agent: McpClient = {
  id: 1,
  name: "claude-code",
  version: "2",
  agent: "",
  protocol: "2025-11-25",
  since: 0,
  lastSeen: 0,
  requests: 1,
  isConnected: true,
};

function called(harness: Harness, call: Partial<McpCall>) {
  const plain = { id: 1, client: agent, method: "tools/call", tool: "scripts_run", input: '{"name":"web"}' };
  harness.journal.add(
    { kind: "call", call: { ...plain, startedAt: 0, durationMs: 12, error: null, bytes: 1, ...call } },
    FIRST_TIME,
  );
}

describe("timeline", () => {
  test("tells everything in one order, what matters of the lines among it", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["web started: vite"], { stream: 2 });
    await state(harness, "web", { status: "running" });
    harness.log(["GET /"]);
    tell(harness, { kind: "url", url: "http://localhost:5173/", urlKind: "service", label: "Local" });
    tell(harness, { kind: "ready", url: null, ms: 340 });
    called(harness, {});
    harness.log(["slow request"], { level: 3, source: 2 });
    harness.log(["src/cart.ts:3:7 - error TS2322"], { level: 4, group: 1 });
    see(harness, { number: 1 });
    harness.log(["Found 1 error."], { level: 4, flags: 8 });
    tell(harness, { kind: "build", phase: "failed", tool: "tsc", ms: 312, errors: 1, warnings: null });
    tell(harness, {
      kind: "tests",
      phase: "failed",
      tool: "vitest",
      passed: 2,
      failed: 1,
      skipped: null,
      ms: 2000,
      failures: [{ file: "a.test.ts", name: "adds" }],
    });
    called(harness, { tool: "scripts_stop", input: "{}", error: "There is no process" });
    const answer = await call(client, "timeline");
    const lines = [
      "web state web started: vite",
      "web url http://localhost:5173/ (Local)",
      "web ready ready in 340ms",
      'claude-code call scripts_run {"name":"web"} done in 12ms',
      "api warn slow request",
      "web error aaaa1111 src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'.",
      "web build tsc failed in 312ms: 1 error",
      "web tests vitest failed in 2s: 1 failed, 2 passed; a.test.ts: adds",
      "claude-code call scripts_stop refused: There is no process",
    ];
    expect(items(answer)).toEqual(lines);
    const { cursor } = answer.structured;
    expect(cursor).toMatch(/^[\da-z]{5}-5-8$/);
    expect(answer.text.split("\n")[0]).toBe(`${clock(FIRST_TIME)} web state web started: vite`);
    expect(answer.text).toEndWith(`\ncursor ${cursor}`);
    // Nothing since: the call of this tool itself is none.
    called(harness, { tool: "timeline" });
    called(harness, { method: "tools/list", tool: null });
    const none = await call(client, "timeline", { since: cursor });
    expect(none.structured).toMatchObject({ items: [], notes: ["Nothing."] });
    harness.log(["it broke"], { level: 4 });
    const more = await call(client, "timeline", { since: none.structured["cursor"] });
    expect(items(more)).toEqual(["web error it broke"]);
  });

  test("tells all lines, or none: then the states of processes", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["web started: vite"], { stream: 2 });
    await state(harness, "web", { status: "running", startedAt: FIRST_TIME, pid: 17 });
    await state(harness, "web", { leftover: [1] });
    harness.log(["GET /", "GET /", "GET /cart"]);
    harness.log(["src/cart.ts:3:7 - error TS2322"], { level: 4, group: 1 });
    see(harness);
    see(harness, { count: 4 });
    await state(harness, "web", {
      status: "failed",
      pid: null,
      exitCode: 1,
      endedAt: FIRST_TIME + 12_000,
      note: "a reason",
    });
    await state(harness, "api", { status: "waiting", waitingFor: ["db"], startedAt: FIRST_TIME, pid: null });
    const title = "aaaa1111 src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'. (×5)";
    expect(items(await call(client, "timeline", { lines: "all" }))).toEqual([
      "web state web started: vite",
      "web info GET / (×2)",
      "web info GET /cart",
      "web error src/cart.ts:3:7 - error TS2322",
      `web error ${title}`,
    ]);
    expect(items(await call(client, "timeline", { lines: "none" }))).toEqual([
      "web process running for 0ms (pid 17)",
      `web error ${title}`,
      "web process failed with exit code 1 after 12s; a reason",
      "api process waiting for 0ms, for db",
    ]);
  });

  test("pages forward from a cursor until everything was told once, in its order", async () => {
    await using harness = new Harness({ slots: 1 << 12, bytes: 1 << 20 });
    const client = await running(harness);
    const first = await call(client, "timeline");
    const expected: string[] = [];
    for (let round = 0; round < 700; round++) {
      harness.log([`line ${round} ${"x".repeat(round % 50)}`, "passed over"], { level: 3, source: 1 + (round % 2) });
      expected.push(`${round % 2 === 0 ? "web" : "api"} warn line ${round} ${"x".repeat(round % 50)}`);
      expected.push(`${round % 2 === 0 ? "web" : "api"} warn passed over`);
      if (round % 7 !== 0) continue;
      tell(harness, { kind: "ready", url: null, ms: round + 1000 });
      expected.push(`web ready ready in ${Math.floor((round + 1000) / 1000)}s`);
    }
    const seen: string[] = [];
    let { cursor } = first.structured;
    for (let page = 0; page < 200; page++) {
      const answer = await call(client, "timeline", { since: cursor, max_tokens: page % 2 === 0 ? 1000 : 20_000 });
      expect(answer.tokens).toBeLessThanOrEqual(20_000);
      if (items(answer).length === 0) break;
      seen.push(...items(answer));
      cursor = answer.structured["cursor"];
      const isMore = answer.text.includes("more, ask with since and this cursor");
      expect(isMore).toBe(seen.length < expected.length);
    }
    expect(seen).toEqual(expected);
  });

  test("goes on behind the lines that one answer looks at, however few items they are", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    let { cursor } = (await call(client, "timeline")).structured;
    harness.log(
      Array.from({ length: 1200 }, () => "the same"),
      { level: 3 },
    );
    tell(harness, { kind: "ready", url: null, ms: 5 });
    const seen: string[] = [];
    for (let page = 0; page < 4; page++) {
      const answer = await call(client, "timeline", { since: cursor });
      seen.push(...items(answer));
      cursor = answer.structured["cursor"];
      expect(answer.text.includes("more, ask with since and this cursor")).toBe(page < 2);
    }
    const [some, rest] = [`web warn the same (×${mcpLimits.matches})`, "web warn the same (×200)"];
    expect(seen).toEqual([some, some, rest, "web ready ready in 5ms"]);
  });

  test("shows the newest where nothing else is asked for, and what came since a time", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    for (let count = 0; count < 300; count++) harness.log([`line ${count} ${"x".repeat(100)}`], { level: 3 });
    const last = await call(client, "timeline", { max_tokens: 1000 });
    expect(last.tokens).toBeLessThanOrEqual(1000);
    expect(items(last).at(-1)).toStartWith("web warn line 299 ");
    expect(last.text).toMatch(/\n2\d\d more before these: ask with since and a time or an age/);
    tell(harness, { kind: "ready", url: null, ms: 5 }, { time: FIRST_TIME + 290_000 });
    const since = timestamp(FIRST_TIME + 290_000);
    expect(items(await call(client, "timeline", { since })).length).toBe(11);
  });

  test("says what is lost, and shows the warnings that are kept", async () => {
    await using harness = new Harness({ slots: 64, bytes: 8192 });
    const client = await running(harness);
    const { cursor } = (await call(client, "timeline")).structured;
    harness.log(["it broke"], { level: 4 });
    await state(harness, "web", { status: "failed", exitCode: 1, startedAt: FIRST_TIME, endedAt: FIRST_TIME });
    for (let round = 0; round < 20; round++) harness.log(Array.from({ length: 10 }, (_, index) => `noise ${index}`));
    const answer = await call(client, "timeline", { since: cursor });
    expect(items(answer)).toEqual(["web error it broke", "web process failed with exit code 1 after 0ms"]);
    // One that is kept apart and still in the log is told once.
    harness.log(["it broke again"], { level: 4 });
    expect(items(await call(client, "timeline", { since: cursor })).slice(2)).toEqual(["web error it broke again"]);
    expect(answer.text).toMatch(
      /\n1\d\d lines after that cursor were overwritten: of those only warnings and worse are kept\./,
    );
    for (let count = 0; count < 2 * mcpLimits.happenings + 1; count++) called(harness, {});
    const later = await call(client, "timeline", { since: cursor, lines: "none", max_tokens: 500 });
    expect(later.text).toContain("\n2002 happenings after that cursor are no longer known.");
  });

  test("tells no secrets, in whatever place of a long line", async () => {
    await using harness = new Harness();
    harness.mask = (text) => text.replaceAll(/hunter\d+/g, "***");
    const client = await running(harness);
    harness.log(["password hunter2", `${"x".repeat(mcpLimits.lineBytes - 3)}hunter234567890`], { level: 4 });
    see(harness, { message: "wrong password hunter2" });
    const { text, structured } = await call(client, "timeline");
    expect(text).toContain("wrong password ***");
    expect(text + JSON.stringify(structured)).not.toContain("hun");
  });

  test("waits for something new, and no longer", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["old"], { level: 4 });
    const { cursor } = (await call(client, "timeline")).structured;
    const took = async (answer: Promise<Answer>, happen: () => void) => {
      const began = performance.now();
      await Bun.sleep(300);
      // Neither is news.
      harness.log(["GET /"]);
      called(harness, {});
      await Bun.sleep(200);
      happen();
      return { answer: await answer, ms: performance.now() - began };
    };
    for (const input of [{ since: cursor, wait: 30 }, { wait: 30 }]) {
      const { answer, ms } = await took(call(client, "timeline", input), () =>
        tell(harness, { kind: "ready", url: null, ms: 5 }),
      );
      expect(items(answer).at(-1)).toBe("web ready ready in 5ms");
      expect(items(answer)).not.toContain("web error old");
      expect(ms).toBeGreaterThan(450);
      expect(ms).toBeLessThan(3000);
    }
    const line = await took(call(client, "timeline", { wait: 30 }), () => harness.log(["new"], { level: 3 }));
    expect(items(line.answer).at(-1)).toBe("web warn new");
    expect(line.ms).toBeLessThan(3000);
    const all = await took(call(client, "timeline", { wait: 30, lines: "all" }), () => {});
    expect(items(all.answer)[0]).toBe("web info GET /");
    // What is there already is not waited for.
    const began = performance.now();
    expect(items(await call(client, "timeline", { since: cursor, wait: 30 })).length).toBeGreaterThan(2);
    expect(performance.now() - began).toBeLessThan(3000);
    const none = await call(client, "timeline", { wait: 0.3 });
    expect(none.structured).toMatchObject({ items: [], notes: ["Nothing new in 300ms."] });
  });

  test("tells that it waits, and ends when nobody waits for it", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const told: string[] = [];
    const controller = new AbortController();
    const input = { name: "timeline", arguments: { wait: 60 } };
    const answer = client.callTool(input, {
      signal: controller.signal,
      onprogress: ({ message = "" }) => void told.push(message),
      timeout: 90_000,
    });
    const failed = answer.catch(String);
    await until(() => told.length > 0);
    expect(told[0]).toBe("Waiting for something new");
    const calls = harness.calls.length;
    controller.abort("enough");
    expect(await failed).toContain("enough");
    await until(() => harness.calls.length > calls);
    expect(harness.calls.at(-1)?.durationMs).toBeLessThan(3000);
  });

  test("says how to mend what it cannot use", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const other = cursorOf({ sequence: 0, number: 0 }, FIRST_TIME + 5);
    for (const [input, words] of [
      [{ since: other }, `The cursor ${other} is of another run of Brummer. Leave since out once to get a new one.`],
      [{ since: "later" }, 'since "later" is neither a cursor'],
      [{ lines: "some" }, "lines: Invalid option"],
      [{ wait: 61 }, "wait: Too big"],
      [{ minutes: 5 }, "timeline takes since, lines, wait, max_tokens"],
    ] as const) {
      const { isError, text } = await call(client, "timeline", input);
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    }
  });
});
