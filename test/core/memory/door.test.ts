import assert from "node:assert/strict";
import { test } from "node:test";
import { door } from "../../../core/memory/index.ts";
import { awake } from "../worker.ts";

const words = () => new Int32Array(new SharedArrayBuffer(64));

test("ordered functions do what their names say, and those that change a word return what it held", () => {
  const shared = words();
  door.store(shared, 3, 7);
  assert.equal(door.load(shared, 3), 7);
  assert.equal(door.add(shared, 3, 5), 7);
  assert.equal(door.sub(shared, 3, 2), 12);
  door.store(shared, 3, 1);
  assert.equal(door.compareExchange(shared, 3, 2, 9), 1, "not as expected: nothing changes");
  assert.equal(door.compareExchange(shared, 3, 1, 9), 1);
  assert.equal(door.load(shared, 3), 9);
  assert.deepEqual([...shared], [0, 0, 0, 9, ...new Array(12).fill(0)]);
});

test("waits compare first; without a waiter nobody is woken", () =>
  awake(async () => {
    const shared = words();
    assert.equal(door.waitAsync(shared, 0, 1), "not-equal");
    assert.equal(door.notify(shared, 0, 1), 0);
    const woken = door.waitAsync(shared, 0, 0);
    assert.equal(door.notify(shared, 0, 1), 1);
    assert.equal(await woken, "ok");
  }));

test("plain functions read and write, and read zero beyond the end", () => {
  const shared = words();
  door.put(shared, 2, -1);
  assert.equal(door.get(shared, 2), -1);
  assert.equal(door.get(shared, 16), 0);
  const floats = new Float64Array(shared.buffer);
  door.putFloat(floats, 4, 2 ** 53 - 1);
  assert.equal(door.getFloat(floats, 4), 2 ** 53 - 1);
  assert.equal(door.getFloat(floats, 8), 0);
});

test("copies go to and come from an offset, as long as what is private", () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(8));
  door.copyIn(bytes, 2, Uint8Array.of(1, 2, 3));
  assert.deepEqual([...bytes], [0, 0, 1, 2, 3, 0, 0, 0]);
  for (const copy of [door.copyOut, door.copyOutRaced]) {
    const target = new Uint8Array(2);
    copy(target, bytes, 3);
    assert.deepEqual([...target], [2, 3]);
  }
  door.fence();
});
