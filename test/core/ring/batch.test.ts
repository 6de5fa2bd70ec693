import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flag, LogBatch, LogRing, level, limits } from "../../../core/index.ts";
import { byteAt, floatAt, wordAt } from "../../../core/ring/elements.ts";
import { toLevel } from "../../../core/ring/record.ts";
import { cutLine } from "../../../core/ring/split.ts";
import { fields } from "./lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

const character = fc.constantFrom("a", "Z", " ", "é", "✓", "😀");
const sequence = fc.constantFrom("\x1b[31m", "\x1b[0m", "\x1b]8;;x\x07", "\x1b]0;t\x1b\\", "\x1b(B", "\x1bM");
/** A line as characters, some of which are preceded by an escape sequence. */
const styledLine = fc.array(fc.tuple(fc.option(sequence, { nil: "" }), character), { maxLength: 120 });

test("a long line is cut between characters and escape sequences, at the same character in both texts", () => {
  fc.assert(
    fc.property(styledLine, fc.integer({ min: 12, max: 40 }), fc.boolean(), (line, limit, withStyle) => {
      const text = line.map(([, shown]) => shown).join("");
      const plain = encoder.encode(text);
      const styled = encoder.encode(withStyle ? line.map(([before, shown]) => before + shown).join("") : "");
      let last = { plain: 0, styled: 0 };
      for (const cut of cutLine(plain, styled, limit)) {
        assert.ok(cut.plain - last.plain <= limit && cut.styled - last.styled <= limit);
        const shown = decoder.decode(plain.subarray(last.plain, cut.plain));
        const colourful = decoder.decode(styled.subarray(last.styled, cut.styled));
        if (withStyle) assert.equal(colourful.replace(/\x1b(\[\d+m|\]8;;x\x07|\]0;t\x1b\\|\(B|M)/g, ""), shown);
        last = cut;
      }
      assert.deepEqual(last, { plain: plain.length, styled: styled.length });
    }),
  );
});

test("pieces are full: a line of n bytes takes no more records than it must", () => {
  const cuts = cutLine(encoder.encode("x".repeat(100)), new Uint8Array(), 10);
  assert.deepEqual(
    cuts.map((cut) => cut.plain),
    [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  );
});

test("any bytes are cut into pieces of the limit at most, and none is lost", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (plain, styled) => {
      let last = { plain: 0, styled: 0 };
      for (const cut of cutLine(plain, styled, 8)) {
        assert.ok(cut.plain >= last.plain && cut.plain - last.plain <= 8);
        assert.ok(cut.styled >= last.styled && cut.styled - last.styled <= 8);
        assert.ok(cut.plain + cut.styled > last.plain + last.styled || plain.length + styled.length === 0);
        last = cut;
      }
      assert.deepEqual(last, { plain: plain.length, styled: styled.length });
    }),
  );
});

test("a line over the limit becomes continued records that join to the line", () => {
  const ring = LogRing.create({ slots: 64, bytes: 1 << 20 });
  const batch = new LogBatch();
  const text = `${"é".repeat(limits.recordBytes)}end`;
  const styled = `\x1b[1m${text}`;
  assert.ok(batch.add(fields({ flags: flag.error }), encoder.encode(text), encoder.encode(styled)));
  assert.equal(batch.count, 3);
  ring.writer().write(batch);
  const { records } = ring.reader().range(0, 10);
  assert.equal(records.map((record) => record.text).join(""), text);
  assert.equal(records.map((record) => record.styled).join(""), styled);
  assert.deepEqual(
    records.map((record) => record.flags),
    [flag.error | flag.continued, flag.error | flag.continued | flag.continuation, flag.error | flag.continuation],
  );
  const whole = "x".repeat(limits.recordBytes);
  batch.clear();
  batch.add(fields(), encoder.encode(whole), encoder.encode(whole));
  assert.equal(batch.count, 1, "a line of just the limit is one record");
  const [record] = ring.reader().range(ring.writer().write(batch), 10).records;
  assert.deepEqual([record?.text, record?.styled], [whole, whole]);
});

test("an escape sequence that is not complete is cut as it stands, and bytes that are no characters anywhere", () => {
  for (const styled of ["\x1b", "aaaa\x1b", "aaaa\x1b[", "aaaa\x1b]8;;", "aaaa\x1b(", "aaaa\xff"]) {
    const bytes = encoder.encode(styled);
    assert.equal(cutLine(encoder.encode("aaaa"), bytes, 4).at(-1)?.styled, bytes.length);
  }
  const strays = new Uint8Array(20).fill(0x80);
  assert.deepEqual(
    cutLine(strays, new Uint8Array(), 8).map((cut) => cut.plain),
    [8, 16, 20],
  );
});

