import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { limits } from "../../../core/limits.ts";
import { type RwLock, setLockOrderChecks } from "../../../core/sync/index.ts";
import { Seats } from "../../../core/sync/seats.ts";
import { awake, startThread, type TestThread, tick, until, untilSettled } from "../worker.ts";
import { COUNTER, LOCK, memory, release, rwLockOn, startHolder } from "./memory.ts";

interface Result {
  torn: number;
  written: number;
}

interface Work {
  rounds: number;
  writeEvery: number;
  mode: "block" | "async" | "try";
}

// Also where tests of other files have run in this process before: a lock that they left taken would count as held.
beforeEach(() => setLockOrderChecks(false));

/** A thread at work, once it has started. */
async function start(words: Int32Array<SharedArrayBuffer>, work: Work): Promise<{ thread: TestThread; id: number }> {
  const thread = startThread("./rw-lock.worker", import.meta.url, { buffer: words.buffer, ...work });
  const id = await thread.next();
  assert.ok(typeof id === "number");
  return { thread, id };
}

async function result(thread: TestThread): Promise<Result> {
  // Checked border: rw-lock.worker.ts sends this last.
  return (await thread.next()) as Result;
}

for (const modes of [
  ["block", "block", "block"],
  ["block", "async", "try"],
] as const) {
  test(`no writer is inside with anybody else (${modes.join(", ")})`, () =>
    awake(async () => {
      const words = memory();
      const started = await Promise.all(modes.map((mode) => start(words, { rounds: 20_000, writeEvery: 10, mode })));
      let written = 0;
      for (const { thread } of started) {
        const { torn, written: own } = await result(thread);
        assert.equal(torn, 0);
        written += own;
      }
      assert.equal(words[COUNTER], written);
      await Promise.all(started.map(({ thread }) => thread.ended));
      const lock = rwLockOn(words);
      assert.equal(lock.tryWriteLock(), "clean", "the lock is free at the end");
      lock.writeUnlock();
    }));
}

test("readers are inside together, a writer alone", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words);
    const readers = [await startHolder(words, "read"), await startHolder(words, "read")];
    assert.equal(lock.readLock(), "clean", "a third reader");
    lock.readUnlock();
    assert.equal(lock.tryWriteLock(), undefined);
    assert.equal(lock.tryReadLock(), "clean", "the attempt left nothing behind");
    lock.readUnlock();
    const writing = lock.writeLockAsync();
    release(words);
    assert.equal(await writing, "clean");
    for (const { thread } of readers) {
      assert.equal(await thread.next(), "released");
      await thread.ended;
    }
    // The writer itself may have waited for the first readers, or have found them gone.
    const { waits } = lock.counters();
    const reader = await start(words, { rounds: 1, writeEvery: 0, mode: "block" });
    await until(() => lock.counters().waits > waits, "the reader to wait for the writer");
    lock.writeUnlock();
    assert.deepEqual(await result(reader.thread), { torn: 0, written: 0 });
    await reader.thread.ended;
  }));

test("a writer that comes while a reader sits down is seen: the reader gets up again", () => {
  const words = memory();
  const lock = rwLockOn(words);
  const sitDown = Seats.prototype.sitDown;
  Seats.prototype.sitDown = function (this: Seats): boolean {
    const sits = sitDown.call(this);
    // Another thread's number, as in Mutex: bits 2 and up.
    Atomics.store(words, LOCK, 77 << 2);
    return sits;
  };
  try {
    assert.equal(lock.tryReadLock(), undefined);
  } finally {
    Seats.prototype.sitDown = sitDown;
  }
  Atomics.store(words, LOCK, 0);
  assert.equal(lock.tryWriteLock(), "clean", "no reader is left");
  lock.writeUnlock();
});

test("a writer that meets a reader waits, and has the lock once the reader is gone", () => {
  const lock = rwLockOn(memory());
  const isEmpty = Seats.prototype.isEmpty;
  let looks = 0;
  Seats.prototype.isEmpty = function (this: Seats): boolean {
    // At the first look somebody reads.
    return looks++ > 0 && isEmpty.call(this);
  };
  try {
    assert.equal(lock.writeLock(5000), "clean");
  } finally {
    Seats.prototype.isEmpty = isEmpty;
  }
  assert.ok(looks >= 2);
  lock.writeUnlock();
});

