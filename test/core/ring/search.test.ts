import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Claims } from "../../../core/claims/index.ts";
import {
  flag,
  LogBatch,
  type LogRecord,
  LogRing,
  level,
  limits,
  type SearchQuery,
  stream,
  threadId,
} from "../../../core/index.ts";
import { door } from "../../../core/memory/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { finders, hostFind } from "./finders.ts";
import { fields, writeTexts } from "./lines.ts";
import { RingModel } from "./model.ts";

const encoder = new TextEncoder();

/** Few letters and many pieces of lines: so that what is searched for is often there, and often across a border. */
const word = fc.constantFrom("a", "A", "b", "ab", "[", "{", "é", "É", "✓", "\n", "0", "P");
const words = (maxLength: number) => fc.array(word, { maxLength }).map((parts) => parts.join(""));
const record: fc.Arbitrary<Omit<LogRecord, "sequence">> = fc.record({
  time: fc.constant(0),
  source: fc.constantFrom(0, 0, 0, 1),
  stream: fc.constantFrom(stream.stdout, stream.stdout, stream.stderr),
  level: fc.constantFrom(level.info, level.error),
  flags: fc.constantFrom(0, flag.continued, flag.continued, flag.continuation, flag.continued | flag.continuation),
  group: fc.constant(0),
  text: words(6),
  styled: fc.option(words(4), { nil: undefined, freq: 3 }),
});
const query: fc.Arbitrary<SearchQuery> = fc.record(
  {
    text: words(5).filter((text) => text !== ""),
    ignoreCase: fc.boolean(),
    pattern: fc.constantFrom(/a/, /^b|é$/u, /ab/i),
    filter: fc.record({ sources: fc.constant(new Set([0])), minLevel: fc.constant(level.error) }, { requiredKeys: [] }),
  },
  { requiredKeys: ["text"] },
);
const searches = fc.array(
  fc.record(
    {
      query,
      from: fc.integer({ min: 0, max: 200 }),
      direction: fc.constantFrom<1 | -1>(1, -1),
      limit: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 9 })),
      until: fc.integer({ min: 0, max: 200 }),
    },
    { requiredKeys: ["query", "from", "direction", "limit"] },
  ),
  { minLength: 1, maxLength: 8 },
);

for (const [name, findBytes] of finders) {
  for (const [slots, bytes] of [
    [32, 2048],
    [256, 1024],
    [256, 1 << 15],
  ] as const) {
    test(`${name}: what a search finds in ${slots} slots and ${bytes} bytes is what the model finds`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.array(record, { minLength: 1, maxLength: 6 }), { maxLength: 40 }),
          searches,
          (batches, asked) => {
            const ring = LogRing.create({ slots, bytes });
            const model = new RingModel(slots, bytes);
            const writer = ring.writer();
            const batch = new LogBatch();
            for (const records of batches) {
              batch.clear();
              for (const one of records) {
                batch.add(
                  one,
                  encoder.encode(one.text),
                  one.styled === undefined ? undefined : encoder.encode(one.styled),
                );
              }
              writer.write(batch);
              model.write(records);
            }
            const reader = ring.reader(findBytes && { findBytes });
            for (const { query: wanted, from, direction, limit, until } of asked) {
              assert.deepEqual(
                reader.search(wanted, from, direction, limit, until),
                model.search(wanted, from, direction, limit, until),
              );
            }
          },
        ),
        { numRuns: 150 },
      );
    });
  }
}

const MARK = "<the mark>";

/** A line of three pieces with marks across both borders and within the last piece. */
function longLine(): string {
  const piece = "x".repeat(limits.recordBytes - MARK.length / 2);
  return `${piece}${MARK}${piece.slice(MARK.length / 2)}${MARK}${"y".repeat(100)}${MARK}`;
}

