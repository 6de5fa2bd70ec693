import assert from "node:assert/strict";
import { test } from "node:test";
import { setLockOrderChecks, threadId } from "../../../core/sync/index.ts";
import { awake, startThread, tick, until, untilSettled } from "../worker.ts";
import { COUNTER, LOCK, memory, mutexOn, release, startHolder } from "./memory.ts";

/** Bits of the lock's word. */
const CONTENDED = 1;
const POISONED = 2;

for (const { modes, rounds } of [
  { modes: [["block"], ["block"], ["block"]], rounds: 50_000 },
  { modes: [["block"], ["async"], ["block"]], rounds: 50_000 },
  { modes: [["async"], ["try"], ["block"]], rounds: 50_000 },
  {
    modes: [
      ["block", "async limited"],
      ["block limited", "async"],
      ["block", "block limited", "try"],
      ["async", "async limited"],
    ],
    rounds: 10_000,
  },
]) {
  test(`no two threads are inside at once, and all come to an end (${modes.join("; ")})`, () =>
    awake(async () => {
      const words = memory();
      const threads = modes.map((modes) =>
        startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds, modes }),
      );
      let taken = 0;
      for (const thread of threads) {
        await thread.next();
        const count = await thread.next();
        assert.ok(typeof count === "number");
        taken += count;
      }
      assert.equal(words[COUNTER], taken);
      assert.equal(Atomics.load(words, LOCK), 0, "the lock is free at the end");
      await Promise.all(threads.map((thread) => thread.ended));
    }));
}

test("tryLock says no while another thread holds it, and lockAsync waits for it", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    const { thread, id } = await startHolder(words, "mutex");
    assert.equal(mutex.owner, id);
    assert.equal(mutex.tryLock(), undefined);
    assert.throws(() => mutex.unlock(), { name: "CoreError", code: "lock.not-owner", message: /"test".*release/ });
    assert.throws(() => mutex.heal(), { name: "CoreError", code: "lock.not-owner", message: /"test".*heal/ });
    let isTaken = false;
    const taking = mutex.lockAsync().then((acquired) => {
      isTaken = true;
      return acquired;
    });
    await tick();
    assert.equal(isTaken, false);
    release(words);
    assert.equal(await taking, "clean");
    assert.equal(mutex.owner, threadId);
    assert.equal(mutex.tryLock(), undefined, "not recursive");
    mutex.unlock();
    assert.equal(mutex.owner, 0);
    assert.ok(mutex.counters().waits >= 1, "the wait was counted");
    assert.equal(await thread.next(), "released");
    await thread.ended;
  }));

test("tasks of one thread wait for each other with lockAsync", () =>
  awake(async () => {
    const mutex = mutexOn(memory());
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
    const mutex = mutexOn(words);
    mutex.lock();
    const thread = startThread("./mutex.worker", import.meta.url, {
      buffer: words.buffer,
      rounds: 1,
      modes: ["block"],
    });
    await thread.next();
    await until(() => (Atomics.load(words, LOCK) & CONTENDED) !== 0, "the other thread to mark the lock as contended");
    mutex.unlock();
    assert.equal(await thread.next(), 1);
    await thread.ended;
  }));

test("all that sleep are woken one after the other, each by the one before", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    mutex.lock();
    const threads = [1, 2, 3].map(() =>
      startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds: 1, modes: ["block"] }),
    );
    for (const thread of threads) await thread.next();
    await until(() => mutex.counters().waits === 3, "all of them to sleep");
    mutex.unlock();
    for (const thread of threads) {
      assert.equal(await thread.next(), 1);
      await thread.ended;
    }
    assert.equal(mutex.counters().waits, 3, "a wait counts once");
  }));

test("a task that waits takes no wake-up from a blocked thread, however long its event loop is busy", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    mutex.lock();
    const abandoned = mutex.lockAsync(5);
    await assert.rejects(abandoned, { code: "lock.timeout" });
    const waiting = mutex.lockAsync();
    const thread = startThread("./mutex.worker", import.meta.url, {
      buffer: words.buffer,
      rounds: 1,
      modes: ["block"],
    });
    await thread.next();
    await until(() => mutex.counters().waits >= 3, "all of them to wait");
    mutex.unlock();
    // From here on this thread's event loop does not turn.
    const end = performance.now() + 5_000;
    while (Atomics.load(words, COUNTER) === 0 && performance.now() < end);
    assert.equal(Atomics.load(words, COUNTER), 1, "the blocked thread got the lock");
    assert.equal(await waiting, "clean");
    mutex.unlock();
    assert.equal(await thread.next(), 1);
    await thread.ended;
  }));

test("a lock that is not free in time: who holds it is told, and a later wait gets it", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words, "books");
    const { thread, id } = await startHolder(words, "mutex");
    const isTimeout = {
      name: "CoreError",
      code: "lock.timeout",
      message: new RegExp(`"books".* 20 ms: thread ${id} `),
    };
    const start = performance.now();
    assert.throws(() => mutex.lock(20), isTimeout);
    await assert.rejects(mutex.lockAsync(20), isTimeout);
    assert.ok(performance.now() - start >= 38, "both waited");
    assert.throws(() => mutex.guard(0), { code: "lock.timeout" });
    await assert.rejects(mutex.lockAsync(0), { code: "lock.timeout" });
    const taking = mutex.lockAsync(20_000);
    release(words);
    assert.equal(await taking, "clean");
    mutex.unlock();
    assert.equal(Atomics.load(words, LOCK), 0, "nothing is left of those who gave up");
    await thread.ended;
  }));

