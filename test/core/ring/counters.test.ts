import assert from "node:assert/strict";
import { test } from "node:test";
import { LogBatch, LogRing, level } from "../../../core/index.ts";
import { type RingCounts, RingTally } from "../../../core/ring/counters.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { fields, writeTexts } from "./lines.ts";

test("a new ring has counted nothing", () => {
  const counters = Object.values(LogRing.create({ slots: 8, bytes: 256 }).counters());
  assert.deepEqual(counters, new Array(counters.length).fill(0));
});

test("claims, records and errors are counted for all threads' rings", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const batch = new LogBatch();
  for (const at of [level.info, level.warn, level.error]) batch.add(fields({ level: at }), new Uint8Array(4));
  ring.writer().write(batch);
  writeTexts(ring.writer(), ["one"]);
  ring.reader().range(0, 3);
  const { claims, records, errors, ...others } = LogRing.attach(ring.buffer).counters();
  assert.deepEqual({ claims, records, errors }, { claims: 2, records: 4, errors: 2 });
  assert.ok(Object.values(others).every((value) => value === 0));
});

test("every counter counts by itself, past 2^32", () => {
  const tally = new RingTally(RingLayout.create(4, 64).counters);
  const names = Object.keys(tally.read()) as (keyof RingCounts)[];
  const expected = tally.read();
  names.forEach((name, number) => {
    for (const count of [2 ** 32 - 1, 1, number, 2 ** 31, 2 ** 31 + 5]) {
      tally.add(name, count);
      expected[name] += count;
      assert.deepEqual(tally.read(), expected);
    }
  });
});