for (const isStyled of [false, true]) {
  test(`a text across the pieces of a long ${isStyled ? "coloured " : ""}line is found where it begins, both ways`, () => {
    const ring = LogRing.create({ slots: 64, bytes: 1 << 20 });
    const batch = new LogBatch();
    const line = encoder.encode(longLine());
    assert.ok(batch.add(fields(), encoder.encode("before")));
    assert.ok(batch.add(fields(), line, isStyled ? encoder.encode(`\x1b[31m${longLine()}\x1b[0m`) : undefined));
    assert.ok(batch.add(fields(), encoder.encode("after")));
    ring.writer().write(batch);
    const reader = ring.reader();
    const pieces = reader.range(1, batch.count - 1).records.map(({ text }) => text);
    assert.equal(pieces.join(""), longLine());
    const begins = (text: string) => {
      const found: number[] = [];
      let offset = 0;
      pieces.forEach((piece, index) => {
        const at = longLine().indexOf(text, offset);
        offset += piece.length;
        if (at !== -1 && at < offset) found.push(1 + index);
      });
      return found;
    };
    assert.ok(begins(MARK).length > 1);
    for (const text of [MARK, `x${MARK}`, `${MARK}x`, `${MARK}y`, "xy", longLine(), longLine().slice(5)]) {
      assert.deepEqual(reader.search({ text }, 0, 1, 10), begins(text));
      const folded = { text: text.toUpperCase(), ignoreCase: true };
      assert.deepEqual(reader.search(folded, batch.count, -1, 10), begins(text).reverse());
      // The bounds are for the record in which the text begins.
      for (const from of begins(text)) assert.deepEqual(reader.search({ text }, from + 1, -1, 1, from), [from]);
    }
    assert.deepEqual(reader.search({ text: "beforex" }, 0, 1, 10), []);
    assert.deepEqual(reader.search({ text: `${MARK}after` }, 0, 1, 10), []);
  });
}

test("the pieces of a line belong together when others wrote between them, up to a limit", () => {
  const ring = LogRing.create({ slots: 1 << 14, bytes: 1 << 20 });
  const writer = ring.writer();
  const reader = ring.reader();
  const piece = (text: string, flags: number) => writeTexts(writer, [text], { source: 7, flags });
  const others = (count: number) => writeTexts(writer, Array(count).fill("else"), { source: 8 });
  const first = (between: number) => {
    const at = reader.latest();
    piece("begin ne", flag.continued);
    // The same process says something of its own, which is another line.
    writeTexts(writer, ["warned"], { source: 7, stream: stream.stderr });
    others(between - 1);
    piece("edle end", flag.continuation);
    return at;
  };
  const found = [first(1), first(100), first(limits.continuationReach - 1)];
  first(limits.continuationReach);
  // A line whose next piece is lost has no more text.
  piece("begin ne", flag.continued);
  piece("edle of another line", 0);
  piece("begin ne", flag.continued);
  for (const query of [{ text: "needle" }, { text: "NEEDLE", ignoreCase: true }]) {
    assert.deepEqual(reader.search(query, 0, 1, 10), found);
    assert.deepEqual(reader.search(query, reader.latest(), -1, 10), found.toReversed());
  }
  assert.deepEqual(reader.search({ text: "needle", filter: { sources: new Set([8]) } }, 0, 1, 10), []);
  assert.deepEqual(reader.search({ text: "needle", pattern: /begin/ }, 0, 1, 10), found);
  assert.deepEqual(reader.search({ pattern: /needle/ }, 0, 1, 10), [], "a pattern is asked of each record alone");
});

