import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../../../core/limits.ts";
import { Deadline } from "../../../core/sync/index.ts";
import { tick } from "../worker.ts";

test("a sleep counts as one slice at most, however long the process was stopped meanwhile", () => {
  const real = performance.now;
  let now = 0;
  performance.now = () => now;
  try {
    const deadline = new Deadline(1000);
    assert.equal(deadline.sliceMs, limits.waitSliceMs);
    now += 3_600_000;
    deadline.count(true);
    now += 30;
    deadline.count(true);
    // 870 ms are left: eight whole slices and a part of one.
    for (let slice = 0; slice < 8; slice++) {
      assert.ok(!deadline.isOver);
      now += 3_600_000;
      deadline.count(false);
    }
    assert.equal(deadline.sliceMs, 70);
    deadline.count(false);
    assert.ok(deadline.isOver);
  } finally {
    performance.now = real;
  }
});

test("a short limit has slices too", () => {
  const deadline = new Deadline(8);
  assert.equal(deadline.sliceMs, 2);
  for (let slice = 0; slice < 4; slice++) {
    assert.ok(!deadline.isOver);
    deadline.count(false);
  }
  assert.ok(deadline.isOver);
});

test("no limit is never over; nothing, less, and what is no number are at once", () => {
  const endless = new Deadline(Number.POSITIVE_INFINITY);
  endless.count(false);
  endless.count(true);
  assert.ok(!endless.isOver);
  assert.equal(endless.sliceMs, Number.POSITIVE_INFINITY);
  for (const limit of [0, -1, Number.NEGATIVE_INFINITY, Number.NaN]) {
    const deadline = new Deadline(limit);
    assert.ok(deadline.isOver, String(limit));
    assert.equal(deadline.sliceMs, 0, String(limit));
  }
});

test("a deadline is shared as it is, a number is made one", () => {
  const deadline = new Deadline(5);
  assert.equal(Deadline.of(deadline), deadline);
  assert.equal(Deadline.of(5).timeoutMs, 5);
});

test("onOver calls once the time is over, and not where it was cancelled before", async () => {
  let cancelled = 0;
  const cancel = new Deadline(1).onOver(() => cancelled++);
  cancel();
  new Deadline(Number.POSITIVE_INFINITY).onOver(() => cancelled++)();
  const start = performance.now();
  await new Promise<void>((resolve) => new Deadline(20).onOver(resolve));
  assert.ok(performance.now() - start >= 15);
  await tick();
  assert.equal(cancelled, 0);
});
