import { describe, expect, test } from "bun:test";
import { clock, timestamp } from "../../../src/mcp/format.ts";
import { cursorOf, newest } from "../../../src/mcp/position.ts";
import { see } from "./found.ts";
import { type Answer, call, FIRST_TIME, Harness, launchOf, project } from "./harness.ts";

async function running(harness: Harness) {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect()).client;
}

function ids({ structured }: Answer): string[] {
  const found: string[] = [];
  for (const error of Array.isArray(structured["errors"]) ? structured["errors"] : []) found.push(error.id);
  return found;
}

/** An error of its own, the number in its id. */
function nth(harness: Harness, number: number, parts: Parameters<typeof see>[1] = {}) {
  const fingerprint = `${String(number).padStart(4, "0")}00000000`;
  return see(harness, { fingerprint, number, time: FIRST_TIME + 1000 * number, ...parts });
}

describe("errors_list", () => {
  test("names each error once: id, place, what, how often, where and when", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    expect((await call(client, "errors_list")).text).toBe("No errors.");
    see(harness);
    see(harness, { time: FIRST_TIME + 5000, count: 11, source: 2, process: "api" });
    const { structured, text } = await call(client, "errors_list");
    expect(structured).toEqual({
      errors: [
        {
          id: "aaaa1111",
          severity: "error",
          error: "TS2322: Type 'string' is not assignable to type 'number'.",
          place: "src/cart.ts:3:7",
          count: 12,
          firstSeen: timestamp(FIRST_TIME),
          lastSeen: timestamp(FIRST_TIME + 5000),
          processes: ["web", "api"],
        },
      ],
      total: 1,
    });
    const [line, end] = text.split("\n");
    expect(line).toBe(
      `aaaa1111 error src/cart.ts:3:7 TS2322: Type 'string' is not assignable to type 'number'. (12 times, in web, api, ${clock(FIRST_TIME + 5000)})`,
    );
    expect(end).toBe("1 of 1; error_detail shows one whole.");
  });

  test("names places as in the project, where they were found", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const { fingerprint } = see(harness, { directory: "/home/someone/shop/packages/web" });
    const file = "/home/someone/shop/packages/web/src/cart.ts";
    harness.overview.located({ fingerprint, file, line: 4, column: null, excerpt: [] });
    expect((await call(client, "errors_list")).text).toContain(" packages/web/src/cart.ts:4 TS2322");
  });

  test("has an order: the newest first, or the worst", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    nth(harness, 1, { severity: "critical" });
    nth(harness, 2, { severity: "warning" });
    nth(harness, 3);
    nth(harness, 4);
    expect(ids(await call(client, "errors_list"))).toEqual(["00040000", "00030000", "00020000", "00010000"]);
    expect(ids(await call(client, "errors_list", { order: "worst" }))).toEqual([
      "00010000",
      "00040000",
      "00030000",
      "00020000",
    ]);
  });

  test("keeps to a process, a severity, a time", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one", "two"]);
    nth(harness, 1, { severity: "critical" });
    harness.log(["three"]);
    nth(harness, 2, { severity: "warning", source: 2, process: "api" });
    harness.log(["four"]);
    nth(harness, 3);
    harness.log(["five"]);
    expect(ids(await call(client, "errors_list", { name: "api" }))).toEqual(["00020000"]);
    expect(ids(await call(client, "errors_list", { severity: "error" }))).toEqual(["00030000", "00010000"]);
    expect(ids(await call(client, "errors_list", { severity: "critical" }))).toEqual(["00010000"]);
    const since = timestamp(FIRST_TIME + 2000);
    expect(ids(await call(client, "errors_list", { since }))).toEqual(["00030000", "00020000"]);
    expect(ids(await call(client, "errors_list", { since: 4 }))).toEqual(["00030000"]);
    nth(harness, 1, { time: FIRST_TIME + 4000 });
    expect(ids(await call(client, "errors_list", { since }))).toEqual(["00010000", "00030000", "00020000"]);
    expect(ids(await call(client, "errors_list", { new_since: since }))).toEqual(["00030000", "00020000"]);
    expect(ids(await call(client, "errors_list", { new_since: 4 }))).toEqual(["00030000"]);
  });

  test("finds what was told after a cursor, of lines that came before it", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["error: it broke", "another line"]);
    nth(harness, 1, { time: FIRST_TIME });
    nth(harness, 2, { time: FIRST_TIME });
    const reader = harness.ring.reader();
    const since = cursorOf(newest({ reader, journal: harness.journal, startedAt: FIRST_TIME }), FIRST_TIME);
    expect(ids(await call(client, "errors_list", { since }))).toEqual([]);
    nth(harness, 2, { time: FIRST_TIME });
    nth(harness, 3, { time: FIRST_TIME });
    expect(ids(await call(client, "errors_list", { since }))).toEqual(["00020000", "00030000"]);
    expect(ids(await call(client, "errors_list", { new_since: since }))).toEqual(["00030000"]);
  });

  test.each(["newest", "worst"])(
    "pages through all of them once, whatever is seen meanwhile; %s first",
    async (order) => {
      await using harness = new Harness();
      const client = await running(harness);
      const severities = ["critical", "error", "warning"] as const;
      for (let number = 1; number <= 60; number++) {
        nth(harness, number, { severity: severities[number % 3] ?? "error", message: "x".repeat(200) });
      }
      const seen: string[] = [];
      let cursor: unknown;
      do {
        const page = await call(client, "errors_list", {
          order,
          max_tokens: 1000,
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(page.tokens).toBeLessThanOrEqual(1000);
        seen.push(...ids(page));
        cursor = page.structured["cursor"];
        if (cursor !== undefined) expect(page.text).toContain(`\nMore: ask with cursor ${cursor}.`);
        // One of the first page comes again: it is at the front now, and on none of the later pages.
        if (seen.length < 10) nth(harness, 60, { severity: "critical", time: FIRST_TIME + 100_000 });
      } while (cursor !== undefined);
      expect(seen.length).toBe(60);
      expect(new Set(seen).size).toBe(60);
    },
  );

  test("one that is larger than the answer may be is cut", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    see(harness, { message: "x".repeat(500), processes: [] } as never);
    const { tokens, text, isError } = await call(client, "errors_list", { max_tokens: 500 });
    expect(isError).toBe(false);
    expect(tokens).toBeLessThanOrEqual(500);
    expect(text).toContain("(+");
  });

  test("says how to mend what it cannot use", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    see(harness);
    const worst = "w1-abc-aaaa11112222";
    for (const [input, words] of [
      [{ name: "wep" }, 'There is no process "wep". Did you mean "web"?'],
      [{ severity: "fatal" }, "severity: Invalid option"],
      [{ since: "yesterday" }, 'since "yesterday" is neither'],
      [{ new_since: "yesterday" }, 'new_since "yesterday" is neither'],
      [{ cursor: "12" }, 'cursor "12" is none of errors_list. Leave it out for the first page.'],
      [{ cursor: worst }, `cursor "${worst}" is none of errors_list in the order newest.`],
    ] as const) {
      const { isError, text } = await call(client, "errors_list", input);
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    }
  });
});

