import assert from "node:assert/strict";
import { test } from "node:test";
import { control } from "../../../core/claims/layout.ts";
import { LogBatch, LogRing, level, limits } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { awake } from "../worker.ts";
import { fields, writeTexts } from "./lines.ts";

const encoder = new TextEncoder();

test("readers that come, wait in vain and go share one wait of the host", () =>
  awake(async () => {
    const layout = RingLayout.create(8, 64);
    const ring = LogRing.attach(layout.buffer);
    for (let index = 0; index < 3; index++) {
      assert.equal(await ring.reader().follow(0).waitAsync(1), false);
      assert.equal(await ring.errors().follow(0).waitAsync(1), false);
      using gate = ring.gate();
      assert.equal(await gate.waitAsync(1), false);
    }
    for (const { claims } of [layout, RingLayout.attachErrors(layout.buffer)]) {
      assert.equal(Atomics.notify(claims.control, control.arrival), 1);
    }
  }));

test("an empty ring has nothing, and nothing to wait for", async () => {
  const reader = LogRing.create({ slots: 8, bytes: 64 }).reader();
  assert.deepEqual([reader.oldest(), reader.latest()], [0, 0]);
  assert.equal(reader.at(0), undefined);
  assert.deepEqual(reader.range(0, 10), { records: [], dropped: 0 });
  assert.deepEqual(reader.search({ text: "x" }, 0, -1, 10), []);
  assert.deepEqual(reader.select({}, 0, 1, 10), []);
  const follower = reader.follow(0);
  assert.deepEqual(follower.next(10), { records: [], dropped: 0 });
  assert.equal(follower.wait(1), false);
  assert.equal(await follower.waitAsync(1), false);
});

test("writing an empty batch changes nothing", () => {
  const ring = LogRing.create({ slots: 8, bytes: 64 });
  writeTexts(ring.writer(), ["one"]);
  assert.equal(ring.writer().write(new LogBatch()), 1);
  assert.equal(ring.reader().latest(), 1);
});

test("search and select go over many windows, both ways, and stop at their limit", () => {
  const ring = LogRing.create({ slots: 1 << 14, bytes: 1 << 22 });
  const writer = ring.writer();
  const batch = new LogBatch();
  const count = 20_000;
  const expected: number[] = [];
  const oldest = count - (1 << 14);
  for (let index = 0; index < count; index++) {
    const isHit = index % 97 === 0;
    if (isHit && index >= oldest) expected.push(index);
    const line = encoder.encode(`${isHit ? "NEEDLE" : "nothing"} in line ${index} ${"~".repeat(index % 150)}`);
    const of = fields({ level: isHit ? level.error : level.debug, source: index % 2 });
    if (batch.add(of, line)) continue;
    writer.write(batch);
    batch.clear();
    batch.add(of, line);
  }
  writer.write(batch);
  const reader = ring.reader();
  assert.equal(reader.latest(), count);
  assert.equal(reader.oldest(), oldest);
  const backwards = expected.toReversed();
  for (const query of [{ text: "NEEDLE in" }, { text: "needle", ignoreCase: true }, { pattern: /NEEDLE/ }]) {
    assert.deepEqual(reader.search(query, 0, 1, count), expected);
    assert.deepEqual(reader.search(query, count, -1, count), backwards);
    assert.deepEqual(reader.search(query, count, -1, 30), backwards.slice(0, 30));
    assert.deepEqual(reader.search(query, 0, 1, 0), []);
  }
  assert.deepEqual(reader.select({ minLevel: level.warn }, 0, 1, count), expected);
  assert.deepEqual(reader.select({ minLevel: level.warn }, count, -1, 5), backwards.slice(0, 5));
  const even = expected.filter((sequence) => sequence % 2 === 0);
  assert.deepEqual(reader.search({ text: "NEEDLE", filter: { sources: new Set([0]) } }, 0, 1, count), even);
  const { records, dropped } = reader.range(0, count);
  assert.equal(dropped, oldest);
  assert.equal(records.length, 1 << 14);
  assert.ok(records.every((record, index) => record.sequence === oldest + index));
});

test("records of the greatest size come back whole when their windows fill", () => {
  const ring = LogRing.create({ slots: 64, bytes: 1 << 20 });
  const batch = new LogBatch();
  const texts: string[] = [];
  for (let index = 0; index < 40; index++) {
    const text = String.fromCharCode(65 + index).repeat(limits.recordBytes);
    batch.clear();
    assert.ok(batch.add(fields(), encoder.encode(text), encoder.encode(text.toLowerCase())));
    ring.writer().write(batch);
    texts.push(text);
  }
  const { records, dropped } = ring.reader().range(0, 40);
  // 32 of them fill the ring's text.
  assert.equal(dropped, 8);
  assert.deepEqual(
    records.map((record) => [record.text, record.styled]),
    texts.slice(8).map((text) => [text, text.toLowerCase()]),
  );
  assert.deepEqual(ring.reader().search({ text: "Z" }, 40, -1, 10), [25]);
});

test("a hit across the border of two records, or of plain and styled text, is none", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const batch = new LogBatch();
  batch.add(fields(), encoder.encode("one nee"), encoder.encode("dle two"));
  batch.add(fields(), encoder.encode("nee"));
  batch.add(fields(), encoder.encode("dle"));
  batch.add(fields(), encoder.encode("x"), encoder.encode("needle"));
  batch.add(fields(), encoder.encode("needle"), encoder.encode("x"));
  ring.writer().write(batch);
  assert.deepEqual(ring.reader().search({ text: "needle" }, 0, 1, 10), [4]);
});

test("ignoring case is for letters only", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  writeTexts(ring.writer(), ["[x] @ É", "{x} ` É", "[X] @ é"]);
  const find = (text: string) => ring.reader().search({ text, ignoreCase: true }, 0, 1, 10);
  assert.deepEqual([find("[X]"), find("@"), find("É"), find("x}")], [[0, 2], [0, 2], [0, 1], [1]]);
});

test("waiting returns at once when records are there, and when one comes", async () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const follower = ring.reader().follow(0);
  const coming = awake(() => follower.waitAsync());
  writeTexts(ring.writer(), ["one"]);
  assert.equal(await coming, true);
  assert.equal(await follower.waitAsync(0), true);
  assert.equal(follower.wait(0), true);
  assert.equal(follower.next(1).records[0]?.text, "one");
  assert.equal(await follower.waitAsync(0), false);
});
