import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { flag, LogBatch, LogRing, level, limits, type RecordFields } from "../../../core/index.ts";
import { Pattern } from "../../../src/logs/index.ts";
import type { LogMatches, LogQuery } from "../../../src/mcp/search.ts";
import { searchAgain } from "../../../src/mcp/search-again.ts";
import { SearchCache } from "../../../src/mcp/search-cache.ts";
import { searchKept } from "../../../src/mcp/search-kept.ts";
import { settledBefore } from "../../../src/mcp/settled.ts";

const encoder = new TextEncoder();
const nobody = new AbortController().signal;
const ENOUGH_MS = 60_000;
const plain = { time: 0, source: 1, stream: 0, level: level.info, flags: 0, group: 0 } as const;
const everything = { filter: {}, from: 0, text: "", ignoreCase: false, pattern: undefined, limit: 10 } as const;

type Line = Partial<RecordFields> & { readonly text: string; readonly styled?: string | undefined };

function write(ring: LogRing, lines: readonly Line[]): void {
  const writer = ring.writer();
  const batch = new LogBatch({ records: 16, bytes: 512 });
  const flush = () => {
    writer.write(batch);
    batch.clear();
  };
  for (const { text, styled, ...fields } of lines) {
    const add = () =>
      batch.add(
        { ...plain, ...fields },
        encoder.encode(text),
        styled === undefined ? undefined : encoder.encode(styled),
      );
    if (add()) continue;
    flush();
    add();
  }
  flush();
}

/** What an answer is made of. */
function answer({ records, more, stoppedAt, partly }: LogMatches) {
  return { records, more, stoppedAt, partly };
}

const word = fc.constantFrom("", "a", "b", "ab", "ba", "B", "é");
/** Much the same, so that lines repeat themselves. */
const dull: fc.Arbitrary<Line> = fc.record({ text: fc.constantFrom("ab", "ab", "ab", "ab", "a", "") });
const mixed: fc.Arbitrary<Line> = fc.record({
  time: fc.integer({ min: 0, max: 9 }),
  source: fc.constantFrom(1, 1, 1, 2),
  stream: fc.constantFrom(0, 0, 1),
  level: fc.constantFrom(level.info, level.info, level.warn, level.error),
  flags: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(flag.continued, flag.continuation, flag.continuation | flag.continued) },
  ),
  text: word,
  styled: fc.option(fc.constant("\x1b[1mab"), { nil: undefined }),
});
const line = fc.oneof({ weight: 3, arbitrary: dull }, { weight: 2, arbitrary: mixed });
const query: fc.Arbitrary<Omit<LogQuery, "to">> = fc.record({
  filter: fc.constantFrom<LogQuery["filter"]>(
    {},
    {},
    { sources: new Set([1]) },
    { minLevel: level.warn },
    { minLevel: level.error, since: 3 },
    { until: 8 },
  ),
  from: fc.constantFrom(0, 0, 0, 20, 90),
  text: fc.constantFrom("", "a", "ab", "bab", "é"),
  ignoreCase: fc.boolean(),
  pattern: fc.option(
    fc.constantFrom("b", "a|b", "^$").map((source) => new Pattern(source, true)),
    { nil: undefined },
  ),
  hidden: fc.constantFrom([], [new Pattern("^b", true)]),
  collapse: fc.boolean(),
  limit: fc.constantFrom(1, 2, 3, 10, 500),
});
/** Lines, or a query with so many of the newest lines left out. */
const step = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 40 }),
  fc.array(line, { minLength: 1, maxLength: 3 }),
  fc.record({ which: fc.nat(1), before: fc.constantFrom(0, 0, 0, 1, 7) }),
  fc.record({ which: fc.nat(1), before: fc.constantFrom(0, 0, 0, 1, 7) }),
);

test("finds what a search without memory finds, whatever came or was overwritten meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(query, query),
      fc.array(step, { minLength: 4, maxLength: 24 }),
      fc.constantFrom({ slots: 64, bytes: 512 }, { slots: 64, bytes: 4096 }, { slots: 1024, bytes: 1 << 16 }),
      async (queries, steps, size) => {
        const ring = LogRing.create({ ...size, errors: { slots: 16, bytes: size.bytes } });
        const readers = { reader: ring.reader(), errors: ring.errors() };
        const searches = new SearchCache();
        for (const one of steps) {
          if (Array.isArray(one)) {
            write(ring, one);
            continue;
          }
          const to = Math.max(0, readers.reader.latest() - one.before);
          const asked = { ...(queries[one.which] ?? queries[0]), to };
          const known = await searchKept({ ...readers, searches }, asked, nobody, ENOUGH_MS);
          expect(answer(known)).toEqual(answer(await searchKept(readers, asked, nobody, ENOUGH_MS)));
        }
      },
    ),
    { numRuns: 1500 },
  );
}, 60_000);

