import { describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { LogRing } from "../../core/index.ts";
import { byteLength, clock, timestamp } from "../../src/mcp/format.ts";
import { mcpLimits } from "../../src/mcp/limits.ts";
import { Pattern } from "../../src/mcp/pattern/index.ts";
import { searchLog } from "../../src/mcp/search.ts";
import { type Answer, call, FIRST_TIME, Harness, launchOf, project, randomLetters } from "./harness.ts";

/** A server with `web` (source 1) and `api` (source 2) running, and a client. */
async function running(harness: Harness): Promise<Client> {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect()).client;
}

function texts({ structured }: Answer): string[] {
  const found: string[] = [];
  for (const match of Array.isArray(structured["matches"]) ? structured["matches"] : []) found.push(match.text);
  return found;
}

describe("logs_search", () => {
  test("finds text and shows it with time, process and level", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["GET /", "Error: listen EADDRINUSE", "GET /cart"]);
    harness.log(["ready on :3000"], { source: 2, stream: 1, level: 4 });
    harness.log(["MCP listens"], { source: 0, stream: 2 });
    const answer = await call(client, "logs_search", { query: "EADDRINUSE" });
    expect(answer.structured).toEqual({
      matches: [
        {
          sequence: 1,
          time: timestamp(FIRST_TIME + 1000),
          process: "web",
          level: "info",
          stream: "stdout",
          text: "Error: listen EADDRINUSE",
        },
      ],
      count: 1,
      cursor: 5,
      more: false,
      notes: [],
    });
    expect(answer.text).toBe(`${clock(FIRST_TIME + 1000)} web info Error: listen EADDRINUSE\n1 match; cursor 5`);
    const all = await call(client, "logs_search");
    expect(texts(all)).toEqual(["GET /", "Error: listen EADDRINUSE", "GET /cart", "ready on :3000", "MCP listens"]);
    expect(all.text).toContain(`${clock(FIRST_TIME + 3000)} api error ready on :3000\n`);
    expect(all.text).toContain(" brum info MCP listens\n");
    expect((await call(client, "logs_search", { query: "absent" })).text).toBe("No matches; cursor 5");
  });

  test("shows the newest matches, oldest of them first, and says that there are more", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(Array.from({ length: 20 }, (_, index) => `line ${index} ${index % 2 === 0 ? "even" : "odd"}`));
    for (const query of [{ query: "even" }, { query: "ev.n$", regex: true }]) {
      const three = await call(client, "logs_search", { ...query, limit: 3 });
      expect(texts(three)).toEqual(["line 14 even", "line 16 even", "line 18 even"]);
      expect(three.structured).toMatchObject({ more: true, count: 3 });
      expect(three.text).toContain("the limit is 3");
      const ten = await call(client, "logs_search", { ...query, limit: 10 });
      expect(ten.structured).toMatchObject({ more: false, count: 10, notes: [] });
    }
    const every = await call(client, "logs_search", { query: "", limit: 2 });
    expect([texts(every), every.structured["more"]]).toEqual([["line 18 even", "line 19 odd"], true]);
  });

  test("case matters when asked to", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["Warning: slow", "warning: slow", "wärning"]);
    expect(texts(await call(client, "logs_search", { query: "WARNING" })).length).toBe(2);
    expect(texts(await call(client, "logs_search", { query: "warning", ignoreCase: false })).length).toBe(1);
    expect(texts(await call(client, "logs_search", { query: "^W.RNING", regex: true })).length).toBe(3);
    expect(texts(await call(client, "logs_search", { query: "^W", regex: true, ignoreCase: false })).length).toBe(1);
    expect(texts(await call(client, "logs_search", { query: "w.rning" }))).toEqual([]);
  });

  test("keeps to a level, a process, a run, a time", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    for (let level = 0 as 0 | 1 | 2 | 3 | 4 | 5; level < 5; level++) harness.log([`web ${level}`], { level });
    harness.log(["api 5"], { source: 2, level: 5 });
    expect(texts(await call(client, "logs_search", { level: "warn" }))).toEqual(["web 3", "web 4", "api 5"]);
    expect(texts(await call(client, "logs_search", { level: "warn", name: "web" }))).toEqual(["web 3", "web 4"]);
    expect(texts(await call(client, "logs_search", { name: "brum" }))).toEqual([]);
    const since = timestamp(FIRST_TIME + 3000);
    expect(texts(await call(client, "logs_search", { since, name: "web" }))).toEqual(["web 3", "web 4"]);
    expect(texts(await call(client, "logs_search", { since, query: "5", regex: true }))).toEqual(["api 5"]);
    const { id } = harness.processes.set("web", { startedAt: FIRST_TIME + 2500 });
    expect(texts(await call(client, "logs_search", { processId: id }))).toEqual(["web 3", "web 4"]);
    expect(texts(await call(client, "logs_search", { processId: id, since: timestamp(FIRST_TIME + 4000) }))).toEqual([
      "web 4",
    ]);
  });

  test("goes on from a cursor", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one", "two"]);
    const first = await call(client, "logs_search", { query: "o" });
    const cursor = first.structured["cursor"];
    expect(cursor).toBe(2);
    for (const query of ["", "o", "[a-z]"]) {
      const none = await call(client, "logs_search", { query, regex: query === "[a-z]", since: cursor });
      expect(none.structured).toMatchObject({ matches: [], cursor: 2 });
    }
    harness.log(["three", "four", "five"]);
    expect(texts(await call(client, "logs_search", { since: cursor }))).toEqual(["three", "four", "five"]);
    expect(texts(await call(client, "logs_search", { query: "f", since: String(cursor) }))).toEqual(["four", "five"]);
    expect(texts(await call(client, "logs_search", { query: "f", since: cursor, limit: 1 }))).toEqual(["five"]);
    expect(texts(await call(client, "logs_search", { query: "^t|^f", regex: true, since: 1 }))).toEqual([
      "two",
      "three",
      "four",
      "five",
    ]);
  });

  test("finds the newest of many lines after a cursor", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(Array.from({ length: 3000 }, (_, index) => `line ${index}`));
    const answer = await call(client, "logs_search", { query: "line", since: 10, limit: 2 });
    expect([texts(answer), answer.structured["more"]]).toEqual([["line 2998", "line 2999"], true]);
  });

  test("says how many lines after a cursor are lost", async () => {
    await using harness = new Harness({ slots: 1024, bytes: 1 << 16 });
    const client = await running(harness);
    for (let round = 0; round < 15; round++) harness.log(Array.from({ length: 200 }, (_, index) => `line ${index}`));
    const oldest = harness.ring.reader().oldest();
    expect(oldest).toBeGreaterThan(1000);
    const answer = await call(client, "logs_search", { query: "line 99", since: 500, limit: 1 });
    expect(answer.text).toContain(`${oldest - 500} lines after that cursor are gone`);
    expect(texts(answer)).toEqual(["line 99"]);
  });

  test("keeps answers small: long lines are cut, older matches left out", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log([`short before ${"é".repeat(3000)}`]);
    const cutLine = await call(client, "logs_search", { query: "short" });
    expect(texts(cutLine)[0]).toEndWith("… (+5014 bytes)");
    harness.log(Array.from({ length: 400 }, (_, index) => `${index} ${"y".repeat(500)}`));
    const answer = await call(client, "logs_search", { query: "yyy", limit: 500 });
    expect(byteLength(answer.text)).toBeLessThan(mcpLimits.answerBytes + 300);
    const shown = texts(answer);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.at(-1)).toStartWith("399 ");
    expect(answer.structured["more"]).toBe(true);
    expect(answer.text).toContain(`\n${400 - shown.length} older matches left out`);
  });

  test("says how to mend what it cannot use", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one"]);
    const cases: [Record<string, unknown>, string][] = [
      [{ query: "a(b", regex: true }, "no regular expression that can be searched for"],
      [{ query: "(?<=a)b", regex: true }, "lookbehind"],
      [{ since: "yesterday" }, "RFC 3339 time such as 20"],
      [{ since: -1 }, "neither a cursor"],
      [{ since: 1.5 }, "neither a cursor"],
      [{ since: 99 }, "ahead of the log, whose cursor is 1"],
      [{ name: "wep" }, 'Did you mean "web"?'],
      [{ name: "zzzzzz" }, "Known: web, api, brum."],
      [{ processId: "web-1" }, 'There is no process with the id "web-1"'],
      [{ processId: "web-1", name: "web" }, "exactly one of processId and name"],
      [{ limit: 0 }, "limit: "],
      [{ limit: 501 }, "limit: "],
      [{ level: "loud" }, "level: "],
      [{ query: "x".repeat(1001) }, "query: "],
      [{ serach: "x" }, '"serach"'],
    ];
    for (const [args, part] of cases) {
      const { isError, text } = await call(client, "logs_search", args);
      expect([args, isError]).toEqual([args, true]);
      expect(text).toContain(part);
    }
  });

  test("a hostile expression does not keep others waiting", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(Array.from({ length: 100 }, () => randomLetters(1000)));
    let done = false;
    // A second of work: each character leads to a state that was not seen before.
    const hostile = call(client, "logs_search", { query: "(a|b)*a(a|b){40}c", regex: true }).finally(() => {
      done = true;
    });
    let served = 0;
    while (!done) {
      await call(client, "scripts_status");
      served++;
    }
    expect(texts(await hostile)).toEqual([]);
    expect(served).toBeGreaterThan(5);
  });
});

