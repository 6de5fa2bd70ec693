import { describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { tokensOf } from "../../../src/mcp/budget.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { tools } from "../../../src/mcp/tools/index.ts";
import { Harness, launchOf, project } from "./harness.ts";
import { failedTests, sighting } from "./sightings.ts";

/** The text of a prompt, and the texts of what is embedded, by URI. */
async function get(client: Client, name: string, args?: Record<string, string>) {
  const { messages, description } = await client.getPrompt({
    name,
    ...(args === undefined ? {} : { arguments: args }),
  });
  expect(description).not.toBe("");
  expect(tokensOf(JSON.stringify(messages))).toBeLessThanOrEqual(mcpLimits.tokens);
  const embedded: Record<string, string> = {};
  let text = "";
  for (const { role, content } of messages) {
    expect(role).toBe("user");
    if (content.type === "text") text += content.text;
    else if (content.type === "resource" && "text" in content.resource)
      embedded[content.resource.uri] = content.resource.text;
    else throw new Error(`unexpected ${content.type}`);
  }
  for (const [, tool = ""] of text.matchAll(
    /\b((?:scripts|logs|builds|tests|ports|errors?)_[a-z]+|check_changes|timeline)\b/g,
  )) {
    named.add(tool);
  }
  return { text, embedded };
}

/** Tools that prompts have named. */
const named = new Set<string>();

async function failure(client: Client, name: string, args?: Record<string, string>): Promise<string> {
  return get(client, name, args).then(() => "", String);
}

async function started(harness: Harness, name: string, command = "vite") {
  return (await harness.processes.start(launchOf(project, { name, command }))).process;
}

describe.each([false, true])("modern: %s", (modern) => {
  test("the list, with its arguments", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const { prompts } = await client.listPrompts();
    expect(
      prompts.map(({ name, arguments: of }) => [name, of?.map((one) => `${one.name}${one.required ? "*" : ""}`)]),
    ).toEqual([
      ["debug_error", ["error_message*", "context"]],
      ["explain_startup_failure", ["process"]],
      ["fix_failing_test", ["test"]],
      ["performance_analysis", ["session_id", "metric_type", "process"]],
      ["api_troubleshooting", ["endpoint", "status_code"]],
      ["script_configuration", ["task_type*", "framework"]],
    ]);
  });

  test("mistakes name the argument", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    await started(harness, "web");
    const expected: [string, Record<string, string> | undefined, string][] = [
      [
        "debug_error",
        undefined,
        "debug_error needs the argument error_message: the message, a part of it, or the error's id.",
      ],
      ["debug_error", { error_message: "  " }, "needs the argument error_message"],
      ["debug_error", { error_mesage: "x" }, 'takes no argument "error_mesage", but error_message, context.'],
      ["debug_error", { error_message: "x".repeat(1_001) }, "error_message is longer than 1000 characters"],
      ["script_configuration", { framework: "vite" }, "needs the argument task_type"],
      ["explain_startup_failure", { process: "wbe" }, 'There is no process "wbe". Did you mean "web"?'],
      ["explain_startup_failure", undefined, "No process has failed. Name the process that is meant."],
      [
        "performance_analysis",
        { metric_type: "speed" },
        'There is no metric_type "speed". Known: usage, startup, build',
      ],
      ["performance_analysis", { process: "none" }, 'There is no process "none"'],
      ["api_troubleshooting", { status_code: "5xx" }, 'status_code "5xx" is no HTTP status'],
      ["none", undefined, "Unknown prompt none. Known: debug_error,"],
    ];
    for (const [name, args, text] of expected) {
      const told = await failure(client, name, args);
      expect(told).toContain(text);
      expect(told).toContain("ProtocolError");
    }
  });

  test("debug_error", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    await started(harness, "web");
    harness.log(["asked for the cart", "TypeError: cart is undefined"], { level: 4 });
    harness.overview.error(sighting("ab12ab12ab12"));
    harness.overview.error(sighting("cd34cd34cd34", { message: "other" }));
    for (const message of [
      "cart is undefined",
      "Uncaught TypeError: Cart is  undefined at x",
      "ab12ab12",
      "cart undefnd",
    ]) {
      const { text, embedded } = await get(client, "debug_error", { error_message: message, context: "a click" });
      expect(text).toStartWith(
        `Find the cause of this error and mend it: ${message}\nWhat is known beside it: a click\n`,
      );
      expect(text).toContain("- TypeError: cart is undefined at src/cart.ts:3:7, once in web (error ab12ab12)");
      expect(text).toContain("- web: running, ");
      expect(text).toContain("error TypeError: cart is undefined");
      expect(text).toContain('error_detail {id: "ab12ab12"}');
      expect(embedded["error://ab12ab12"]).toContain("at total (src/cart.ts:3:7)");
      expect(Object.keys(embedded)).toHaveLength(1);
    }
    const unknown = await get(client, "debug_error", { error_message: "asked for" });
    expect(unknown.text).toContain("Brummer has seen no error like it so far.");
    expect(unknown.text).toContain("web error asked for the cart");
    expect(unknown.text).toContain("Other errors:\n- TypeError: other");
    expect(unknown.embedded).toEqual({});
  });

  test("explain_startup_failure", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const { startedAt } = await started(harness, "api");
    await started(harness, "web");
    harness.log(["listening", "Error: listen EADDRINUSE"], { time: startedAt + 1 });
    harness.overview.error(sighting("ab12ab12ab12", { process: "api", time: startedAt + 1 }));
    harness.processes.set("api", {
      status: "failed",
      exitCode: 1,
      pid: null,
      endedAt: startedAt + 900,
      note: "Port 3000 is taken.",
    });
    const { text, embedded } = await get(client, "explain_startup_failure");
    expect(text).toStartWith("Explain why api did not start as it should");
    expect(text).toContain("api: failed, 900ms, exit code 1, Port 3000 is taken. (vite)");
    expect(text).toContain("info Error: listen EADDRINUSE");
    expect(text).toContain('scripts_run {name: "api", wait: "ready"}');
    expect(embedded["error://ab12ab12"]).toContain("cart is undefined");
    harness.processes.set("web", { status: "waiting", waitingFor: ["api"] });
    const waiting = await get(client, "explain_startup_failure", { process: "web" });
    expect(waiting.text).toContain("- waits for api");
    expect(waiting.text).toContain("What it waits for:\n- api: failed, 900ms");
    expect(waiting.text).toContain("It has printed nothing.");
  });

  test("fix_failing_test", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const none = await get(client, "fix_failing_test");
    expect(none.text).toContain("No process has run tests so far.");
    await started(harness, "web");
    harness.log(["FAIL src/cart.test.ts > cart > adds up"]);
    harness.overview.event(failedTests);
    harness.overview.error(sighting("cd34cd34cd34", { kind: "test", message: "expected 1" }));
    harness.overview.error(sighting("ab12ab12ab12", { kind: "test", context: ["cart > adds up", "expected 3"] }));
    for (const args of [
      undefined,
      { test: "adds up" },
      { test: "cart.test.ts" },
      { test: "src/cart.test.ts: cart > adds up" },
    ]) {
      const { text, embedded } = await get(client, "fix_failing_test", args);
      expect(text).toContain("- web (vitest) failed: 1 failed, 11 passed, in 2s");
      expect(text).toContain("Failing:\n- src/cart.test.ts: cart > adds up (web)");
      expect(text).toContain("info FAIL src/cart.test.ts > cart > adds up");
      expect(text).toContain('scripts_run {name: "web", wait: "exit"}');
      expect(Object.keys(embedded)).toEqual(["error://ab12ab12", "error://cd34cd34"]);
    }
    const other = await get(client, "fix_failing_test", { test: "subtracts" });
    expect(other.text).toContain('None of the tests that failed is named like "subtracts".');
    harness.overview.event({ ...failedTests, process: "api", source: 2 });
    const { text: both } = await get(client, "fix_failing_test");
    expect(both.indexOf("- api (vitest) failed")).toBeLessThan(both.indexOf("- web (vitest) failed"));
    harness.overview.event({ ...failedTests, process: "api", source: 2, phase: "passed", failed: 0, failures: [] });
    harness.overview.event({ ...failedTests, phase: "passed", failed: 0, failures: [] });
    const passed = await get(client, "fix_failing_test");
    expect(passed.text).toContain(
      "Last runs:\n- web (vitest) passed: 0 failed, 11 passed, in 2s\n- api (vitest) passed",
    );
    expect(passed.embedded).toEqual({});
  });

  test("performance_analysis", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const none = await get(client, "performance_analysis", { session_id: "s1" });
    expect(none.text).toContain("nothing is known of session s1");
    expect(none.text).toContain("No process was started so far.");
    const { startedAt } = await started(harness, "web");
    harness.processes.set("web", { readyAt: startedAt + 1_500, restarts: 3 });
    harness.processes.used = [{ name: "web", cpu: 61.4, memory: 300 << 20, processes: 2, ports: [] }];
    harness.log(["GET / 200 3ms", "GET /cart 200 2841 ms", "query timed out"]);
    harness.log(["web is ready after 1.5 s"], { stream: 2 });
    for (const ms of [900, 400, 1_800]) {
      harness.overview.event({
        kind: "build",
        phase: "succeeded",
        tool: "vite",
        ms,
        errors: null,
        warnings: null,
        source: 1,
        process: "web",
        time: 1,
      });
    }
    const all = await get(client, "performance_analysis");
    expect(all.text).toContain("- web: 61 % of a core, 300 MB, 2 processes");
    expect(all.text).toContain("- web: ready after 1s");
    expect(all.text).toContain("- web: build (vite): last 1s, median 900ms, 400ms to 1s, 3 in all");
    expect(all.text).toContain("- web: 3 times");
    expect(all.text).toContain("GET /cart 200 2841 ms");
    expect(all.text).toContain("query timed out");
    expect(all.text).not.toContain("GET / 200 3ms");
    expect(all.text).not.toContain("web is ready after");
    const usage = await get(client, "performance_analysis", { metric_type: "usage", process: "web" });
    expect(usage.text).toContain("300 MB");
    expect(usage.text).not.toContain("Restarts");
  });

  test("api_troubleshooting", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    await started(harness, "api");
    harness.log(["GET /api/users 200", "GET /api/carts 500 12ms", "POST /api/carts 200", "500 lines read"]);
    harness.overview.event({
      kind: "url",
      url: "http://localhost:3000/",
      urlKind: "service",
      label: "api",
      source: 1,
      process: "api",
      time: 1,
    });
    harness.overview.error(sighting("ab12ab12ab12", { context: ["at GET /api/carts"] }));
    const about = await get(client, "api_troubleshooting", { endpoint: "/api/carts", status_code: "500" });
    expect(about.text).toStartWith("Find out why requests fail: /api/carts, status 500.");
    expect(about.text).toContain("The proxy is off (--no-proxy)");
    expect(about.text).toContain("- http://localhost:3000/ (api)");
    expect(about.text).toContain("Lines about it:\n");
    expect(about.text).toContain("api info GET /api/carts 500 12ms");
    expect(about.text).not.toContain("POST /api/carts");
    expect(about.text).toContain("Errors that speak of it:\n- TypeError: cart is undefined");
    expect(Object.keys(about.embedded)).toEqual(["error://ab12ab12"]);
    const all = await get(client, "api_troubleshooting");
    expect(all.text).toContain("GET /api/users 200");
    expect(all.text).not.toContain("500 lines read");
    const none = await get(client, "api_troubleshooting", { endpoint: "/(none)[" });
    expect(none.text).toContain("No line in the log speaks of it");
  });

  test("script_configuration", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const { text } = await get(client, "script_configuration", { task_type: "lint", framework: "react" });
    expect(text).toStartWith("Write the scripts of this project for: lint, with react.");
    expect(text).toContain("/home/someone/shop, package manager pnpm.");
    expect(text).toContain("Wrong in its files:\n- package.json:7: scripts.broken is no text");
    expect(text).toContain("- web: vite (npm scripts, package.json)");
  });
});

