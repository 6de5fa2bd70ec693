import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LogBatch, type LogRecord, LogRing, level, type SearchQuery, stream } from "../../../core/index.ts";
import { RingModel } from "./model.ts";

const encoder = new TextEncoder();
const word = fc.constantFrom("a", "A", "b", "B", "ab", "é", "É", "✓", "😀", " ", "z");
const text = fc.array(word, { maxLength: 14 }).map((words) => words.join(""));
const record: fc.Arbitrary<Omit<LogRecord, "sequence">> = fc.record({
  time: fc.integer({ min: 0, max: 9 }).map((value) => value + 0.25),
  source: fc.constantFrom(0, 1, 2 ** 31 - 1),
  stream: fc.constantFrom(...Object.values(stream)),
  level: fc.constantFrom(...Object.values(level)),
  flags: fc.constantFrom(0, 1, 3, 2 ** 23 - 1),
  group: fc.constantFrom(0, 7),
  text,
  // Styled text has hits of its own, which no search may report.
  styled: fc.option(
    text.map((value) => `\x1b[1m${value}`),
    { nil: undefined },
  ),
});
const batch = fc.array(record, { minLength: 1, maxLength: 8 });
const sequence = fc.integer({ min: 0, max: 130 });

const query: fc.Arbitrary<SearchQuery> = fc.record(
  {
    text: fc.array(word, { maxLength: 3 }).map((words) => words.join("")),
    ignoreCase: fc.boolean(),
    pattern: fc.constantFrom(/a+b/, /^é/u, /B$/i, /b|z/g),
    filter: fc.record(
      {
        sources: fc.constantFrom(new Set([0]), new Set([1, 2 ** 31 - 1])),
        minLevel: fc.constantFrom(level.info, level.error),
        anyFlags: fc.constantFrom(0, 2, 2 ** 22),
        groups: fc.constantFrom(new Set([7]), new Set([0, 3]), new Set<number>()),
        since: fc.integer({ min: 0, max: 9 }),
        until: fc.integer({ min: 0, max: 9 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** `pattern.test` on a copy: a global pattern of the model must not remember where it was. */
function fresh(value: SearchQuery): SearchQuery {
  if (value.pattern === undefined) return value;
  return { ...value, pattern: new RegExp(value.pattern.source, value.pattern.flags.replace("g", "")) };
}

function fill(slots: number, bytes: number, batches: readonly (readonly Omit<LogRecord, "sequence">[])[]) {
  const ring = LogRing.create({ slots, bytes });
  const writer = ring.writer();
  const model = new RingModel(slots, bytes);
  const staging = new LogBatch({ records: slots / 4, bytes: bytes / 4 });
  const write = (records: Omit<LogRecord, "sequence">[]) => {
    const before = model.latest;
    model.write(records);
    assert.equal(writer.write(staging), before);
    staging.clear();
  };
  for (const records of batches) {
    let staged: Omit<LogRecord, "sequence">[] = [];
    for (const one of records) {
      const plain = encoder.encode(one.text);
      const styled = one.styled === undefined ? undefined : encoder.encode(one.styled);
      if (!staging.add(one, plain, styled)) {
        write(staged);
        staged = [];
        assert.ok(staging.add(one, plain, styled));
      }
      staged.push(one);
    }
    write(staged);
  }
  return { reader: ring.reader(), model };
}

for (const [slots, bytes] of [
  [4, 1024],
  [16, 512],
  [256, 512],
  [64, 16384],
] as const) {
  test(`a ring of ${slots} slots and ${bytes} bytes reads as the model does`, () => {
    fc.assert(
      fc.property(
        fc.array(batch, { maxLength: 30 }),
        fc.array(fc.tuple(query, sequence, fc.constantFrom(1, -1), fc.integer({ min: 0, max: 20 })), { maxLength: 5 }),
        sequence,
        sequence,
        (batches, searches, from, to) => {
          const { reader, model } = fill(slots, bytes, batches);
          assert.equal(reader.latest(), model.latest);
          assert.equal(reader.oldest(), model.oldest);
          assert.deepEqual(reader.range(0, model.latest), model.range(0, model.latest));
          assert.deepEqual(reader.range(from, to), model.range(from, to));
          assert.deepEqual(reader.at(from), model.range(from, from + 1).records[0]);
          for (const [asked, start, direction, limit] of searches) {
            const expected = model.search(fresh(asked), start, direction, limit);
            assert.deepEqual(reader.search(asked, start, direction, limit), expected);
            const filter = asked.filter ?? {};
            const selected = model.search({ filter }, start, direction, limit);
            assert.deepEqual(reader.select(filter, start, direction, limit), selected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
}

test("a follower sees each record once, or counts it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(batch, fc.integer({ min: 0, max: 12 })), { maxLength: 30 }), (steps) => {
      const ring = LogRing.create({ slots: 16, bytes: 2048 });
      const model = new RingModel(16, 2048);
      const follower = ring.reader().follow(0);
      const staging = new LogBatch({ records: 4, bytes: 512 });
      const writer = ring.writer();
      for (const [records, limit] of steps) {
        for (const one of records) {
          staging.clear();
          staging.add(one, encoder.encode(one.text), one.styled === undefined ? undefined : encoder.encode(one.styled));
          writer.write(staging);
          model.write([one]);
        }
        const cursor = follower.cursor;
        const first = Math.max(cursor, model.oldest);
        const { records: read, dropped } = follower.next(limit);
        assert.deepEqual(read, model.range(first, Math.min(model.latest, first + limit)).records);
        assert.equal(dropped, limit === 0 ? 0 : first - cursor);
        assert.equal(follower.cursor, cursor + read.length + dropped);
      }
    }),
    { numRuns: 100 },
  );
});

test("bytes that are no UTF-8 read as each record decoded alone", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const ring = LogRing.create({ slots: 1024, bytes: 65536 });
  const writer = ring.writer();
  const reader = ring.reader();
  const bits = fc.constantFrom([0x61], [0xef, 0xbb, 0xbf], [0xe2, 0x9c], [0x93], [0xf0, 0x9f], [0x98, 0x80], [0xff]);
  const bytes = fc.array(bits, { maxLength: 4 }).map((parts) => Uint8Array.from(parts.flat()));
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 20 }), (lines) => {
      const staging = new LogBatch();
      for (const line of lines) staging.add({ time: 0, source: 0, stream: 0, level: 0, flags: 0, group: 0 }, line);
      const first = writer.write(staging);
      assert.deepEqual(
        reader.range(first, first + lines.length).records.map((one) => one.text),
        lines.map((line) => decoder.decode(line)),
      );
    }),
    { numRuns: 500 },
  );
});