test("a thread that dies with the lock: the host tells, the next owner is told and heals", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    const { thread, id } = await startHolder(words, "mutex");
    await thread.terminate();
    assert.throws(() => mutex.lock(20), {
      code: "lock.timeout",
      message: new RegExp(`thread ${id} holds it, or died`),
    });
    const taking = mutex.lockAsync();
    assert.equal(mutex.threadDied(id), true);
    assert.equal(mutex.threadDied(id), false, "told twice, nothing more happens");
    assert.equal(await taking, "poisoned");
    assert.ok(mutex.isPoisoned);
    mutex.unlock();
    assert.equal(mutex.lock(), "poisoned");
    assert.ok(mutex.isPoisoned);
    mutex.unlock();
    assert.equal(mutex.tryLock(), "poisoned", "until somebody heals it");
    mutex.unlock();
    assert.equal(await mutex.lockAsync(), "poisoned");
    mutex.heal();
    assert.ok(!mutex.isPoisoned);
    mutex.unlock();
    {
      using _guard = mutex.guard();
      assert.ok(!mutex.isPoisoned);
    }
    assert.equal(mutex.lock(), "clean");
    mutex.unlock();
    assert.equal(mutex.counters().takeovers, 1);
  }));

test("those who wait for a dead thread's lock are woken, blocked or not, each told until one heals", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    const { thread, id } = await startHolder(words, "mutex");
    const others = ["block", "block", "async"].map((mode) =>
      startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds: 1, modes: [mode] }),
    );
    for (const other of others) await other.next();
    const taking = mutex.lockAsync();
    await until(() => mutex.counters().waits >= 4, "all of them to wait");
    await thread.terminate();
    assert.equal(mutex.threadDied(id), true);
    await taking;
    mutex.unlock();
    for (const other of others) assert.equal(await other.next(), 1);
    assert.equal(mutex.lock(), "clean");
    mutex.unlock();
    await Promise.all(others.map((other) => other.ended));
  }));

test("the death of a thread that does not hold the lock changes nothing", () => {
  const words = memory();
  const mutex = mutexOn(words);
  assert.equal(mutex.threadDied(0), false);
  assert.equal(mutex.threadDied(12_345), false);
  assert.equal(Atomics.load(words, LOCK), 0);
  mutex.lock();
  assert.equal(mutex.threadDied(12_345), false);
  mutex.unlock();
  assert.equal(mutex.lock(), "clean");
  mutex.unlock();
});

test("threads that are ended at any moment stop nobody", () =>
  awake(async () => {
    const words = memory();
    const mutex = mutexOn(words);
    const run = (rounds: number, modes: string[]) =>
      startThread("./mutex.worker", import.meta.url, { buffer: words.buffer, rounds, modes });
    const lasting = [run(60_000, ["block"]), run(60_000, ["async", "block"])];
    for (const thread of lasting) await thread.next();
    const dead: number[] = [];
    const tell = () => {
      for (const id of dead) mutex.threadDied(id);
    };
    // Deno says that a thread has ended some ten ms before it has: it may take the lock once more after the first call.
    const again = "Deno" in globalThis ? setInterval(tell, 5) : undefined;
    for (let victim = 0; victim < 8; victim++) {
      const thread = run(Number.MAX_SAFE_INTEGER, victim % 2 === 0 ? ["block"] : ["async", "block"]);
      const id = await thread.next();
      assert.ok(typeof id === "number");
      const before = Atomics.load(words, COUNTER);
      await until(() => Atomics.load(words, COUNTER) !== before, "the threads to be at work");
      await thread.terminate();
      mutex.threadDied(id);
      dead.push(id);
    }
    for (const thread of lasting) assert.equal(await thread.next(), 60_000);
    const isFree = () => (Atomics.load(words, LOCK) & ~POISONED) === 0;
    // For the same reason the last one may take it even now.
    if (again !== undefined) await untilSettled(isFree, "the lock to be free at the end");
    clearInterval(again);
    tell();
    assert.ok(isFree(), "free at the end");
    await Promise.all(lasting.map((thread) => thread.ended));
  }));

test("a guard releases the lock when its block is left, also by a throw", () => {
  const words = memory();
  const mutex = mutexOn(words);
  assert.throws(() => {
    using _guard = mutex.guard();
    assert.equal(Atomics.load(words, LOCK) >>> 2, threadId, "the word names its owner");
    throw new RangeError("out");
  }, RangeError);
  assert.equal(Atomics.load(words, LOCK), 0);
});

for (const checks of [false, true]) {
  test(`unlock without lock, and lock twice, are errors that name the lock (order checks ${checks ? "on" : "off"})`, () => {
    setLockOrderChecks(checks);
    try {
      const mutex = mutexOn(memory(), "books");
      assert.throws(() => mutex.unlock(), /"books" is not held/);
      mutex.lock();
      assert.throws(() => mutex.lock(), {
        code: "lock.order",
        message: checks ? /while holding "books"/ : /"books".*already/,
      });
      mutex.unlock();
    } finally {
      setLockOrderChecks(false);
    }
  });
}