test("a stream of readers does not starve a writer", () =>
  awake(async () => {
    const words = memory();
    const readers = await Promise.all([1, 2, 3].map(() => start(words, { rounds: 0, writeEvery: 0, mode: "block" })));
    const lock = rwLockOn(words);
    for (let round = 0; round < 200; round++) {
      if (round % 2 === 0) lock.writeLock(10_000);
      else await lock.writeLockAsync(10_000);
      lock.writeUnlock();
    }
    Atomics.store(words, 0, 1);
    for (const { thread } of readers) {
      await result(thread);
      await thread.ended;
    }
  }));

test("a reader that comes while a writer waits, waits behind it", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words);
    const { thread } = await startHolder(words, "read");
    const order: string[] = [];
    const writing = lock.writeLockAsync().then(() => {
      order.push("writer");
      lock.writeUnlock();
    });
    await tick();
    assert.equal(lock.tryReadLock(), undefined, "there is a reader, but a writer waits");
    const reading = lock.readLockAsync().then(() => {
      order.push("reader");
      lock.readUnlock();
    });
    release(words);
    await Promise.all([writing, reading]);
    assert.deepEqual(order, ["writer", "reader"]);
    await thread.ended;
  }));

test("time limits name those who are in the way, and a writer that gives up lets readers in", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words, "books");
    const reader = await startHolder(words, "read");
    const isBlocked = { code: "lock.timeout", message: new RegExp(`"books".*writing within 20 ms: 1 .*${reader.id}`) };
    assert.throws(() => lock.writeLock(20), isBlocked);
    assert.equal(lock.readLock(), "clean");
    lock.readUnlock();
    await assert.rejects(lock.writeLockAsync(20), isBlocked);
    assert.equal(await lock.readLockAsync(), "clean");
    lock.readUnlock();
    assert.throws(() => lock.writeGuard(0), { code: "lock.timeout" });
    release(words);
    await reader.thread.ended;
    Atomics.store(words, 0, 0);
    const writer = await startHolder(words, "write");
    const isWritten = {
      code: "lock.timeout",
      message: new RegExp(`"books".*reading within 20 ms: thread ${writer.id}`),
    };
    assert.throws(() => lock.readLock(20), isWritten);
    await assert.rejects(lock.readLockAsync(20), isWritten);
    assert.throws(() => lock.readGuard(0), { code: "lock.timeout" });
    assert.throws(() => lock.writeLock(20), { code: "lock.timeout", message: new RegExp(`thread ${writer.id}`) });
    release(words);
    await writer.thread.ended;
    lock.writeLock();
    lock.writeUnlock();
  }));

test("a reader that died is forgotten as soon as the host tells", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words);
    const { thread, id } = await startHolder(words, "read");
    await thread.terminate();
    const writing = lock.writeLockAsync();
    assert.equal(lock.threadDied(id), false, "it was no writer");
    assert.equal(await writing, "clean", "a reader leaves no poison");
    assert.equal(lock.threadDied(id), false);
    lock.writeUnlock();
  }));

test("a writer that died leaves the lock poisoned until a writer heals it", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words);
    const { thread, id } = await startHolder(words, "write");
    const reading = lock.readLockAsync();
    await tick();
    await thread.terminate();
    assert.equal(lock.threadDied(id), true);
    assert.equal(await reading, "poisoned");
    lock.readUnlock();
    assert.equal(lock.readLock(), "poisoned");
    assert.ok(lock.isPoisoned);
    assert.throws(() => lock.heal(), { code: "lock.not-owner" }, "a reader cannot heal");
    lock.readUnlock();
    assert.equal(lock.writeLock(), "poisoned");
    lock.heal();
    lock.writeUnlock();
    assert.equal(lock.readLock(), "clean");
    lock.readUnlock();
    assert.equal(lock.counters().takeovers, 1);
  }));