describe("the search itself", () => {
  const everything = { filter: {}, from: 0, text: "", ignoreCase: true, limit: 10 } as const;
  const nobody = new AbortController().signal;

  test("stops when its budget is spent and says where", async () => {
    await using harness = new Harness();
    harness.log(Array.from({ length: 2000 }, (_, index) => `line ${index}`));
    const reader = harness.ring.reader();
    const query = { ...everything, to: reader.latest(), pattern: new Pattern("line \\d$", true) };
    const short = await searchLog(reader, query, nobody, { records: 700, milliseconds: 60_000 });
    expect(short).toEqual({ records: [], more: false, stoppedAt: 1300 });
    const whole = await searchLog(reader, query, nobody, { records: 2000, milliseconds: 60_000 });
    expect([whole.records.map(({ sequence }) => sequence).reverse(), whole.stoppedAt]).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      undefined,
    ]);
    const late = await searchLog(reader, query, nobody, { records: 2000, milliseconds: 0 });
    expect(late.stoppedAt).toBe(1999);
    const fromCursor = await searchLog(reader, { ...query, from: 1300 }, nobody, {
      records: 700,
      milliseconds: 60_000,
    });
    expect(fromCursor.stoppedAt).toBeUndefined();
  });

  test("stops when nobody waits for it any more", async () => {
    await using harness = new Harness();
    harness.log(Array.from({ length: 2000 }, (_, index) => `line ${index}`));
    const reader = harness.ring.reader();
    const gone = AbortSignal.abort();
    const pattern = new Pattern("line", true);
    const found = await searchLog(reader, { ...everything, to: reader.latest(), pattern }, gone);
    expect(found.records.length).toBe(1);
  });

  test("of an empty log finds nothing", async () => {
    const reader = LogRing.create({ slots: 1024, bytes: 1 << 16 }).reader();
    for (const pattern of [undefined, new Pattern("", true)]) {
      for (const text of ["", "x"]) {
        const found = await searchLog(reader, { ...everything, text, to: reader.latest(), pattern }, nobody);
        expect(found).toEqual({ records: [], more: false, stoppedAt: undefined });
      }
    }
  });
});