test("what a producer had copied before it died is not found, nor does it part a line", () => {
  const layout = RingLayout.create(64, 1 << 10);
  const ring = LogRing.attach(layout.buffer);
  const abandon = (text: string) => {
    const { position } = new Claims(layout.claims).claim(2, 16);
    door.copyIn(layout.text, position & (layout.text.length - 1), encoder.encode(text));
    ring.threadDied(threadId);
  };
  const piece = (text: string, flags: number) => writeTexts(ring.writer(), [text], { flags });
  abandon("needle");
  piece("a nee", flag.continued);
  abandon("needle, needle");
  piece("dle is here", flag.continuation);
  abandon("");
  const reader = ring.reader();
  for (const query of [{ text: "needle" }, { text: "NEEDLE", ignoreCase: true }]) {
    assert.deepEqual(reader.search(query, 0, 1, 10), [2]);
    assert.deepEqual(reader.search(query, 100, -1, 10), [2]);
  }
  assert.deepEqual(reader.search({ pattern: /(?:)/ }, 0, 1, 10), [2, 5]);
  assert.deepEqual(reader.search({ text: "" }, 0, 1, 10), [2, 5]);
  assert.deepEqual(reader.select({ minLevel: level.trace }, 100, -1, 10), [5, 2]);
  const { records, dropped } = reader.range(0, 8);
  assert.deepEqual([records.map(({ sequence }) => sequence), dropped], [[2, 5], 6]);
});

test("a pattern is asked of the records that have the text, be they few or many", () => {
  const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 18 });
  const texts = Array.from(
    { length: 3000 },
    (_, index) => `${index % 7 === 0 ? "é " : ""}${index % 50 === 0 ? "rare" : "plain"} ${index} ✓`,
  );
  writeTexts(ring.writer(), texts);
  for (const [text, pattern] of [
    ["rare", /\b\d+00 ✓$/u],
    ["plain", /^é .*[13] ✓/u],
    ["", /^\D+ 5/],
  ] as const) {
    const expected = texts.flatMap((line, index) => (line.includes(text) && pattern.test(line) ? [index] : []));
    assert.ok(expected.length > 5);
    assert.deepEqual(ring.reader().search({ text, pattern }, 0, 1, 5000), expected);
    assert.deepEqual(ring.reader().search({ text, pattern }, 5000, -1, 5000), expected.toReversed());
  }
});

test("a search for the newest hits goes no further back than it must", () => {
  const ring = LogRing.create({ slots: 1 << 14, bytes: 1 << 20 });
  const texts = Array.from({ length: 1 << 14 }, (_, index) => (index % 100 === 0 ? "a hit" : "nothing"));
  writeTexts(ring.writer(), texts);
  let looked = 0;
  const reader = ring.reader({
    findBytes: (bytes, needle, from) => {
      const at = hostFind(bytes, needle, from);
      looked += (at === -1 ? bytes.length : at + needle.length) - from;
      return at;
    },
  });
  assert.deepEqual(reader.search({ text: "a hit" }, 1 << 14, -1, 3), [16300, 16200, 16100]);
  assert.ok(looked > 0 && looked <= 2 * limits.windowRecords * "nothing".length, `${looked} bytes looked at`);
});

for (const [kind, query, expected] of [
  ["lies in styled text", { text: "[31m" }, []],
  ["lies in a record that the filter passes over", { text: "error", filter: { sources: new Set([2]) } }, [800]],
  ["lies so, in any case", { text: "ERROR", ignoreCase: true, filter: { sources: new Set([2]) } }, [800]],
] as const) {
  test(`a hit that ${kind} is met once`, () => {
    const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 18 });
    const batch = new LogBatch();
    for (let index = 0; index < 900; index++) {
      const isOther = index % 10 === 0;
      const line = isOther && index !== 800 ? "another line" : "an error, or none";
      batch.add(fields({ source: isOther ? 2 : 1 }), encoder.encode(line), encoder.encode(`\x1b[31m${line}`));
    }
    ring.writer().write(batch);
    const met: number[] = [];
    const reader = ring.reader({
      findBytes: (bytes, needle, from) => {
        const at = hostFind(bytes, needle, from);
        met.push(at);
        return at;
      },
    });
    assert.deepEqual(reader.search(query, 0, 1, 10), expected);
    assert.ok(met.length > 1);
    // All records are in one window, so that a place that is met again is a search for nothing.
    assert.deepEqual(
      met.filter((at) => at !== -1),
      [...new Set(met)].filter((at) => at !== -1),
    );
  });
}
