import { describe, expect, test } from "bun:test";
import { level } from "../../../core/index.ts";
import { Pattern } from "../../../src/logs/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import type { LogQuery, Match } from "../../../src/mcp/search.ts";
import { type KnownPart, SearchCache, searchKey } from "../../../src/mcp/search-cache.ts";

function match(sequence: number, text = "line"): Match {
  return { sequence, time: 0, source: 1, stream: 0, level: level.info, flags: 0, group: 0, text, styled: undefined };
}

function part(high: number, ...records: Match[]): KnownPart {
  return { floor: 0, high, records, next: undefined };
}

describe("what is remembered of searches", () => {
  test("is the most recently used ones", () => {
    const cache = new SearchCache();
    const keys = Array.from({ length: mcpLimits.searches }, (_, index) => `${index}`);
    for (const key of keys) cache.set(key, part(1, match(0, key)));
    expect(cache.get("0")).toEqual(part(1, match(0, "0")));
    cache.set("one more", part(1));
    expect(keys.filter((key) => cache.get(key) === undefined)).toEqual(["1"]);
  });

  test("is bounded in text, which is counted with what is shown in colours and with the match that follows", () => {
    const cache = new SearchCache(100);
    cache.set("a", part(1, match(0, "x".repeat(20))));
    expect(cache.bytes).toBe(40);
    cache.set("b", { ...part(2, { ...match(1, "x".repeat(10)), styled: "y".repeat(15) }), next: match(0, "zzzzz") });
    expect([cache.bytes, cache.get("a")?.high, cache.get("b")?.high]).toEqual([100, 1, 2]);
    cache.set("c", part(1, match(0)));
    expect([cache.bytes, cache.get("a"), cache.get("b")?.high, cache.get("c")?.high]).toEqual([68, undefined, 2, 1]);
    // One that is too large is not kept, nor what was known before.
    cache.set("b", part(3, match(0, "x".repeat(51))));
    expect([cache.bytes, cache.get("b")]).toEqual([8, undefined]);
    cache.set("c", part(4));
    expect([cache.bytes, cache.get("c")?.high]).toEqual([0, 4]);
  });

  test("goes as far as the search that went furthest", () => {
    const cache = new SearchCache();
    cache.set("a", part(5, match(4)));
    cache.set("a", part(3, match(2)));
    expect(cache.get("a")).toEqual(part(5, match(4)));
    cache.set("a", part(5));
    expect(cache.get("a")).toEqual(part(5));
  });

  test("keeps texts as they are", () => {
    const cache = new SearchCache();
    const records = ["", "\u{1f600} é \ufffd", "x".repeat(1000)].map((text) => ({ ...match(0, text), styled: text }));
    cache.set("a", part(1, ...records));
    expect(cache.get("a")?.records).toEqual(records);
  });
});

describe("the key of a search", () => {
  const query: LogQuery = { filter: {}, from: 0, to: 9, text: "a", ignoreCase: false, pattern: undefined, limit: 10 };
  const pattern = new Pattern("a", false);
  const others: [string, Partial<LogQuery>][] = [
    ["sources", { filter: { sources: new Set([1, 2]) } }],
    ["other sources", { filter: { sources: new Set([1]) } }],
    ["no sources", { filter: { sources: new Set() } }],
    ["groups", { filter: { groups: new Set([1, 2]) } }],
    ["a level", { filter: { minLevel: 1 } }],
    ["flags", { filter: { anyFlags: 1 } }],
    ["since", { filter: { since: 1 } }],
    ["until", { filter: { until: 1 } }],
    ["from", { from: 1 }],
    ["text", { text: "b" }],
    ["case", { ignoreCase: true }],
    ["a pattern", { pattern }],
    ["a pattern and another case", { pattern, ignoreCase: true }],
    ["a pattern that ignores case", { pattern: new Pattern("a", true) }],
    ["other words", { pattern: { name: "~a", required: "", test: () => true } }],
    ["hidden lines", { hidden: [pattern] }],
    ["a pattern and hidden lines", { pattern, hidden: [pattern] }],
    ["collapse", { collapse: true }],
    ["limit", { limit: 11 }],
  ];

  test("differs where the search does", () => {
    const keys = [searchKey("log", query), searchKey("errors", query)];
    for (const [, change] of others) keys.push(searchKey("log", { ...query, ...change }));
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(others.length + 2);
  });

  test("is the same wherever the search ends, and in whatever order its sources stand", () => {
    const key = searchKey("log", { ...query, filter: { sources: new Set([2, 1]) }, pattern, text: "" });
    const filter = { sources: new Set([1, 2]) };
    expect(searchKey("log", { ...query, filter, pattern: new Pattern("a", false), hidden: [], to: 10 })).toBe(key);
  });

  test("is none where a pattern has no name", () => {
    const nameless = { test: () => true, required: "" };
    expect(searchKey("log", { ...query, pattern: nameless })).toBeUndefined();
    expect(searchKey("log", { ...query, hidden: [pattern, nameless] })).toBeUndefined();
  });
});
