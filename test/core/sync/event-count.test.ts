import assert from "node:assert/strict";
import { test } from "node:test";
import { Deadline, EventCount } from "../../../core/sync/index.ts";
import { waitUntil, waitUntilAsync } from "../../../core/sync/waiting.ts";
import { awake, startThread, tick, until } from "../worker.ts";

/** Words of a line: the epoch and the number of waiters. */
const EPOCH = 16;
const WAITERS = 17;

function memory(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * 64));
}

for (const modes of [["block"], ["async"], ["block", "async"]]) {
  test(`no wake-up is lost in thousands of hand-overs (${modes.join(", ")})`, () =>
    awake(async () => {
      const words = memory();
      const rounds = 3_000;
      const threads = modes.map((mode) =>
        startThread("./event-count.worker", import.meta.url, { buffer: words.buffer, rounds, mode }),
      );
      const ping = new EventCount(words, 16);
      const pong = new EventCount(words, 32);
      for (let round = 1; round <= rounds; round++) {
        Atomics.store(words, 0, round);
        ping.notifyAll();
        // All waits are without a time limit: a lost wake-up is a hang, which the test runner reports.
        while (Atomics.load(words, 1) < round * threads.length) {
          const ticket = pong.prepare();
          if (Atomics.load(words, 1) >= round * threads.length) pong.cancel();
          else await pong.waitAsync(ticket);
        }
      }
      for (const thread of threads) assert.equal(await thread.next(), "done");
      assert.equal(Atomics.load(words, WAITERS), 0, "everybody has left");
      await Promise.all(threads.map((thread) => thread.ended));
    }));
}

test("a notification between prepare and wait is not slept through", () =>
  awake(async () => {
    const words = memory();
    const count = new EventCount(words, 16);
    assert.equal(
      await (async () => {
        const ticket = count.prepare();
        count.notifyAll();
        return count.waitAsync(ticket, 5_000);
      })(),
      true,
    );
    const ticket = count.prepare();
    count.notifyAll();
    assert.equal(count.wait(ticket, 5_000), true);
    assert.equal(Atomics.load(words, WAITERS), 0);
  }));

test("notifyAll without waiters changes nothing; with waiters it wakes all of them", () =>
  awake(async () => {
    const words = memory();
    const count = new EventCount(words, 16);
    count.notifyAll();
    assert.equal(Atomics.load(words, EPOCH), 0);
    const waits = [1, 2, 3].map(() => count.waitAsync(count.prepare()));
    count.notifyAll();
    assert.deepEqual(await Promise.all(waits), [true, true, true]);
    assert.equal(Atomics.load(words, WAITERS), 0);
  }));

test("time limits: false after it, and later waits of the same epoch are woken all the same", () =>
  awake(async () => {
    const words = memory();
    const count = new EventCount(words, 16);
    assert.equal(count.wait(count.prepare(), 1), false);
    assert.equal(await count.waitAsync(count.prepare(), 1), false);
    assert.equal(Atomics.load(words, WAITERS), 0);
    const wait = count.waitAsync(count.prepare(), 5_000);
    await tick();
    count.notifyAll();
    assert.equal(await wait, true);
    assert.equal(Atomics.load(words, WAITERS), 0);
  }));

test("waits that run into their limit share one wait of the host", () =>
  awake(async () => {
    const words = memory();
    const count = new EventCount(words, 16);
    for (let i = 0; i < 5; i++) assert.equal(await count.waitAsync(count.prepare(), 0), false);
    assert.equal(Atomics.notify(words, EPOCH), 1, "one is registered, not five");
  }));

test("a waiter that died costs notifications, and nobody a wake-up", () =>
  awake(async () => {
    const words = memory();
    const count = new EventCount(words, 16);
    const thread = startThread("./event-count.worker", import.meta.url, {
      buffer: words.buffer,
      rounds: 1,
      mode: "block",
    });
    await until(() => count.counters().waits === 1, "the thread to wait");
    await thread.terminate();
    assert.equal(Atomics.load(words, WAITERS), 1, "it is counted for ever");
    const ticket = count.prepare();
    count.notifyAll();
    assert.equal(count.wait(ticket, 5_000), true);
    const wait = count.waitAsync(count.prepare());
    count.notifyAll();
    assert.equal(await wait, true);
    assert.equal(Atomics.load(words, EPOCH), 2);
    // More where the thread was about to die, but not dead yet: Deno says so early.
    assert.ok(count.counters().waits >= 3);
  }));

test("cancel leaves without waiting", () => {
  const words = memory();
  const count = new EventCount(words, 16);
  count.prepare();
  count.cancel();
  assert.equal(Atomics.load(words, WAITERS), 0);
});

test("who waits for what throws is counted no more", async () => {
  const words = memory();
  const count = new EventCount(words, 16);
  const attempt = () => {
    assert.equal(Atomics.load(words, WAITERS), 1);
    throw new Error("from the attempt");
  };
  assert.throws(() => waitUntil(count, attempt, new Deadline(1000)), /from the attempt/);
  assert.equal(Atomics.load(words, WAITERS), 0);
  await assert.rejects(waitUntilAsync(count, attempt, new Deadline(1000)), /from the attempt/);
  assert.equal(Atomics.load(words, WAITERS), 0);
});