describe("error_detail", () => {
  const frames = [
    { function: "parse", file: "node_modules/yaml/index.js", line: 1, column: 2, own: false },
    { function: "readCart", file: "/home/someone/shop/src/cart.ts", line: 12, column: 3, own: true },
    { function: "", file: "src/main.ts", line: 4, column: null, own: true },
    ...Array.from({ length: 9 }, (_, line) => ({ function: "", file: "node:internal", line, column: 1, own: false })),
  ];

  test("shows one whole: source, the project's own frames first, causes, lines as printed", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["before"]);
    harness.log(["TypeError: x is undefined", "    at parse"], { group: 7, level: 4 });
    const { fingerprint } = see(harness, {
      type: "TypeError",
      message: "x is undefined",
      kind: "runtime",
      language: "javascript",
      number: 7,
      frames,
      causes: [{ type: "Error", message: "ENOENT", frames: frames.slice(1, 2) }],
      context: ["TypeError: x is undefined", "    at parse"],
      count: 2,
      time: FIRST_TIME + 60_000,
    });
    harness.overview.located({
      fingerprint,
      file: "/home/someone/shop/src/cart.ts",
      line: 12,
      column: 3,
      excerpt: [
        { line: 11, text: "function readCart() {" },
        { line: 12, text: "  return parse(x);" },
      ],
    });
    const { structured, text } = await call(client, "error_detail", { id: "AAAA1" });
    const seen = `error, runtime, javascript; 2 times, in web; first ${clock(FIRST_TIME + 60_000)}, last ${clock(FIRST_TIME + 60_000)}`;
    expect(structured).toEqual({
      id: "aaaa1111",
      error: "TypeError: x is undefined",
      place: "src/cart.ts:12:3",
      seen,
      excerpt: ["  11 | function readCart() {", "> 12 |   return parse(x);"],
      frames: [
        "readCart (src/cart.ts:12:3)",
        "src/main.ts:4",
        "parse (node_modules/yaml/index.js:1:2) [library]",
        ...[0, 1, 2, 3].map((line) => `node:internal:${line}:1 [library]`),
        "5 more in libraries",
        "caused by Error: ENOENT",
        "readCart (src/cart.ts:12:3)",
      ],
      printed: ["TypeError: x is undefined", "    at parse"],
      cursor: 1,
    });
    expect(text.split("\n").slice(0, 6)).toEqual([
      "TypeError: x is undefined",
      "src/cart.ts:12:3",
      seen,
      "  11 | function readCart() {",
      "> 12 |   return parse(x);",
      "at readCart (src/cart.ts:12:3)",
    ]);
    expect(text).toContain("\ncaused by Error: ENOENT\nat readCart");
    expect(text).toEndWith(
      "Its lines begin at cursor 1. What stands around them: logs_search with error aaaa1111 and context.",
    );
    const lines = await call(client, "logs_search", { since: structured["cursor"], limit: 1, error: structured["id"] });
    expect(lines.text).toContain("    at parse");
  });

  test("keeps to its budget, and shows what is there of one without places or lines", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    see(harness, {
      message: "m".repeat(500),
      frames: Array.from({ length: 50 }, (_, line) => ({
        function: "f".repeat(100),
        file: "a.ts",
        line,
        column: 1,
        own: true,
      })),
      context: Array.from({ length: 50 }, () => "c".repeat(300)),
    });
    for (const max_tokens of [500, 2000]) {
      const { tokens, isError } = await call(client, "error_detail", { id: "aaaa", max_tokens });
      expect(isError).toBe(false);
      expect(tokens).toBeLessThanOrEqual(max_tokens);
      expect(tokens).toBeGreaterThan(max_tokens / 3);
    }
    see(harness, { fingerprint: "bbbb00000000", type: "", message: "no place", place: null, context: [], number: 99 });
    const { text } = await call(client, "error_detail", { id: "bbbb" });
    expect(text).toStartWith("no place\nerror, compile, typescript; once, in web; ");
    expect(text).toContain("Its lines are no longer in the log.");
  });

  test("says what is wrong with an id", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    for (const [input, words] of [
      [{ id: "abc" }, 'There is no error "abc": no process has printed one yet.'],
      [{}, "error_detail takes id, max_tokens"],
    ] as const) {
      const { isError, text } = await call(client, "error_detail", input);
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    }
    nth(harness, 1);
    nth(harness, 2);
    expect((await call(client, "error_detail", { id: "00" })).text).toContain(
      '2 errors have an id that begins with "00": 000200000000',
    );
  });
});