test("a range of bytes is added as the line that it is", () => {
  const many = encoder.encode(`first\nsecond\n${"x".repeat(500)}\n${"y".repeat(limits.recordBytes + 3)}`);
  const ring = LogRing.create({ slots: 64, bytes: 1 << 18 });
  const batch = new LogBatch({ records: 5, bytes: 1 << 16 });
  const ranges: [number, number][] = [
    [0, 5],
    [6, 12],
    [13, 513],
    [514, many.length],
  ];
  for (const [start, end] of ranges) assert.ok(batch.addRange(fields({ group: start }), many, start, end));
  assert.equal(batch.addRange(fields(), many, 0, 5), false, "no records left");
  assert.equal(new LogBatch({ records: 5, bytes: 8 }).addRange(fields(), many, 0, 5), true);
  const small = new LogBatch({ records: 5, bytes: 8 });
  assert.ok(small.addRange(fields(), many, 0, 4));
  assert.ok(small.addRange(fields(), many, 0, 4));
  assert.equal(small.addRange(fields(), many, 0, 1), false, "no bytes left");
  ring.writer().write(batch);
  assert.deepEqual(
    ring
      .reader()
      .range(0, 9)
      .records.map((record) => [record.group, record.text]),
    [
      [0, "first"],
      [6, "second"],
      [13, "x".repeat(500)],
      [514, "y".repeat(limits.recordBytes)],
      [514, "yyy"],
    ],
  );
});

test("private memory reads as 0 outside, and levels that are none as the most serious", () => {
  assert.deepEqual([wordAt(new Int32Array([-7]), 0), wordAt(new Int32Array([-7]), 1)], [-7, 0]);
  assert.deepEqual([floatAt(new Float64Array([0.5]), 0), floatAt(new Float64Array([0.5]), -1)], [0.5, 0]);
  assert.deepEqual([byteAt(new Uint8Array([7]), 0), byteAt(new Uint8Array([7]), 1)], [7, 0]);
  assert.deepEqual([0, 5, 6, 7].map(toLevel), [level.trace, level.fatal, level.fatal, level.fatal]);
});

test("full leaves a batch unchanged", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const batch = new LogBatch({ records: 3, bytes: 20 });
  assert.ok(batch.add(fields(), encoder.encode("0123456789")));
  assert.equal(batch.add(fields(), encoder.encode("0123"), encoder.encode("0123456")), false, "no bytes left");
  assert.equal(batch.add(fields(), encoder.encode("0123456789ab")), false, "a long line, no bytes left");
  assert.ok(batch.add(fields(), encoder.encode("")));
  assert.equal(batch.add(fields(), encoder.encode("0123456789"), encoder.encode("x")), false, "one byte too many");
  assert.ok(batch.add(fields(), encoder.encode("012345678"), encoder.encode("s")));
  assert.equal(batch.add(fields(), encoder.encode("")), false, "no records left");
  assert.equal(batch.count, 3);
  ring.writer().write(batch);
  const { records } = ring.reader().range(0, 10);
  assert.deepEqual(
    records.map((record) => [record.text, record.styled]),
    [
      ["0123456789", undefined],
      ["", undefined],
      ["012345678", "s"],
    ],
  );
});

test("a line that no empty batch holds is an error, as are sizes that cannot be", () => {
  const batch = new LogBatch({ records: 3, bytes: 64 });
  assert.throws(() => batch.add(fields(), new Uint8Array(65)), { code: "ring.record-too-large" });
  assert.throws(() => batch.add(fields(), new Uint8Array(33), new Uint8Array(33)), { code: "ring.record-too-large" });
  assert.equal(batch.count, 0);
  assert.throws(() => new LogBatch({ records: 0 }), { code: "ring.size" });
  assert.throws(() => new LogBatch({ bytes: 7 }), { code: "ring.size" });
  for (const options of [
    { slots: 3 },
    { slots: 12 },
    { bytes: 96 },
    { bytes: 32 },
    { slots: 2 ** 40 },
    { slots: 0.5 },
  ]) {
    assert.throws(() => LogRing.create(options), { code: "ring.size" });
  }
  assert.throws(() => LogRing.attach(new SharedArrayBuffer(4096)), { code: "arena.mismatch" });
});

test("a batch goes to several rings, and to the same one again", () => {
  const batch = new LogBatch();
  const rings = [LogRing.create({ slots: 16, bytes: 1024 }), LogRing.create({ slots: 16, bytes: 1024 })];
  batch.add(fields(), encoder.encode("first"));
  rings[0]?.writer().write(batch);
  for (const ring of [...rings, ...rings]) ring.writer().write(batch);
  batch.add(fields(), encoder.encode("second"));
  for (const ring of rings) ring.writer().write(batch);
  const texts = rings.map((ring) =>
    ring
      .reader()
      .range(0, 99)
      .records.map((record) => record.text),
  );
  assert.deepEqual(texts, [
    ["first", "first", "first", "first", "second"],
    ["first", "first", "first", "second"],
  ]);
});
