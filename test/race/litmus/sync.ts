/** The locks under load. */

import { door, type Words } from "../../../core/memory/index.ts";
import { EventCount, Mutex, RwLock, Semaphore } from "../../../core/sync/index.ts";
import type { Litmus } from "./litmus.ts";

function words(bytes: number): Words {
  return new Int32Array(new SharedArrayBuffer(bytes));
}

function sum(results: readonly (readonly number[])[], index = 0): number {
  return results.reduce((total, own) => total + (own[index] ?? 0), 0);
}

function expectSame(found: number, wanted: number, what: string): void {
  if (found !== wanted) throw new Error(`${found} ${what}, and not ${wanted}`);
}

/** Plain increments under the lock: none is lost. One thread in three only tries. */
const mutex: Litmus<Words> = {
  name: "mutex/exclusion",
  primitive: "mutex",
  threads: 3,
  share: () => words(128),
  run(shared, thread, isOver) {
    const lock = new Mutex(shared, 0, { name: "litmus", rank: 1 });
    let count = 0;
    let refused = 0;
    while (!isOver()) {
      if (thread !== 2) lock.lock();
      else if (lock.tryLock() === undefined) {
        refused++;
        continue;
      }
      door.put(shared, 16, door.get(shared, 16) + 1);
      lock.unlock();
      count++;
    }
    return [count, refused];
  },
  check(results, shared) {
    const count = sum(results);
    expectSame(Atomics.load(shared, 16), count, "increments under the lock");
    expectSame(Atomics.load(shared, 0), 0, "in the lock's word at the end");
    return { steps: 2 * count, counts: { rounds: count, refused: sum(results, 1) } };
  },
};

const rwLock: Litmus<Words> = {
  name: "rwlock/exclusion",
  primitive: "rwlock",
  threads: 3,
  share: () => words(RwLock.BYTES + 64),
  run(shared, thread, isOver) {
    const lock = new RwLock(shared, 0, { name: "litmus", rank: 1 });
    const data = RwLock.BYTES / 4;
    let count = 0;
    while (!isOver()) {
      if (thread === 0) {
        lock.writeLock();
        door.put(shared, data, door.get(shared, data) + 1);
        door.put(shared, data + 1, door.get(shared, data + 1) + 1);
        lock.writeUnlock();
      } else {
        lock.readLock();
        if (door.get(shared, data) !== door.get(shared, data + 1)) throw new Error("a reader met a writer at work");
        lock.readUnlock();
      }
      count++;
    }
    return [count];
  },
  check(results, shared) {
    const [[writes = 0] = [], ...reads] = results;
    expectSame(Atomics.load(shared, RwLock.BYTES / 4), writes, "writes under the lock");
    return { steps: 2 * sum(results), counts: { writes, reads: sum(reads) } };
  },
};

const semaphore: Litmus<Words> = {
  name: "semaphore/never-over-its-count",
  primitive: "semaphore",
  threads: 3,
  share() {
    const shared = words(128);
    Semaphore.create(shared, 0, { name: "litmus", permits: 2 });
    return shared;
  },
  run(shared, _thread, isOver) {
    const permits = new Semaphore(shared, 0, { name: "litmus" });
    let count = 0;
    while (!isOver()) {
      permits.acquire();
      if (door.add(shared, 16, 1) >= 2) throw new Error("three threads have one of two permits");
      door.sub(shared, 16, 1);
      permits.release();
      count++;
    }
    return [count];
  },
  check(results, shared) {
    const permits = new Semaphore(shared, 0, { name: "litmus" });
    expectSame(permits.available, 2, "permits in the end");
    return { steps: 2 * sum(results), counts: { rounds: sum(results) } };
  },
};

/** A ball that two threads wait for in turn. */
const eventCount: Litmus<Words> = {
  name: "event-count/ping-pong",
  primitive: "event-count",
  threads: 2,
  share: () => words(256),
  run(shared, thread, isOver) {
    const count = new EventCount(shared, 0);
    const turn = 16;
    const end = 32;
    let rounds = 0;
    for (;;) {
      while (door.load(shared, turn) !== thread && door.load(shared, end) === 0) {
        const ticket = count.prepare();
        if (door.load(shared, turn) === thread || door.load(shared, end) !== 0) count.cancel();
        else if (!count.wait(ticket, 20_000)) throw new Error("a wake-up was lost");
      }
      if (door.load(shared, end) !== 0) break;
      if (door.get(shared, 48) !== 2 * rounds + thread) throw new Error("what the other wrote is not seen");
      door.put(shared, 48, 2 * rounds + thread + 1);
      rounds++;
      if (isOver()) door.store(shared, end, 1);
      door.store(shared, turn, 1 - thread);
      count.notifyAll();
    }
    return [rounds];
  },
  check(results) {
    return { steps: sum(results), counts: { rounds: sum(results) } };
  },
};

export const syncLitmus = [mutex, rwLock, semaphore, eventCount] as const;