test("prompts keep to their budget, whatever there is", async () => {
  await using harness = new Harness({ slots: 1 << 14, bytes: 1 << 24 });
  const { client } = await harness.connect();
  const long = 'a "quoted" word \\ '.repeat(30);
  for (let index = 0; index < 60; index++) {
    const { startedAt } = await started(harness, `process-${index}`, long);
    harness.processes.set(`process-${index}`, {
      status: "failed",
      endedAt: startedAt + index,
      note: long,
      readyAt: startedAt,
    });
    harness.log(
      Array.from({ length: 20 }, (_, line) => `GET /api/${line} 500 4000 ms ${long.repeat(9)}`),
      { level: 4, source: index + 1 },
    );
    harness.overview.error(
      sighting((0xabc000000000 + index).toString(16), {
        message: `/api/ ${long}`,
        process: `process-${index}`,
        time: startedAt + 1,
        kind: "test",
        context: Array.from({ length: 50 }, () => long.repeat(9)),
      }),
    );
    harness.overview.event({
      ...failedTests,
      source: index + 1,
      process: `process-${index}`,
      failures: Array.from({ length: 20 }, () => ({ file: long, name: long })),
    });
  }
  const asked: [string, Record<string, string>][] = [
    ["debug_error", { error_message: "/api/", context: long }],
    ["debug_error", { error_message: "nowhere", context: long }],
    ["explain_startup_failure", {}],
    ["fix_failing_test", {}],
    ["performance_analysis", {}],
    ["api_troubleshooting", { endpoint: "/api/" }],
    ["script_configuration", { task_type: "x" }],
  ];
  for (const [name, args] of asked) {
    const { text, embedded } = await get(client, name, args);
    const size = text.length + Object.values(embedded).join("").length;
    if (name !== "script_configuration") expect([name, size > 4_000]).toEqual([name, true]);
    expect(text).toContain("\n\nNext:\n- ");
  }
});

test("every tool that prompts name exists", () => {
  // The last one comes with its own change.
  const known = [...tools.map(({ definition }) => definition.name), "check_changes"];
  expect([...named].filter((name) => !known.includes(name))).toEqual([]);
});
