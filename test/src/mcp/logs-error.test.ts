import { describe, expect, test } from "bun:test";
import { cursorOf } from "../../../src/mcp/position.ts";
import { see } from "./found.ts";
import { type Answer, call, FIRST_TIME, Harness, launchOf, project } from "./harness.ts";

function texts({ structured }: Answer): string[] {
  const found: string[] = [];
  for (const match of Array.isArray(structured["matches"]) ? structured["matches"] : []) found.push(match.text);
  return found;
}

async function running(harness: Harness) {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect()).client;
}

describe("logs_search for an error", () => {
  test("finds the lines of all its sightings, and no others", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["building"]);
    harness.log(["src/cart.ts:3:7 - error TS2322", "  const count: number = name;"], { group: 1, level: 4 });
    harness.log(["another"], { group: 2, level: 4 });
    harness.log(["src/cart.ts:3:7 - error TS2322"], { group: 3, level: 4 });
    see(harness, { number: 1 });
    see(harness, { number: 2, fingerprint: "bbbb00000000" });
    see(harness, { number: 3 });
    const lines = ["src/cart.ts:3:7 - error TS2322", "  const count: number = name;", "src/cart.ts:3:7 - error TS2322"];
    expect(texts(await call(client, "logs_search", { error: "aaaa1111" }))).toEqual(lines);
    expect(texts(await call(client, "logs_search", { error: "AAAA", query: "const" }))).toEqual(lines.slice(1, 2));
    const around = await call(client, "logs_search", { error: "bbbb", context: 1 });
    expect(around.text).toContain("> ");
    expect(texts(around)).toEqual(["  const count: number = name;", "another", "src/cart.ts:3:7 - error TS2322"]);
  });

  test("finds those that are overwritten in the log itself", async () => {
    await using harness = new Harness({ slots: 64, bytes: 8192 });
    const client = await running(harness);
    harness.log(["it broke"], { level: 4, group: 1 });
    see(harness);
    for (let round = 0; round < 20; round++) harness.log(Array.from({ length: 10 }, (_, index) => `noise ${index}`));
    expect(texts(await call(client, "logs_search", { query: "it broke" }))).toEqual([]);
    expect(texts(await call(client, "logs_search", { error: "aaaa" }))).toEqual(["it broke"]);
  });

  test("says what is wrong with an id", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    const none = await call(client, "logs_search", { error: "ab" });
    expect([none.isError, none.text]).toEqual([true, 'There is no error "ab": no process has printed one yet.']);
    see(harness);
    see(harness, { fingerprint: "aaaa22223333", type: "TypeError", message: "x is undefined" });
    expect((await call(client, "logs_search", { error: "c0ffee" })).text).toBe(
      'There is no error "c0ffee". errors_list shows the ids.',
    );
    expect((await call(client, "logs_search", { error: "" })).text).toContain("errors_list shows the ids");
    const two = await call(client, "logs_search", { error: "aaaa" });
    expect(two.isError).toBe(true);
    expect(two.text).toBe(
      "2 errors have an id that begins with \"aaaa\": aaaa22223333 (TypeError: x is undefined); aaaa11112222 (TS2322: Type 'string' is not assignable to type 'number'.). Give more of it.",
    );
  });
});

describe("since", () => {
  test("takes cursors of the timeline, and ages", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one", "two", "three"]);
    harness.log(["now"], { time: Date.now() - 1000 });
    const cursor = cursorOf({ sequence: 2, number: 0 }, FIRST_TIME);
    expect(cursor).toMatch(/^[\da-z]{5}-2-0$/);
    expect(texts(await call(client, "logs_search", { since: cursor }))).toEqual(["three", "now"]);
    expect(texts(await call(client, "logs_search", { since: "5m" }))).toEqual(["now"]);
    expect(texts(await call(client, "logs_search", { since: "4000 d" })).length).toBe(4);
  });

  test("refuses cursors of another run, or of none", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one"]);
    for (const since of [
      cursorOf({ sequence: 0, number: 0 }, FIRST_TIME + 1),
      cursorOf({ sequence: 9, number: 0 }, FIRST_TIME),
      cursorOf({ sequence: 0, number: 9 }, FIRST_TIME),
    ]) {
      const { isError, text } = await call(client, "logs_search", { since });
      expect(isError).toBe(true);
      expect(text).toBe(`The cursor ${since} is of another run of Brummer. Leave since out once to get a new one.`);
    }
    const { text } = await call(client, "logs_search", { since: "5 weeks" });
    expect(text).toContain("neither a cursor (from an earlier answer) nor an age such as 5m nor an RFC 3339 time");
  });
});
