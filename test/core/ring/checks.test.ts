import assert from "node:assert/strict";
import { test } from "node:test";
import { LogBatch, LogRing, level, limits, type RecordFields } from "../../../core/index.ts";
import { fields, writeTexts } from "./lines.ts";

const encoder = new TextEncoder();
const EVER = Number.POSITIVE_INFINITY;

/** A ring with three records. */
function filled(): LogRing {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  writeTexts(ring.writer(), ["one", "two", "three"]);
  return ring;
}

function wrong(message: string): { name: string; code: string; message: string } {
  return { name: "CoreError", code: "ring.argument", message };
}

test("a sequence that is not whole is an error, wherever it is given", () => {
  const reader = filled().reader();
  for (const sequence of [0.5, Number.NaN]) {
    const isWrong = wrong(`a sequence of ${sequence} cannot be: a whole number`);
    assert.throws(() => reader.at(sequence), isWrong);
    assert.throws(() => reader.range(sequence, 2), isWrong);
    assert.throws(() => reader.range(0, sequence), isWrong);
    assert.throws(() => reader.select({}, sequence, 1, 5), isWrong);
    assert.throws(() => reader.select({}, 3, -1, 5, sequence), isWrong);
    assert.throws(() => reader.search({ text: "o" }, sequence, -1, 5), isWrong);
  }
});

test("a sequence out of what is kept is no error", () => {
  const reader = filled().reader();
  assert.deepEqual([reader.at(-1), reader.at(3), reader.at(1e300), reader.at(EVER)], Array(4).fill(undefined));
  assert.equal(reader.range(-EVER, EVER).records.length, 3);
  assert.deepEqual(reader.select({}, -7, 1, EVER), [0, 1, 2]);
  assert.deepEqual(reader.select({}, EVER, -1, EVER, -EVER), [2, 1, 0]);
});

test("a limit that is no number of records is an error, wherever it is given", () => {
  const ring = filled();
  const follower = ring.reader().follow(0);
  using gate = ring.gate(0);
  for (const limit of [-1, 0.5, Number.NaN, -EVER]) {
    const isWrong = wrong(`a limit of ${limit} cannot be: a whole number from 0, or Infinity`);
    assert.throws(() => ring.reader().select({}, 0, 1, limit), isWrong);
    assert.throws(() => ring.reader().search({ text: "o" }, 0, 1, limit), isWrong);
    assert.throws(() => follower.next(limit), isWrong);
    assert.throws(() => follower.nextRaw(limit), isWrong);
    assert.throws(() => gate.next(limit), isWrong);
  }
  assert.deepEqual(ring.reader().search({ text: "o" }, 0, 1, 0), []);
  assert.deepEqual(follower.next(0), { records: [], dropped: 0 });
  assert.equal(follower.next(EVER).records.length, 3);
});

test("a cursor that no sequence can be is an error when it is set; before the first record it is the first", async () => {
  const ring = filled();
  const follower = ring.reader().follow(1);
  for (const cursor of [0.5, Number.NaN, 2 ** 53, EVER]) {
    const isWrong = wrong(`a cursor of ${cursor} cannot be: a whole number below 2^53`);
    assert.throws(() => ring.reader().follow(cursor), isWrong);
    assert.throws(() => ring.gate(cursor), isWrong);
    assert.throws(() => {
      follower.cursor = cursor;
    }, isWrong);
  }
  assert.equal(follower.cursor, 1);
  follower.cursor = 2;
  assert.equal(follower.next(9).records[0]?.text, "three");
  follower.cursor = -5;
  assert.equal(follower.cursor, 0);
  assert.equal(follower.next(9).records.length, 3);
  const gates = Array.from({ length: limits.ringGates }, () => ring.gate());
  for (const gate of gates) gate.close();
  const empty = LogRing.create({ slots: 64, bytes: 4096 }).reader();
  assert.equal(await empty.follow(empty.latest() - 10).waitAsync(10), false, "there is nothing to read yet");
});