test("threads that are ended at any moment stop nobody", () =>
  awake(async () => {
    const words = memory();
    const lock = rwLockOn(words);
    const lasting = await Promise.all(
      (["block", "async"] as const).map((mode) => start(words, { rounds: 30_000, writeEvery: 10, mode })),
    );
    const dead: number[] = [];
    const tell = () => {
      for (const id of dead) lock.threadDied(id);
    };
    // Deno says that a thread has ended some ten ms before it has: it may take the lock once more after the first call.
    const again = "Deno" in globalThis ? setInterval(tell, 5) : undefined;
    for (let victim = 0; victim < 6; victim++) {
      const mode = victim % 2 === 0 ? "block" : "async";
      const { thread, id } = await start(words, { rounds: Number.MAX_SAFE_INTEGER, writeEvery: 3, mode });
      const before = Atomics.load(words, COUNTER);
      await until(() => Atomics.load(words, COUNTER) !== before, "the threads to be at work");
      await thread.terminate();
      lock.threadDied(id);
      dead.push(id);
    }
    for (const { thread } of lasting) {
      await result(thread);
      await thread.ended;
    }
    const isFree = () => {
      const isMine = lock.tryWriteLock() !== undefined;
      if (isMine) lock.writeUnlock();
      return isMine;
    };
    // For the same reason the last one may take it even now.
    if (again !== undefined) await untilSettled(isFree, "the lock to be free at the end");
    clearInterval(again);
    tell();
    assert.ok(isFree(), "free at the end");
  }));

test("more readers than seats wait for one", () => {
  const words = memory();
  const readers: RwLock[] = [];
  // Each stands for a thread: a seat is taken whatever its number.
  for (let reader = 0; reader < limits.lockReaders; reader++) {
    const lock = rwLockOn(words);
    assert.equal(lock.readLock(), "clean");
    readers.push(lock);
  }
  const late = rwLockOn(words);
  assert.equal(late.tryReadLock(), undefined);
  assert.throws(() => late.readLock(10), {
    code: "lock.timeout",
    message: new RegExp(`${limits.lockReaders} of at most ${limits.lockReaders} threads read`),
  });
  return awake(async () => {
    const reading = late.readLockAsync();
    await tick();
    readers[7]?.readUnlock();
    assert.equal(await reading, "clean");
    late.readUnlock();
    for (const [number, reader] of readers.entries()) if (number !== 7) reader.readUnlock();
    assert.equal(late.tryWriteLock(), "clean");
  });
});

test("taking it twice in any way is an error that says so, with order checks off", () => {
  const words = memory();
  const lock = rwLockOn(words, "books");
  const isHeld = { code: "lock.order", message: /"books" is held by this thread already/ };
  lock.readLock();
  assert.throws(() => lock.readLock(), isHeld);
  assert.throws(() => lock.writeLock(), isHeld);
  assert.equal(lock.tryReadLock(), undefined);
  assert.equal(lock.tryWriteLock(), undefined);
  assert.throws(() => lock.writeUnlock(), { code: "lock.not-owner" });
  lock.readUnlock();
  assert.throws(() => lock.readUnlock(), { code: "lock.not-owner", message: /"books" is not held for reading/ });
  lock.writeLock();
  assert.throws(() => lock.writeLock(), isHeld);
  assert.throws(() => lock.readLock(), isHeld);
  lock.writeUnlock();
  assert.equal(Atomics.load(words, LOCK), 0);
});

test("tasks of one thread wait for each other", () =>
  awake(async () => {
    const lock = rwLockOn(memory());
    await lock.readLockAsync();
    const order: string[] = [];
    const reading = lock.readLockAsync().then(() => {
      order.push("read");
      lock.readUnlock();
    });
    const writing = lock.writeLockAsync().then(() => {
      order.push("write");
      lock.writeUnlock();
    });
    await tick();
    assert.deepEqual(order, []);
    lock.readUnlock();
    await Promise.all([reading, writing]);
    assert.equal(order.length, 2);
  }));

test("guards release when their block is left, also by a throw", () => {
  const lock = rwLockOn(memory());
  assert.throws(() => {
    using _guard = lock.readGuard();
    throw new RangeError("out");
  }, RangeError);
  assert.throws(() => {
    using _guard = lock.writeGuard();
    throw new RangeError("out");
  }, RangeError);
  assert.equal(lock.tryWriteLock(), "clean");
});