describe("the same search once more", () => {
  /** A ring, and who searches it and counts the records that are looked at. */
  function watched(size = { slots: 1 << 14, bytes: 1 << 20 }) {
    const ring = LogRing.create(size);
    const reader = ring.reader();
    const cache = new SearchCache();
    const looked = { records: 0 };
    for (const method of ["select", "search"] as const) {
      const real = reader[method].bind(reader);
      reader[method] = (asked: object, from: number, direction: 1 | -1, limit: number, until = 0) => {
        if (direction === -1) looked.records += from - until;
        return real(asked, from, direction, limit, until);
      };
    }
    const ask = async (asked: Partial<LogQuery>, milliseconds = ENOUGH_MS) => {
      looked.records = 0;
      const whole = { ...everything, to: reader.latest(), ...asked };
      const key = JSON.stringify([asked.text, asked.collapse, asked.limit]);
      return searchAgain(reader, whole, { cache, key }, nobody, milliseconds);
    };
    return { ring, reader, looked, ask };
  }
  const sequences = ({ records }: LogMatches) => records.map(({ sequence }) => sequence);

  test("looks only at what is new", async () => {
    const { ring, looked, ask } = watched();
    write(ring, [
      ...Array<Line>(5000).fill({ text: "line" }),
      { text: "needle" },
      ...Array<Line>(3000).fill({ text: "line" }),
    ]);
    expect([sequences(await ask({ text: "needle" })), looked.records]).toEqual([[5000], 8001]);
    expect([sequences(await ask({ text: "needle" })), looked.records]).toEqual([[5000], 0]);
    write(ring, [{ text: "line" }, { text: "a needle" }, { text: "line" }]);
    expect([sequences(await ask({ text: "needle" })), looked.records]).toEqual([[8002, 5000], 3]);
    // Not known of another search.
    expect([sequences(await ask({ text: "needles" })), looked.records]).toEqual([[], 8004]);
  });

  test("of older lines is made anew, and does not make it forget newer ones", async () => {
    const { ring, looked, ask } = watched();
    write(ring, [{ text: "needle" }, ...Array<Line>(3000).fill({ text: "line" })]);
    await ask({ text: "needle" });
    expect([sequences(await ask({ text: "needle", to: 2000 })), looked.records]).toEqual([[0], 2000]);
    await ask({ text: "needle" });
    expect(looked.records).toBe(0);
  });

  test("knows that there are more, as long as these are kept", async () => {
    const { ring, reader, looked, ask } = watched({ slots: 4096, bytes: 1 << 16 });
    write(ring, [{ text: "needle 0" }, { text: "needle 1" }, { text: "needle 2" }]);
    const two = { text: "needle", limit: 2 };
    expect(answer(await ask(two))).toMatchObject({ records: [{ sequence: 2 }, { sequence: 1 }], more: true });
    write(ring, Array<Line>(4092).fill({ text: "" }));
    expect([reader.oldest(), (await ask(two)).more, looked.records]).toEqual([0, true, 4092]);
    write(ring, Array<Line>(2).fill({ text: "" }));
    const found = await ask(two);
    expect([reader.oldest(), sequences(found), found.more, looked.records]).toEqual([1, [2, 1], false, 2]);
  });

  test("looks again at lines that were not finished", async () => {
    const { ring, ask, looked } = watched();
    write(ring, [{ text: "line" }, { text: "nee", flags: flag.continued }, { text: "other", source: 2 }]);
    expect(sequences(await ask({ text: "needle" }))).toEqual([]);
    write(ring, [{ text: "dle", flags: flag.continuation }]);
    expect([sequences(await ask({ text: "needle" })), looked.records]).toEqual([[1], 3]);
  });

  test("joins what repeats itself", async () => {
    const { ring, ask } = watched();
    write(ring, [{ text: "a" }, { text: "b" }, { text: "b" }]);
    await ask({ collapse: true });
    write(ring, [{ text: "b" }, { text: "c" }]);
    expect((await ask({ collapse: true })).records).toMatchObject([
      { sequence: 4 },
      { sequence: 1, repeats: 3 },
      { sequence: 0 },
    ]);
  });

  test("counts repetitions that are kept, where some are overwritten", async () => {
    const { ring, reader, ask } = watched({ slots: 64, bytes: 4096 });
    write(ring, [...Array<Line>(10).fill({ text: "a" }), { text: "b" }]);
    expect((await ask({ collapse: true })).records).toMatchObject([{ text: "b" }, { sequence: 0, repeats: 10 }]);
    write(ring, [{ text: "c" }, ...Array<Line>(56).fill({ text: "d" })]);
    expect(reader.oldest()).toBe(4);
    expect((await ask({ collapse: true })).records).toMatchObject([
      { text: "d", repeats: 56 },
      { text: "c" },
      { text: "b" },
      { sequence: 4, repeats: 6 },
    ]);
  });

  test("knows nothing of what is before its beginning", async () => {
    const { ring, ask } = watched();
    write(ring, [{ text: "needle" }, { text: "needle" }]);
    expect(sequences(await ask({ text: "needle", from: 1 }))).toEqual([1]);
    expect(sequences(await ask({ text: "needle" }))).toEqual([1, 0]);
  });

  test("that has no time says how far it came, and is not taken for a whole one", async () => {
    const { ring, ask } = watched();
    write(ring, [{ text: "needle" }, ...Array<Line>(3000).fill({ text: "line" })]);
    expect((await ask({ text: "needle" }, 0)).stoppedAt).toBeGreaterThan(0);
    expect(await ask({ text: "needle" })).toMatchObject({ records: [{ sequence: 0 }], stoppedAt: undefined });
    write(ring, Array<Line>(3000).fill({ text: "line" }));
    expect((await ask({ text: "needle" }, 0)).stoppedAt).toBeGreaterThan(3000);
  });

  test("says of the oldest new line that it was looked at in part", async () => {
    const ring = LogRing.create({ slots: 64, bytes: 1 << 16 });
    const reader = ring.reader();
    const cache = new SearchCache();
    const slow = {
      required: "",
      name: "slow",
      test: () => ({ state: { steps: [], before: "start" as const }, index: 0 }),
    };
    const ask = (pattern: LogQuery["pattern"], milliseconds: number) =>
      searchAgain(reader, { ...everything, to: reader.latest(), pattern }, { cache, key: "" }, nobody, milliseconds);
    write(ring, [{ text: "one" }, { text: "two" }]);
    await ask({ ...slow, test: () => false }, ENOUGH_MS);
    write(ring, [{ text: "three" }]);
    expect(await ask(slow, 1)).toMatchObject({ records: [], stoppedAt: 2, partly: 2 });
  });
});

