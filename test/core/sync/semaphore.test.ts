import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { limits } from "../../../core/limits.ts";
import { Semaphore } from "../../../core/sync/index.ts";
import { awake, startThread, tick, until } from "../worker.ts";

const INDEX = 16;

function memory(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(64 + Semaphore.BYTES));
}

function semaphoreOf(permits: number, maximum?: number, words = memory()): Semaphore {
  return Semaphore.create(words, INDEX, { name: "test", permits, ...(maximum === undefined ? {} : { maximum }) });
}

test("never more inside than permits, and every permit comes back (28 threads, three permits)", () =>
  awake(async () => {
    const words = memory();
    const rounds = 200;
    const semaphore = semaphoreOf(3, 3, words);
    const modes = ["block", "async", "limited", "try"];
    const threads = Array.from({ length: 28 }, (_, number) =>
      startThread("./semaphore.worker", import.meta.url, { buffer: words.buffer, rounds, mode: modes[number % 4] }),
    );
    for (const [number, thread] of threads.entries()) {
      // Checked border: semaphore.worker.ts sends this.
      const { acquired, most } = (await thread.next()) as { acquired: number; most: number };
      assert.ok(most <= 3, `${most} were inside`);
      if (number % 4 < 2) assert.equal(acquired, rounds);
    }
    assert.equal(semaphore.available, 3);
    await Promise.all(threads.map((thread) => thread.ended));
  }));

test("without a permit one waits for a release, blocked or not; the limit says false", () =>
  awake(async () => {
    const words = memory();
    const semaphore = semaphoreOf(0, 2, words);
    assert.equal(semaphore.tryAcquire(), false);
    const start = performance.now();
    assert.equal(semaphore.acquire(20), false);
    assert.equal(await semaphore.acquireAsync(20), false);
    assert.ok(performance.now() - start >= 38, "both waited");
    assert.equal(semaphore.acquire(0), false);
    const thread = startThread("./semaphore.worker", import.meta.url, {
      buffer: words.buffer,
      rounds: 1,
      mode: "block",
    });
    const acquiring = semaphore.acquireAsync(20_000);
    await until(() => semaphore.counters().waits >= 4, "the thread to wait, as the fourth");
    semaphore.release(2);
    assert.equal(await acquiring, true);
    assert.deepEqual(await thread.next(), { acquired: 1, most: 1 });
    semaphore.release();
    assert.equal(semaphore.available, 2);
    await thread.ended;
  }));

test("after a death those who wait look again: the permit may be there without a word (blocked and not)", () =>
  awake(async () => {
    const words = memory();
    const semaphore = semaphoreOf(0, 2, words);
    const thread = startThread("./semaphore.worker", import.meta.url, {
      buffer: words.buffer,
      rounds: 1,
      mode: "block",
    });
    const acquiring = semaphore.acquireAsync(20_000);
    await until(() => semaphore.counters().waits >= 2, "both to wait");
    // As a thread leaves it that dies in release().
    Atomics.add(words, INDEX, 2);
    semaphore.threadDied();
    assert.equal(await acquiring, true);
    assert.deepEqual(await thread.next(), { acquired: 1, most: 1 });
    await thread.ended;
  }));

test("a waiter may be there before the semaphore is made", () =>
  awake(async () => {
    const words = memory();
    const early = new Semaphore(words, INDEX, { name: "test" });
    assert.equal(early.tryAcquire(), false, "all zero has no permits");
    assert.throws(() => early.release(), { code: "semaphore.over-release" });
    const acquiring = early.acquireAsync();
    await tick();
    semaphoreOf(1, 1, words);
    assert.equal(await acquiring, true);
  }));

test("releasing more than there can be is an error and changes nothing", () => {
  const semaphore = semaphoreOf(2, 3);
  assert.throws(() => semaphore.release(2), {
    name: "CoreError",
    code: "semaphore.over-release",
    message: /"test" has 3 permits, of which 1 are taken: 2 cannot be released/,
  });
  assert.equal(semaphore.available, 2);
  semaphore.release();
  assert.equal(semaphore.available, 3);
  for (const count of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => semaphore.release(count), { code: "semaphore.size", message: /permits to release is a whole/ });
  }
});

test("sizes that cannot be are errors that name the range", () => {
  for (const [permits, maximum] of [
    [1, 0],
    [-1, 1],
    [2, 1],
    [0.5, 1],
    [0, limits.semaphorePermits + 1],
    [0, Number.NaN],
  ] as const) {
    assert.throws(() => semaphoreOf(permits, maximum), {
      code: "semaphore.size",
      message: /whole number from \d+ to \d+/,
    });
  }
  assert.equal(semaphoreOf(limits.semaphorePermits).available, limits.semaphorePermits);
});

test("it behaves like a counter with bounds", () => {
  const action = fc.oneof(fc.constant("acquire" as const), fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 6 }), fc.array(action), (maximum, initial, actions) => {
      const permits = Math.min(initial, maximum);
      const semaphore = semaphoreOf(permits, maximum);
      let model = permits;
      for (const step of actions) {
        if (step === "acquire") {
          assert.equal(semaphore.tryAcquire(), model > 0);
          if (model > 0) model -= 1;
        } else if (model + step <= maximum) {
          semaphore.release(step);
          model += step;
        } else {
          assert.throws(() => semaphore.release(step), { code: "semaphore.over-release" });
        }
        assert.equal(semaphore.available, model);
      }
    }),
  );
});
