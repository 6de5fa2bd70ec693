import { describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { flag, type LogReader, LogRing } from "../../../core/index.ts";
import { Pattern } from "../../../src/logs/index.ts";
import { clock, timestamp } from "../../../src/mcp/format.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { type LogQuery, searchLog } from "../../../src/mcp/search.ts";
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

  test("finds words that are nearly right when asked to", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["connection refused by host", "connected", "refused a connection"]);
    expect(texts(await call(client, "logs_search", { query: "conctn refsd", fuzzy: true }))).toEqual([
      "connection refused by host",
      "refused a connection",
    ]);
  });

  test("errors are found that a flood has pushed out of the log", async () => {
    await using harness = new Harness({ slots: 64, bytes: 8192 });
    const client = await running(harness);
    harness.log(["it broke"], { level: 4 });
    for (let round = 0; round < 20; round++) harness.log(Array.from({ length: 10 }, (_, index) => `noise ${index}`));
    expect(texts(await call(client, "logs_search", { query: "it broke" }))).toEqual([]);
    expect(texts(await call(client, "logs_search", { query: "it broke", level: "error" }))).toEqual(["it broke"]);
    expect(texts(await call(client, "logs_search", { level: "warn" }))).toEqual(["it broke"]);
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

  test("keeps to what lines are about", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["plain"]);
    harness.log(["ready on http://localhost:3000"], { flags: flag.url | flag.ready });
    harness.log(["compiled"], { flags: flag.build, source: 2 });
    harness.log(["3 passed"], { flags: flag.test });
    const about = async (...kinds: string[]) => texts(await call(client, "logs_search", { kinds }));
    expect(await about("ready")).toEqual(["ready on http://localhost:3000"]);
    expect(await about("url", "test")).toEqual(["ready on http://localhost:3000", "3 passed"]);
    expect(await about("error")).toEqual([]);
    expect(texts(await call(client, "logs_search", { kinds: ["build", "test"], name: "api" }))).toEqual(["compiled"]);
  });

  test("keeps to a range of times and sequences", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one", "two", "three", "four", "five"]);
    const until = timestamp(FIRST_TIME + 3000);
    expect(texts(await call(client, "logs_search", { until }))).toEqual(["one", "two", "three"]);
    const since = timestamp(FIRST_TIME + 1000);
    expect(texts(await call(client, "logs_search", { since, until }))).toEqual(["two", "three"]);
    expect(texts(await call(client, "logs_search", { since: 2, until }))).toEqual(["three"]);
    expect(texts(await call(client, "logs_search", { since, before: 4 }))).toEqual(["two", "three", "four"]);
  });

  test("leaves out lines that are to be hidden, however many there are", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(Array.from({ length: 2000 }, (_, index) => (index % 500 === 7 ? `line ${index}` : `GET /line 200`)));
    const expected = ["line 7", "line 507", "line 1007", "line 1507"];
    const hide = ["^get .* 200$"];
    for (const query of [{}, { query: "line" }, { query: "l.ne", regex: true }, { query: "lne", fuzzy: true }]) {
      const all = await call(client, "logs_search", { ...query, hide });
      expect([texts(all), all.structured["more"]]).toEqual([expected, false]);
      const two = await call(client, "logs_search", { ...query, hide, limit: 2 });
      expect([texts(two), two.structured["before"]]).toEqual([expected.slice(2), 1007]);
      const rest = await call(client, "logs_search", { ...query, hide, limit: 2, before: two.structured["before"] });
      expect([texts(rest), rest.structured["more"]]).toEqual([expected.slice(0, 2), false]);
    }
    expect(texts(await call(client, "logs_search", { hide: ["200", "7$"] }))).toEqual([]);
    expect(texts(await call(client, "logs_search", { hide: ["GET"], ignoreCase: false }))).toEqual(expected);
    expect(texts(await call(client, "logs_search", { hide: ["get"], ignoreCase: false, limit: 1 }))).toEqual([
      "GET /line 200",
    ]);
  });

  test("shows lines around matches, of the same processes, marked", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["a", "b", "hit 1", "c"]);
    harness.log(["of another"], { source: 2 });
    harness.log(["noise", "d", "left out", "e", "f", "hit 2", "hit 3", "g"], {});
    const answer = await call(client, "logs_search", { query: "hit", name: "web", context: 2, hide: ["noise"] });
    expect(answer.structured).toMatchObject({ count: 3, more: false, notes: [] });
    expect(answer.text.replace(/\d\d:\d\d:\d\d\.\d{3} /g, "").split("\n")).toEqual([
      "  web info a",
      "  web info b",
      "> web info hit 1",
      "  web info c",
      "  web info d",
      "--",
      "  web info e",
      "  web info f",
      "> web info hit 2",
      "> web info hit 3",
      "  web info g",
      "3 matches; cursor 13",
    ]);
    expect(answer.structured["matches"]).toMatchObject([
      { sequence: 0, context: true },
      { sequence: 1, context: true },
      { sequence: 2, text: "hit 1" },
      { sequence: 3, context: true },
      { sequence: 6, context: true },
      { sequence: 8, context: true, apart: true },
      { sequence: 9, context: true },
      { sequence: 10, text: "hit 2" },
      { sequence: 11, text: "hit 3" },
      { sequence: 12, context: true },
    ]);
    const all = await call(client, "logs_search", { query: "hit 1", context: 2 });
    expect(texts(all)).toEqual(["a", "b", "hit 1", "c", "of another"]);
    // The next page begins before the oldest match, and not before what stands around it.
    const newest = await call(client, "logs_search", { query: "hit", context: 2, limit: 2 });
    expect(newest.structured).toMatchObject({ count: 2, more: true, before: 10 });
    // What stands around an error is of any level.
    harness.log(["cause"], {});
    harness.log(["it broke"], { level: 4 });
    expect(texts(await call(client, "logs_search", { level: "error", context: 1 }))).toEqual(["cause", "it broke"]);
  });

  test("lines around matches leave room for the matches first come first", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const long = "y".repeat(600);
    harness.log(Array.from({ length: 200 }, (_, index) => `${index % 10 === 0 ? "hit" : "line"} ${index} ${long}`));
    const answer = await call(client, "logs_search", { query: "hit", context: 20 });
    expect(answer.tokens).toBeLessThanOrEqual(mcpLimits.tokens);
    const count = Number(answer.structured["count"]);
    expect(count).toBeGreaterThan(0);
    expect(answer.text).toContain(`${20 - count} older matches left out`);
    const one = await call(client, "logs_search", { query: "hit 100", context: 20 });
    expect([one.structured["count"], one.structured["more"]]).toEqual([1, false]);
    expect(one.text).toContain("Some lines around the matches are left out");
  });

  test("errors that a flood has pushed out have nothing around them, and are apart", async () => {
    await using harness = new Harness({ slots: 64, bytes: 8192 });
    const client = await running(harness);
    harness.log(["one broke", "two broke"], { level: 4 });
    harness.log(["noise"], {});
    harness.log(["three broke"], { level: 4 });
    for (let round = 0; round < 20; round++) harness.log(Array.from({ length: 10 }, (_, index) => `noise ${index}`));
    harness.log(["four broke"], { level: 4 });
    const { text } = await call(client, "logs_search", { level: "error", context: 1 });
    expect(text.replace(/\d\d:\d\d:\d\d\.\d{3} /g, "").split("\n")).toEqual([
      "> web error one broke",
      "> web error two broke",
      "--",
      "> web error three broke",
      "--",
      "  web info noise 9",
      "> web error four broke",
      "4 matches; cursor 205",
    ]);
  });

  test("shows repetitions once, with how often", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(Array.from({ length: 1500 }, () => "retry"));
    harness.log(["other", "retry", "retry"], {});
    harness.log(["retry"], { source: 2 });
    const answer = await call(client, "logs_search", { collapse: true });
    expect(answer.structured).toMatchObject({ count: 4, more: false });
    expect(answer.structured["matches"]).toMatchObject([
      { sequence: 0, text: "retry", repeats: 1500 },
      { sequence: 1500, text: "other" },
      { sequence: 1501, text: "retry", repeats: 2, process: "web" },
      { sequence: 1503, text: "retry", process: "api" },
    ]);
    expect(answer.text).toContain("web info retry (×1500)\n");
    // Among what is found, whatever stands between.
    expect(texts(await call(client, "logs_search", { collapse: true, query: "retry", name: "web" }))).toEqual([
      "retry",
    ]);
    const two = await call(client, "logs_search", { collapse: true, limit: 2 });
    expect(two.structured).toMatchObject({ count: 2, more: true, before: 1501 });
    const rest = await call(client, "logs_search", { collapse: true, limit: 2, before: 1501 });
    expect(rest.structured).toMatchObject({ count: 2, more: false });
    // With lines around them they are one where nothing stands between.
    const around = await call(client, "logs_search", { collapse: true, query: "other", context: 2 });
    expect(around.structured["matches"]).toMatchObject([
      { sequence: 1498, repeats: 2, context: true },
      { sequence: 1500, text: "other" },
      { sequence: 1501, repeats: 2, context: true },
    ]);
    expect(around.text).not.toContain("--");
    harness.log(["last", "end", "gap", "end", "last"], {});
    expect(texts(await call(client, "logs_search", { collapse: true, query: "last", context: 1 }))).toEqual([
      "retry",
      "last",
      "end",
      "end",
      "last",
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

  test("goes back from page to page until everything was shown once", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index} ${index % 3 === 0 ? "z".repeat(300) : ""}`);
    harness.log(lines);
    const queries = [{}, { query: "line" }, { query: "^line \\d+", regex: true }];
    for (const query of queries) {
      for (const limit of [7, 100, 500]) {
        const shown: string[] = [];
        let before: unknown;
        for (let page = 0; page < 50; page++) {
          const answer = await call(client, "logs_search", { ...query, limit, ...(page === 0 ? {} : { before }) });
          expect(answer.structured["cursor"]).toBe(page === 0 ? 300 : before);
          shown.unshift(...texts(answer));
          before = answer.structured["before"];
          expect(answer.structured["more"]).toBe(before !== undefined);
          if (before === undefined) break;
          expect(answer.text).toContain(`Go on with before ${before}`);
        }
        expect(shown).toEqual(lines);
      }
    }
    const between = await call(client, "logs_search", { since: 10, before: 13 });
    expect(texts(between)).toEqual(lines.slice(10, 13));
    expect(texts(await call(client, "logs_search", { before: 0 }))).toEqual([]);
  });

  test("says that what came before a page is lost", async () => {
    await using harness = new Harness({ slots: 1024, bytes: 1 << 16 });
    const client = await running(harness);
    for (let round = 0; round < 15; round++) harness.log(Array.from({ length: 200 }, (_, index) => `line ${index}`));
    const before = harness.ring.reader().oldest();
    const gone = await call(client, "logs_search", { before });
    expect(gone.structured).toMatchObject({ matches: [], more: false });
    expect(gone.text).toContain(`What came before sequence ${before} is gone`);
    const kept = await call(client, "logs_search", { before: before + 1 });
    expect(kept.structured).toMatchObject({ count: 1, notes: [] });
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
    expect(answer.tokens).toBeLessThanOrEqual(mcpLimits.tokens);
    const shown = texts(answer);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.at(-1)).toStartWith("399 ");
    const more = await call(client, "logs_search", { query: "yyy", limit: 500, max_tokens: 16_000 });
    expect(more.tokens).toBeWithin(mcpLimits.tokens, 16_001);
    expect(texts(more).length).toBeGreaterThan(3 * shown.length);
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
      [{ before: 99 }, "before 99 is ahead of the log, whose cursor is 1"],
      [{ before: -1 }, "before: "],
      [{ name: "wep" }, 'Did you mean "web"?'],
      [{ name: "zzzzzz" }, "Known: web, api, brum."],
      [{ processId: "web-1" }, 'There is no process with the id "web-1"'],
      [{ processId: "web-1", name: "web" }, "exactly one of processId and name"],
      [{ limit: 0 }, "limit: "],
      [{ limit: 10_001 }, "limit: "],
      [{ level: "loud" }, "level: "],
      [{ query: "x".repeat(1001) }, "query: "],
      [{ serach: "x" }, '"serach"'],
      [{ kinds: ["eror"] }, '"eror" is none of error, url, build, test, ready. Did you mean "error"?'],
      [{ hide: ["a(b"] }, 'hide "a(b" is no regular expression that can be searched for'],
      [{ hide: ["(?=a)"] }, "look"],
      [{ until: "soon" }, 'until "soon" is no RFC 3339 time such as 20'],
      [{ context: 21 }, "context: "],
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
    for (const query of [
      { query: "(a|b)*a(a|b){40}c", regex: true },
      { limit: 500, hide: ["(a|b)*a(a|b){40}c"] },
    ]) {
      done = false;
      const hostile = call(client, "logs_search", query).finally(() => {
        done = true;
      });
      let served = 0;
      while (!done) {
        await call(client, "scripts_status");
        served++;
      }
      expect(texts(await hostile).length > 0).toBe("hide" in query);
      expect(served).toBeGreaterThan(5);
    }
  });
});

describe("the search itself", () => {
  const everything = { filter: {}, from: 0, text: "", ignoreCase: true, limit: 10 } as const;
  const nobody = new AbortController().signal;

  test("stops when its time is spent and says where", async () => {
    await using harness = new Harness();
    harness.log(Array.from({ length: 2000 }, (_, index) => `line ${index}`));
    const reader = harness.ring.reader();
    const query = { ...everything, to: reader.latest(), pattern: new Pattern("line \\d$", true) };
    const whole = await searchLog(reader, query, nobody, 60_000);
    expect([whole.records.map(({ sequence }) => sequence).reverse(), whole.stoppedAt]).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      undefined,
    ]);
    const late = await searchLog(reader, query, nobody, 0);
    expect(late).toEqual({ records: [], more: false, stoppedAt: 1999, partly: undefined });
    const text = await searchLog(reader, { ...query, pattern: undefined, text: "line 3" }, nobody, 0);
    expect([text.records, text.stoppedAt]).toEqual([[], 1999]);
    // Down to the cursor nothing is left out.
    const fromCursor = await searchLog(reader, { ...query, from: 1999 }, nobody, 0);
    expect(fromCursor.stoppedAt).toBeUndefined();
  });

  test("stops inside of a line that takes too long, says so, and goes on before it", async () => {
    await using harness = new Harness();
    harness.log(["abc", randomLetters(16_000), "abc"]);
    const reader = harness.ring.reader();
    const query = { ...everything, to: reader.latest(), pattern: new Pattern("abc|a(a|b){150}c", true) };
    const found = await searchLog(reader, query, nobody, 60);
    expect(found.records.map(({ sequence }) => sequence)).toEqual([2]);
    expect(found).toMatchObject({ more: false, stoppedAt: 1, partly: 1 });
    const rest = await searchLog(reader, { ...query, to: 1 }, nobody, 60);
    expect([rest.records.map(({ text }) => text), rest.stoppedAt]).toEqual([["abc"], undefined]);
  });

  /** A reader of which each call takes `milliseconds` at least, and how many sequences each call was to look at. */
  function slowed(harness: Harness, milliseconds: number): { reader: LogReader; runs: number[] } {
    const reader = harness.ring.reader();
    const runs: number[] = [];
    for (const method of ["select", "search"] as const) {
      const real = reader[method].bind(reader);
      reader[method] = (query: object, from: number, direction: 1 | -1, limit: number, until = 0) => {
        runs.push(from - until);
        for (const end = performance.now() + milliseconds; performance.now() < end; );
        return real(query, from, direction, limit, until);
      };
    }
    return { reader, runs };
  }

  const queries: [string, Partial<LogQuery>][] = [
    ["a text that is nowhere", { text: "needle" }],
    ["a text and a filter that nothing passes", { text: "line", filter: { minLevel: 5 } }],
    ["a filter that nothing passes", { filter: { sources: new Set([9]) } }],
    ["a pattern that is nowhere", { pattern: new Pattern("x{20}y", true) }],
    ["a pattern and a filter that nothing passes", { pattern: new Pattern("l", true), filter: { minLevel: 5 } }],
  ];

  test.each(queries)("leaves the event loop its turns: %s", async (_, query) => {
    await using harness = new Harness();
    harness.log(Array.from({ length: 1000 }, () => "line"));
    const { reader, runs } = slowed(harness, mcpLimits.sliceMs / 2);
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const found = await searchLog(reader, { ...everything, to: 1000, pattern: undefined, ...query }, nobody, 100);
    clearImmediate(next);
    expect(found).toMatchObject({ records: [], more: false });
    expect(runs.length).toBeGreaterThan(3);
    // Two runs fill a slice.
    expect(turns).toBeGreaterThanOrEqual(Math.floor(runs.length / 2) - 1);
    // Runs that take long do not grow.
    expect(Math.max(...runs)).toBe(1);
  });

  test("looks at many lines at once where they take no time", async () => {
    await using harness = new Harness();
    harness.log(Array.from({ length: 2000 }, () => "line"));
    const { reader, runs } = slowed(harness, 0);
    const query = { ...everything, to: 2000, pattern: undefined, text: "needle" };
    expect((await searchLog(reader, query, nobody, 60_000)).stoppedAt).toBeUndefined();
    expect(Math.max(...runs)).toBeGreaterThan(16);
  });

  test("looks at nothing before its cursor, however rare what it looks for", async () => {
    await using harness = new Harness({ slots: 1 << 14, bytes: 1 << 20 });
    harness.log(Array.from({ length: 10_000 }, () => "line"));
    const { reader, runs } = slowed(harness, 0);
    for (const query of [
      { text: "needle" },
      { filter: { minLevel: 5 as const } },
      { pattern: new Pattern("z", true) },
    ]) {
      runs.length = 0;
      const found = await searchLog(
        reader,
        { ...everything, pattern: undefined, ...query, from: 9300, to: 10_000 },
        nobody,
      );
      expect(found.stoppedAt).toBeUndefined();
      expect(runs.reduce((sum, count) => sum + count, 0)).toBe(700);
    }
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
        expect(found).toEqual({ records: [], more: false, stoppedAt: undefined, partly: undefined });
      }
    }
  });
});