describe("what later lines cannot change", () => {
  const filler = (count: number) => Array<Line>(count).fill({ text: "x", source: 2 });
  const settled = (...lines: Line[]) => {
    const ring = LogRing.create({ slots: 1 << 15, bytes: 1 << 20 });
    write(ring, lines);
    return settledBefore(ring.reader(), lines.length);
  };
  const begins: Line = { text: "nee", flags: flag.continued };
  const goesOn: Line = { text: "d", flags: flag.continued | flag.continuation };

  test("is everything where no line goes on", () => {
    expect(settled()).toBe(0);
    expect(settled(...filler(10))).toBe(10);
  });

  test("ends where a line goes on, as far as a search waits for it", async () => {
    const far = limits.continuationReach;
    expect(settled(...filler(3), begins, ...filler(far - 1))).toBe(3);
    expect(settled(...filler(3), begins, ...filler(far))).toBe(far + 4);
    // A piece between waits as long, and with it those before.
    expect(settled(begins, ...filler(far - 1), goesOn, ...filler(far - 1))).toBe(0);
    expect(settled(begins, ...filler(far - 1), goesOn, ...filler(far))).toBe(2 * far + 1);
    expect(settled(begins, ...filler(far), goesOn, ...filler(far - 1))).toBe(far + 1);
    // No search finds more: the reader is asked.
    for (const gap of [far - 1, far]) {
      const ring = LogRing.create({ slots: 1 << 15, bytes: 1 << 20 });
      write(ring, [begins, ...filler(gap), { text: "dle", flags: flag.continuation }]);
      expect(ring.reader().search({ text: "needle" }, gap + 2, -1, 10)).toEqual(gap === far ? [] : [0]);
    }
  });

  test("cannot be told of lines of many pieces between those of others", () => {
    const far = limits.continuationReach;
    const pieces = Array.from({ length: 5 }, () => [goesOn, ...filler(far - 1)]).flat();
    expect(settled(...filler(9), begins, ...pieces)).toBe(0);
  });
});