test("a time that is none is an error in a filter", () => {
  const reader = filled().reader();
  for (const name of ["since", "until"] as const) {
    const isWrong = wrong(`${name} of NaN cannot be: milliseconds since 1970`);
    assert.throws(() => reader.select({ [name]: Number.NaN }, 0, 1, 5), isWrong);
    assert.throws(() => reader.search({ text: "o", filter: { [name]: Number.NaN } }, 0, 1, 5), isWrong);
  }
  assert.deepEqual(reader.select({ since: -EVER, until: EVER }, 0, 1, 5), [0, 1, 2]);
});

test("a record that would not be read as it was written is an error, and nothing is written", () => {
  const ring = filled();
  const writer = ring.writer();
  const batch = new LogBatch();
  const line = encoder.encode("line");
  const long = new Uint8Array(limits.recordBytes + 1);
  const range = (what: string, value: number) => `a ${what} of ${value} cannot be: a whole number from 0 to 2147483647`;
  const mistakes: [Partial<RecordFields>, string][] = [
    [{ time: Number.NaN }, "a time of NaN cannot be: milliseconds since 1970"],
  ];
  for (const value of [-1, 2 ** 31, 2 ** 32 + 5, 1.5, Number.NaN]) {
    mistakes.push([{ source: value }, range("source", value)], [{ group: value }, range("group", value)]);
  }
  for (const [some, message] of mistakes) {
    for (const at of [level.info, level.error]) {
      const of = fields({ ...some, level: at });
      assert.throws(() => batch.add(of, line), wrong(message));
      assert.throws(() => batch.add(of, line, line), wrong(message));
      assert.throws(() => batch.add(of, long), wrong(message));
      assert.throws(() => batch.addRange(of, line, 0, 4), wrong(message));
      assert.throws(() => writer.append(of, line), wrong(message));
    }
  }
  assert.deepEqual([batch.count, batch.errors, batch.textBytes], [0, 0, 0]);
  assert.equal(
    writer.append(fields({ source: 2 ** 31 - 1, group: 2 ** 31 - 1, time: -0.5 }), line),
    3,
    "none is claimed",
  );
  const last = ring.reader().at(3);
  assert.deepEqual([last?.source, last?.group, last?.time], [2 ** 31 - 1, 2 ** 31 - 1, -0.5]);
});

test("a range that is not in the array is an error, and nothing is added", () => {
  const batch = new LogBatch();
  const line = encoder.encode("line");
  for (const [start, end] of [
    [-1, 2],
    [3, 2],
    [0, 5],
    [5, 5],
    [Number.NaN, 2],
    [0, Number.NaN],
  ] as const) {
    assert.throws(
      () => batch.addRange(fields(), line, start, end),
      wrong(`a range of ${start} to ${end} cannot be: it lies in an array of 4 bytes`),
    );
  }
  assert.deepEqual([batch.count, batch.textBytes], [0, 0]);
  assert.ok(batch.addRange(fields(), line, 4, 4), "an empty line may be at the end");
});

test("a batch that no ring could take is an error that names the range", () => {
  for (const records of [0, 0.5, limits.batchMaxRecords + 1, 2 ** 40, Number.NaN]) {
    assert.throws(() => new LogBatch({ records }), {
      code: "ring.size",
      message: `a batch of ${records} records cannot be: a whole number from 1 to ${limits.batchMaxRecords}`,
    });
  }
  for (const bytes of [7, limits.batchMaxBytes + 1, EVER]) {
    assert.throws(() => new LogBatch({ bytes }), {
      code: "ring.size",
      message: `a batch of ${bytes} bytes cannot be: a whole number from 8 to ${limits.batchMaxBytes}`,
    });
  }
  assert.deepEqual(
    [limits.batchMaxRecords, limits.batchMaxBytes],
    [limits.ringMaxSlots / 4, limits.ringMaxBytes / 4],
    "what one write may be at most",
  );
});
