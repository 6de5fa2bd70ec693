import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ExchangeRow } from "../../../src/proxy/index.ts";
import { filtered, nextOf, noFilter, statusClasses, type WebFilter } from "../../../tui/web/filter.ts";
import { looksLikeJson, prettyJson } from "../../../tui/web/pretty.ts";
import { exchangeOf as find, listedExchanges, newSincePause, newWeb, withAll, withRows } from "../../../tui/web/web.ts";
import { exchangeOf } from "./support.ts";

const rows = (...ids: number[]): ExchangeRow[] => ids.map((id) => exchangeOf({ id }));
const idsOf = (list: readonly ExchangeRow[]) => list.map(({ id }) => id);
const filled = (...ids: number[]) => withRows(newWeb(null, 5), rows(...ids));

describe("exchanges as the screen knows them", () => {
  test("are in the order of their numbers, each once, as it was told last", () => {
    const web = withRows(filled(3, 1), [exchangeOf({ id: 2 }), exchangeOf({ id: 3, status: 404 })]);
    expect(idsOf(web.list)).toEqual([1, 2, 3]);
    expect(find(web, 3)?.status).toBe(404);
    expect(find(web, 4)).toBeUndefined();
  });

  test("are as many as the proxy keeps; what had to go does not come back", () => {
    const web = withRows(filled(1, 2, 3, 4, 5), rows(6, 7));
    expect(idsOf(web.list)).toEqual([3, 4, 5, 6, 7]);
    expect(idsOf(withRows(web, rows(2)).list)).toEqual([3, 4, 5, 6, 7]);
    expect(newWeb(null, 1e9).most).toBeLessThanOrEqual(10_000);
  });

  test("one that is over does not go on again", () => {
    const web = withRows(filled(1), [exchangeOf({ id: 1, doneMs: null, status: null })]);
    expect(find(web, 1)?.doneMs).toBe(31);
  });

  test("while paused the list stays, what goes on in it ends, and new ones are counted", () => {
    const before = withRows(newWeb(null, 5), [exchangeOf({ id: 1 }), exchangeOf({ id: 2, doneMs: null })]);
    const paused = { ...before, frozen: { list: before.list, last: before.last } };
    const after = withRows(paused, rows(2, 3, 4, 5, 6, 7));
    expect(idsOf(listedExchanges(after))).toEqual([1, 2]);
    expect(find(after, 2)?.doneMs).toBe(31);
    expect(newSincePause(after)).toBe(5);
    expect(idsOf(listedExchanges({ ...after, frozen: null }))).toEqual([3, 4, 5, 6, 7]);
  });

  test("after all were asked for, late news of what is forgotten are nothing", () => {
    const cleared = withAll(filled(1, 2, 3), { rows: [exchangeOf({ id: 2, doneMs: null })], last: 3 });
    expect(idsOf(cleared.list)).toEqual([2]);
    expect(idsOf(withRows(cleared, rows(1, 2, 3)).list)).toEqual([2]);
    expect(idsOf(withRows(cleared, rows(4)).list)).toEqual([2, 4]);
  });

  test("what was told while they were asked for is kept", () => {
    const web = withAll(filled(1, 2, 3), { rows: rows(1, 2), last: 2 });
    expect(idsOf(web.list)).toEqual([1, 2, 3]);
    expect(withAll(web, { rows: [exchangeOf({ id: 1, doneMs: null })], last: 3 }).list[0]?.doneMs).toBe(31);
  });

  test("however they come: ascending, bounded, the newest", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 40 }))), (batches) => {
        const web = batches.reduce((known, ids) => withRows(known, rows(...ids)), newWeb(null, 5));
        const ids = idsOf(web.list);
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
        expect(ids.length).toBeLessThanOrEqual(5);
        expect(ids.at(-1) ?? 0).toBe(Math.max(0, ...batches.flat()));
      }),
    );
  });
});

describe("filters", () => {
  const all = [
    exchangeOf({ id: 1 }),
    exchangeOf({
      id: 2,
      method: "POST",
      url: "http://localhost:3000/Orders",
      kind: "api",
      process: "api",
      status: 500,
    }),
    exchangeOf({ id: 3, kind: "image", status: 304 }),
    exchangeOf({ id: 4, status: null, doneMs: null }),
    exchangeOf({ id: 5, status: null, error: "the client has closed the connection" }),
  ];
  const shown = (changes: Partial<WebFilter>) => idsOf(filtered(all, { ...noFilter, ...changes }));
  const text = (value: string) => shown({ text: { text: value, regex: false, ignoreCase: true } });

  test("by kind, process, class of status, failure, and text of method, address or status", () => {
    expect(shown({})).toEqual([1, 2, 3, 4, 5]);
    expect(shown({ kind: "image" })).toEqual([3]);
    expect(shown({ process: "api" })).toEqual([2]);
    expect(shown({ status: "3xx" })).toEqual([3]);
    expect(shown({ status: "open" })).toEqual([4]);
    expect(shown({ status: "error" })).toEqual([2, 5]);
    expect([text("post"), text("orders"), text("304"), text("nowhere")]).toEqual([[2], [2], [3], []]);
    expect(shown({ text: { text: "^GET .*/ 200$", regex: true, ignoreCase: false } })).toEqual([1]);
    expect(shown({ kind: "page", status: "error" })).toEqual([5]);
  });

  test("go round", () => {
    const seen: ((typeof statusClasses)[number] | null)[] = [null];
    for (const _ of statusClasses) seen.push(nextOf(statusClasses, seen.at(-1) ?? null));
    expect(seen).toEqual([null, "2xx", "3xx", "4xx", "5xx", "open"]);
    expect(nextOf(statusClasses, "open")).toBeNull();
  });
});

describe("JSON over several lines", () => {
  test("keeps numbers, doubled names and escapes as they are", () => {
    expect(prettyJson('{"a":12345678901234567890,"a":[],"b":{"c":"x\\"y: {"}}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "a": [],\n  "b": {\n    "c": "x\\"y: {"\n  }\n}',
    );
  });

  test("takes what was cut off", () => {
    expect(prettyJson('{"items":[{"name":"on')).toBe('{\n  "items": [\n    {\n      "name": "on');
    expect(prettyJson('{"a":"b\\')).toBe('{\n  "a": "b\\');
  });

  test("says the same as the text, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (looksLikeJson(text)) expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test("other texts are none", () => {
    for (const other of ["", "[vite] ready", "{ color: red }", "plain", "123"])
      expect(looksLikeJson(other)).toBe(false);
    for (const json of ['{"a":1}', " [1]", "{}", "[]", '[{"a"']) expect(looksLikeJson(json)).toBe(true);
  });
});
