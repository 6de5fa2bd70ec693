import { describe, expect, test } from "bun:test";
import { ranked } from "../../../src/mcp/completion.ts";
import { Harness, launchOf, project } from "./harness.ts";
import { failedTests, sighting } from "./sightings.ts";

describe.each([false, true])("modern: %s", (modern) => {
  /** A server with two processes, two errors, tests and requests; what it offers for an argument. */
  async function offering() {
    const harness = new Harness();
    const { client } = await harness.connect(modern);
    for (const name of ["web", "api"]) await harness.processes.start(launchOf(project, { name, command: "x" }));
    harness.processes.set("web", { status: "failed", endedAt: 1 });
    harness.overview.error(sighting("ab12ab12ab12"));
    harness.overview.error(sighting("cd34cd34cd34", { message: "other" }));
    harness.overview.event(failedTests);
    harness.log(["GET /api/users 200", "POST http://localhost:3000/api/carts?x=1 500", "GET /api/users 304"]);
    const complete = async (ref: { prompt: string } | { template: string }, name: string, value = "") => {
      const { completion } = await client.complete({
        ref: "prompt" in ref ? { type: "ref/prompt", name: ref.prompt } : { type: "ref/resource", uri: ref.template },
        argument: { name, value },
      });
      return completion;
    };
    return { harness, complete };
  }

  test("of templates", async () => {
    const { harness, complete } = await offering();
    await using _ = harness;
    expect(await complete({ template: "process://{name}" }, "name")).toEqual({
      values: ["api", "web"],
      total: 2,
      hasMore: false,
    });
    expect((await complete({ template: "process://{name}/logs" }, "name", "W")).values).toEqual(["web"]);
    const errors = await complete({ template: "error://{id}" }, "id");
    expect(errors.values).toEqual(["cd34cd34 TypeError: other", "ab12ab12 TypeError: cart is undefined"]);
    expect((await complete({ template: "error://{id}" }, "id", "cart")).values).toEqual([
      "ab12ab12 TypeError: cart is undefined",
    ]);
  });

  test("of prompts", async () => {
    const { harness, complete } = await offering();
    await using _ = harness;
    const of = async (prompt: string, name: string, value = "") => (await complete({ prompt }, name, value)).values;
    expect(await of("debug_error", "error_message")).toEqual(["TypeError: other", "TypeError: cart is undefined"]);
    expect(await of("debug_error", "context")).toEqual([]);
    expect(await of("explain_startup_failure", "process")).toEqual(["web", "api"]);
    expect(await of("fix_failing_test", "test", "add")).toEqual(["src/cart.test.ts: cart > adds up"]);
    expect(await of("performance_analysis", "metric_type", "st")).toEqual(["startup", "restarts", "requests"]);
    expect(await of("performance_analysis", "process", "a")).toEqual(["api"]);
    expect(await of("performance_analysis", "session_id")).toEqual([]);
    expect(await of("api_troubleshooting", "endpoint")).toEqual(["/api/users", "/api/carts"]);
    expect(await of("api_troubleshooting", "status_code", "50")).toEqual(["500", "502", "503", "504"]);
    expect(await of("script_configuration", "task_type", "test")).toEqual(["test"]);
  });

  test("what there is not", async () => {
    const { harness, complete } = await offering();
    await using _ = harness;
    const failure = (asked: Promise<unknown>) => asked.then(() => "", String);
    expect(await failure(complete({ prompt: "none" }, "x"))).toContain(
      'There is no prompt "none". Known: debug_error,',
    );
    expect(await failure(complete({ prompt: "debug_error" }, "x"))).toContain("Known: error_message, context.");
    expect(await failure(complete({ template: "x://{y}" }, "y"))).toContain("Known: process://{name}, ");
    expect(await failure(complete({ template: "process://{name}" }, "id"))).toContain("Known: name.");
  });

  test("a hundred at most", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    for (let index = 0; index < 130; index++) {
      await harness.processes.start(launchOf(project, { name: `worker-${index}`, command: "x" }));
    }
    const { completion } = await client.complete({
      ref: { type: "ref/resource", uri: "process://{name}" },
      argument: { name: "name", value: "work" },
    });
    expect(completion.values).toHaveLength(100);
    expect(completion).toMatchObject({ total: 130, hasMore: true });
  });
});

test("a secret is not found by typing it", async () => {
  await using harness = new Harness();
  harness.mask = (text) => text.replaceAll("hunter2", "***");
  const { client } = await harness.connect();
  harness.overview.error(sighting("ab12ab12ab12", { message: "no hunter2" }));
  const values = async (value: string) => {
    const ref = { type: "ref/prompt", name: "debug_error" } as const;
    return (await client.complete({ ref, argument: { name: "error_message", value } })).completion.values;
  };
  expect(await values("no ***")).toEqual(["TypeError: no ***"]);
  expect(await values("hunter2")).toEqual([]);
});

test("beginnings come first, then beginnings of words, then what holds the text, then what holds its letters", () => {
  const values = ["xdev", "d-e-v", "api:dev", "dev", "nothing", "Devtools"];
  expect(ranked(values, "dev")).toEqual(["dev", "Devtools", "api:dev", "xdev", "d-e-v"]);
  expect(ranked(values, "")).toEqual(values);
});
