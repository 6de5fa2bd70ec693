import assert from "node:assert/strict";
import { test } from "node:test";
import { CoreError, Mutex, setLockOrderChecks, threadId } from "../../../core/index.ts";
import { awake, startThread, tick, until } from "../worker.ts";

const COUNTER = 16;

function lock(words: Int32Array<SharedArrayBuffer>, name = "test", rank = 1, index = 0): Mutex {
  return new Mutex(words, index, { name, rank });
}

function memory(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * 64));
}

for (const modes of [
  ["block", "block", "block"],
  ["block", "async", "block"],
  ["async", "try", "block"],
]) {
  test(`no two threads are inside at once (${modes.join(", ")})`, () =>
    awake(async () => {
      const words = memory();
      const rounds = 50_000;
      const threads = modes.map((mode) =>
        startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds, mode }),
      );
      for (const thread of threads) assert.equal(await thread.next(), "done");
      assert.equal(words[COUNTER], modes.length * rounds);
      assert.equal(Atomics.load(words, 0), 0, "the lock is free at the end");
      await Promise.all(threads.map((thread) => thread.ended));
    }));
}

test("tryLock says no while another thread holds it, and lockAsync waits for it", () =>
  awake(async () => {
    const words = memory();
    const mutex = lock(words);
    const holder = startThread("./holder.worker", import.meta.url, { buffer: words.buffer });
    assert.equal(await holder.next(), "held");
    assert.equal(mutex.tryLock(), false);
    assert.throws(() => mutex.unlock(), { name: "CoreError", code: "lock.not-owner" });
    let taken = false;
    const taking = mutex.lockAsync().then(() => {
      taken = true;
    });
    await tick();
    assert.equal(taken, false);
    Atomics.store(words, 32, 1);
    Atomics.notify(words, 32);
    await taking;
    assert.equal(mutex.tryLock(), false, "not recursive");
    mutex.unlock();
    assert.equal(await holder.next(), "released");
    await holder.ended;
  }));

test("tasks of one thread wait for each other with lockAsync", () =>
  awake(async () => {
    const mutex = lock(memory());
    const order: string[] = [];
    const task = async (name: string) => {
      await mutex.lockAsync();
      order.push(`${name} in`);
      await tick();
      order.push(`${name} out`);
      mutex.unlock();
    };
    await Promise.all([task("a"), task("b"), task("c")]);
    assert.equal(order.length, 6);
    for (let i = 0; i < 6; i += 2) assert.equal(order[i + 1], order[i]?.replace("in", "out"));
  }));

test("a blocked thread is woken, not left to a time limit", () =>
  awake(async () => {
    const words = memory();
    const mutex = lock(words);
    mutex.lock();
    const thread = startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds: 1, mode: "block" });
    await until(() => (Atomics.load(words, 0) & 1) === 1, "the other thread to mark the lock as contended");
    mutex.unlock();
    assert.equal(await thread.next(), "done");
    await thread.ended;
  }));

test("a guard releases the lock when its block is left, also by a throw", () => {
  const words = memory();
  const mutex = lock(words);
  assert.throws(() => {
    using _guard = mutex.guard();
    assert.equal(Atomics.load(words, 0) >> 1, threadId, "the word names its owner");
    throw new RangeError("out");
  }, RangeError);
  assert.equal(Atomics.load(words, 0), 0);
});

test("unlock without lock, and lock twice, are errors that name the lock", () => {
  const mutex = lock(memory(), "books");
  assert.throws(() => mutex.unlock(), /"books" is not held/);
  mutex.lock();
  assert.throws(() => mutex.lock(), { code: "lock.order", message: /"books"/ });
  mutex.unlock();
});

test("lock twice is an error without order checks as well, instead of a hang", () => {
  setLockOrderChecks(false);
  try {
    const mutex = lock(memory(), "books");
    mutex.lock();
    assert.throws(() => mutex.lock(), { code: "lock.order", message: /"books" is held by this thread already/ });
    mutex.unlock();
  } finally {
    setLockOrderChecks(true);
  }
});

test("locks are taken by rising rank only; both names are told", () =>
  awake(async () => {
    const words = memory();
    const low = lock(words, "low", 1);
    const high = lock(words, "high", 2, 16);
    const peer = lock(words, "peer", 2, 32);
    low.lock();
    high.lock();
    assert.throws(() => peer.lock(), { code: "lock.order" }, "equal ranks have no order either");
    low.unlock();
    const isViolation = (error: unknown) =>
      error instanceof CoreError && error.code === "lock.order" && /"low".*"high"/.test(error.message);
    assert.throws(() => low.lock(), isViolation);
    await assert.rejects(low.lockAsync(), isViolation);
    assert.equal(Atomics.load(words, 0), 0, "the refused lock stays free");
    assert.ok(low.tryLock(), "tryLock never waits, so it may");
    low.unlock();
    high.unlock();
    low.lock();
    low.unlock();
  }));

test("setLockOrderChecks(false) lets every order pass", () => {
  const words = memory();
  const low = lock(words, "low", 1);
  const high = lock(words, "high", 2, 16);
  setLockOrderChecks(false);
  try {
    high.lock();
    low.lock();
    low.unlock();
    high.unlock();
  } finally {
    setLockOrderChecks(true);
  }
  low.lock();
  high.lock();
  high.unlock();
  low.unlock();
});
