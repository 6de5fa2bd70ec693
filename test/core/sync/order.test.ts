import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Mutex, setLockOrderChecks } from "../../../core/sync/index.ts";
import { where } from "../../../core/sync/order.ts";
import { awake } from "../worker.ts";
import { GO, LOCK, memory, mutexOn, release, rwLockOn, startHolder } from "./memory.ts";

beforeEach(() => setLockOrderChecks(true));
afterEach(() => setLockOrderChecks(false));

/** Three locks in shared memory of their own. */
function locks(): { low: Mutex; high: Mutex; peer: Mutex; words: Int32Array<SharedArrayBuffer> } {
  const words = memory();
  const line = Mutex.BYTES / 4;
  return {
    low: mutexOn(words, "low", 1),
    high: mutexOn(words, "high", 2, LOCK + line),
    peer: mutexOn(words, "peer", 2, LOCK + 2 * line),
    words,
  };
}

/** What the violation says: the places of both locks as `file:line:column`. */
function violation(action: () => unknown): { message: string; places: string[] } {
  let message = "";
  assert.throws(action, (error: Error & { code?: string }) => {
    message = error.message;
    return error.code === "lock.order";
  });
  return { message, places: message.match(/order\.test\.[tj]s:\d+:\d+/g) ?? [] };
}

test("locks are taken by rising rank only; both names and both places of acquisition are told", () => {
  const { low, high, words } = locks();
  high.lock();
  const { message, places } = violation(() => {
    low.lock();
  });
  assert.match(
    message,
    /cannot take lock "low" \(rank 1\) at \S+:\d+:\d+ while holding "high" \(rank 2\), taken at \S+:\d+:\d+:/,
  );
  assert.equal(places.length, 2);
  assert.notEqual(places[0], places[1]);
  assert.equal(Atomics.load(words, LOCK), 0, "the refused lock stays free");
  high.unlock();
});

test("every way of taking a lock is a place of its own, and none is inside the locks", () =>
  awake(async () => {
    const { high, words } = locks();
    const lowest = mutexOn(words, "lowest", 0, LOCK + 2 * (Mutex.BYTES / 4));
    const ways: (() => unknown)[] = [
      async () => void (await high.lock()),
      async () => void (await high.tryLock()),
      async () => void (await high.guard()),
      async () => void (await high.lockAsync()),
    ];
    const seen = new Set<string>();
    for (const take of ways) {
      await take();
      const { places } = violation(() => {
        lowest.guard();
      });
      assert.equal(places.length, 2);
      seen.add(places[1] ?? "");
      await assert.rejects(lowest.lockAsync(), { code: "lock.order" });
      high.unlock();
    }
    assert.equal(seen.size, ways.length);
  }));

test("equal ranks have no order; tryLock may, as it never waits; locks are released in any order", () => {
  const { low, high, peer } = locks();
  low.lock();
  high.lock();
  violation(() => peer.lock());
  low.unlock();
  violation(() => low.lock());
  assert.equal(low.tryLock(), "clean");
  low.unlock();
  high.unlock();
  low.lock();
  peer.lock();
  peer.unlock();
  low.unlock();
});

test("tasks of one thread may wait for the same lock", () =>
  awake(async () => {
    const { low } = locks();
    await low.lockAsync();
    const second = low.lockAsync();
    low.unlock();
    await second;
    low.unlock();
  }));

test("readers-writer locks take part, reading and writing, and are places of their own", () =>
  awake(async () => {
    const words = memory();
    const books = rwLockOn(words, "books", 5);
    const other = new Mutex(new Int32Array(new SharedArrayBuffer(Mutex.BYTES)), 0, { name: "other", rank: 4 });
    const ways: [() => unknown, () => void][] = [
      [async () => void (await books.readLock()), () => books.readUnlock()],
      [async () => void (await books.readGuard()), () => books.readUnlock()],
      [async () => void (await books.tryReadLock()), () => books.readUnlock()],
      [async () => void (await books.readLockAsync()), () => books.readUnlock()],
      [async () => void (await books.writeLock()), () => books.writeUnlock()],
      [async () => void (await books.writeGuard()), () => books.writeUnlock()],
      [async () => void (await books.tryWriteLock()), () => books.writeUnlock()],
      [async () => void (await books.writeLockAsync()), () => books.writeUnlock()],
    ];
    const seen = new Set<string>();
    for (const [take, release] of ways) {
      await take();
      const { message, places } = violation(() => {
        other.lock();
      });
      assert.match(message, /while holding "books"/);
      seen.add(places[1] ?? "");
      release();
      other.lock();
      other.unlock();
    }
    assert.equal(seen.size, ways.length);
    const last = new Mutex(new Int32Array(new SharedArrayBuffer(Mutex.BYTES)), 0, { name: "last", rank: 6 });
    last.lock();
    for (const take of [
      () => books.readLock(),
      () => books.writeLock(),
      () => books.readGuard(),
      () => books.writeGuard(),
    ]) {
      assert.match(violation(take).message, /take lock "books".*holding "last"/);
    }
    await assert.rejects(books.readLockAsync(), { code: "lock.order" });
    await assert.rejects(books.writeLockAsync(), { code: "lock.order" });
    last.unlock();
    assert.equal(books.tryWriteLock(), "clean", "it was never taken");
    books.writeUnlock();
  }));

test("a lock that could not be had in time does not count as held", () =>
  awake(async () => {
    const words = memory();
    const mutex = await startHolder(words, "mutex");
    assert.throws(() => mutexOn(words).lock(5), { code: "lock.timeout" });
    release(words);
    await mutex.thread.ended;
    Atomics.store(words, GO, 0);
    const writer = await startHolder(words, "write");
    assert.throws(() => rwLockOn(words).readLock(5), { code: "lock.timeout" });
    assert.throws(() => rwLockOn(words).writeLock(5), { code: "lock.timeout" });
    release(words);
    await writer.thread.ended;
    const { low } = locks();
    low.lock();
    low.unlock();
  }));

test("switched off, every order passes, and what was held is forgotten", () => {
  const { low, high } = locks();
  high.lock();
  setLockOrderChecks(false);
  low.lock();
  low.unlock();
  high.unlock();
  setLockOrderChecks(true);
  low.lock();
  high.lock();
  high.unlock();
  low.unlock();
});

test("stacks of both engines are read; a place without one is said to be unknown", () => {
  const place = new Error("taken");
  for (const [stack, expected] of [
    ["Error: taken\n    at run (file:///app/a.ts:8:28)\n    at file:///app/b.ts:9:1", "file:///app/a.ts:8:28"],
    ["Error: taken\n    at /app/a.ts:9:1", "/app/a.ts:9:1"],
    ["run@/app/a.ts:8:28\n@/app/b.ts:9:1", "/app/a.ts:8:28"],
    ["Error: taken", "an unknown place"],
    [undefined, "an unknown place"],
  ] as const) {
    Object.defineProperty(place, "stack", { value: stack, configurable: true });
    assert.equal(where(place), expected);
  }
});
