import assert from "node:assert/strict";
import { test } from "node:test";
import { LogBatch, LogRing } from "../../../core/index.ts";
import { fields } from "./lines.ts";

const encoder = new TextEncoder();
const COUNT = 5000;
const SLOTS = 4096;
const OLDEST = COUNT - SLOTS;

/** A ring that has overwritten its first records; every seventh is of source 7 and holds "hit". */
function filled(): LogRing {
  const ring = LogRing.create({ slots: SLOTS, bytes: 1 << 20 });
  const writer = ring.writer();
  const batch = new LogBatch();
  for (let index = 0; index < COUNT; index++) {
    const of = fields({ source: index % 7 === 0 ? 7 : 1 });
    const line = encoder.encode(`${index % 7 === 0 ? "hit" : "line"} ${index}`);
    if (batch.add(of, line)) continue;
    writer.write(batch);
    batch.clear();
    batch.add(of, line);
  }
  writer.write(batch);
  return ring;
}

/** Multiples of seven of [from, to), rising. */
function hits(from: number, to: number): number[] {
  const found: number[] = [];
  for (let sequence = Math.ceil(from / 7) * 7; sequence < to; sequence += 7) found.push(sequence);
  return found;
}

test("a search keeps to its bound in both directions", () => {
  const reader = filled().reader();
  const filter = { sources: new Set([7]) };
  const ranges: [number, number][] = [
    [OLDEST, COUNT],
    [2000, 2000],
    [2002, 2003],
    [2002, 2004],
    [1999, 4444],
    [3500, 3501],
    [4990, COUNT],
  ];
  for (const [from, to] of ranges) {
    const expected = hits(from, to);
    assert.deepEqual(reader.select(filter, from, 1, COUNT, to), expected);
    assert.deepEqual(reader.search({ text: "hit" }, from, 1, COUNT, to), expected);
    assert.deepEqual(reader.select(filter, to, -1, COUNT, from), expected.toReversed());
    assert.deepEqual(reader.search({ text: "hit" }, to, -1, COUNT, from), expected.toReversed());
    assert.deepEqual(reader.select(filter, to, -1, 2, from), expected.toReversed().slice(0, 2));
  }
});

test("a bound beyond what the ring holds changes nothing, one on the wrong side finds nothing", () => {
  const reader = filled().reader();
  const all = hits(OLDEST, COUNT);
  assert.deepEqual(reader.search({ text: "hit" }, 0, 1, COUNT, COUNT * 2), all);
  assert.deepEqual(reader.search({ text: "hit" }, COUNT * 2, -1, COUNT, -5), all.toReversed());
  assert.deepEqual(reader.search({ text: "hit" }, 3000, 1, COUNT, 2000), []);
  assert.deepEqual(reader.search({ text: "hit" }, 2000, -1, COUNT, 3000), []);
  assert.deepEqual(reader.search({ text: "hit" }, OLDEST, -1, COUNT, 0), []);
  assert.deepEqual(reader.search({ text: "hit" }, 0, 1, COUNT, OLDEST), []);
});
