/** The readers-writer lock: exclusion, writers that are not starved, time limits, event loops, and deaths. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, isTimeout, lines, noteDone, words } from "./support.ts";

/** The lock takes two lines and one per seat (two, see tuning.ts); then the data. */
const DATA = 64;

type Lock = InstanceType<Core["RwLock"]>;

function rwLock(core: Core, shared: Words): Lock {
  return new core.RwLock(shared, 0, { name: "scenario", rank: 1 });
}

/** Writes both words of the data, which are equal whenever the lock is free and clean. */
function write(core: Core, shared: Words): void {
  const { get, put } = core.door;
  const next = get(shared, DATA) + 1;
  put(shared, DATA, next);
  put(shared, DATA + 1, next);
}

function read(core: Core, shared: Words): void {
  const { get } = core.door;
  expect(get(shared, DATA) === get(shared, DATA + 1), "half written data under a lock that says it is clean");
}

const base = {
  primitive: "rwlock",
  share: () => words(5),
  regions: (shared: Words) => [
    lines(shared, {
      0: "writer",
      8: "changed epoch",
      9: "changed waiters",
      16: "last used seat",
      32: "seat 0",
      48: "seat 1",
      64: "data",
      65: "data too",
    }),
  ],
  after(core: Core, shared: Words, run: Run) {
    const lock = rwLock(core, shared);
    expect(lock.tryWriteLock() !== undefined, "the lock is not free in the end");
    if (lock.isPoisoned) core.door.put(shared, DATA + 1, core.door.get(shared, DATA));
    write(core, shared);
    run.note(core.door.get(shared, DATA));
    run.note(core.door.load(shared, 9));
  },
} as const;

/** `writes[thread]`: how often it writes (positive) or reads (negative). */
function mix(name: string, works: readonly number[]): Scenario<Words> {
  return {
    ...base,
    name: `rwlock/${name}`,
    threads: works.length,
    join(core, shared, thread, run) {
      const work = works[thread] ?? 0;
      return () => {
        const lock = rwLock(core, shared);
        for (let round = Math.abs(work); round > 0; round--) {
          if (work > 0) {
            lock.writeLock();
            write(core, shared);
            lock.writeUnlock();
            run.note(1);
          } else {
            lock.readLock();
            read(core, shared);
            lock.readUnlock();
          }
        }
      };
    },
    check({ notes }) {
      const [found = 0, waiters] = notes.at(-1) ?? [];
      expect(found === noteDone(notes) + 1, `${found - 1} writes came out of ${noteDone(notes)}`);
      expect(waiters === 0, "somebody stayed counted as a waiter");
    },
  };
}

/** Once a writer waits, nobody begins to read before it has written. */
const notStarved: Scenario<Words> = {
  ...base,
  name: "rwlock/writer-not-starved",
  threads: 3,
  join(core, shared, thread, run) {
    return () => {
      const lock = rwLock(core, shared);
      if (thread === 0) {
        // Without waiting: the writer alone may wait for a change.
        if (lock.tryReadLock() === undefined) return;
        read(core, shared);
        lock.readUnlock();
      } else if (thread === 1) {
        lock.writeLock();
        write(core, shared);
        lock.writeUnlock();
        run.note(1);
      } else {
        // Whoever waits for a change is the writer. Whether the mutex is taken says nothing: a writer also takes it for a
        // moment, to see whether there are readers.
        const before = core.door.load(shared, 9) > 0;
        if (lock.tryReadLock() === undefined) return;
        const hasWritten = core.door.get(shared, DATA) > 0;
        expect(hasWritten || !before, "a new reader came before a writer that waited");
        lock.readUnlock();
      }
    };
  },
  check: ({ notes }) => expect(noteDone(notes) === 1, "the writer did not write"),
};

/** Thread 2 takes the lock for a moment to see whether anybody reads: a reader that was kept out by that must get in. */
const triesToWrite: Scenario<Words> = {
  ...base,
  name: "rwlock/writer-that-only-tries",
  threads: 3,
  join(core, shared, thread, run) {
    return () => {
      const lock = rwLock(core, shared);
      if (thread < 2) {
        lock.readLock();
        read(core, shared);
        lock.readUnlock();
      } else if (lock.tryWriteLock() !== undefined) {
        write(core, shared);
        lock.writeUnlock();
        run.note(1);
      }
    };
  },
  check({ notes }) {
    const [found = 0, waiters] = notes.at(-1) ?? [];
    expect(found === noteDone(notes) + 1, `${found - 1} writes came out of ${noteDone(notes)}`);
    expect(waiters === 0, "somebody stayed counted as a waiter");
  },
};

function timeLimit(name: string, isWriter: boolean): Scenario<Words> {
  return {
    ...base,
    name: `rwlock/${name}`,
    threads: 3,
    mayTimeOut: true,
    join(core, shared, thread, run) {
      return () => {
        const lock = rwLock(core, shared);
        const limit = thread === 1 ? 40 : Number.POSITIVE_INFINITY;
        const writes = thread === 0 ? !isWriter : thread === 1 ? isWriter : true;
        try {
          if (writes) lock.writeLock(limit);
          else lock.readLock(limit);
        } catch (error) {
          if (!isTimeout(error)) throw error;
          return;
        }
        if (writes) {
          write(core, shared);
          lock.writeUnlock();
          run.note(1);
        } else {
          read(core, shared);
          lock.readUnlock();
        }
      };
    },
    check({ notes }) {
      const found = notes.at(-1)?.[0] ?? 0;
      expect(found === noteDone(notes) + 1, `${found - 1} writes came out of ${noteDone(notes)}`);
      expect(notes[2]?.length === 1, "a lock without a limit was given up");
    },
  };
}

const eventLoops: Scenario<Words> = {
  ...base,
  name: "rwlock/event-loops",
  threads: 3,
  eventLoops: [0, 1],
  join(core, shared, thread, run) {
    if (thread === 2) {
      return () => {
        const lock = rwLock(core, shared);
        lock.writeLock();
        write(core, shared);
        lock.writeUnlock();
        run.note(1);
      };
    }
    return async () => {
      const lock = rwLock(core, shared);
      if (thread === 0) {
        await lock.readLockAsync();
        read(core, shared);
        lock.readUnlock();
      } else {
        await lock.writeLockAsync();
        write(core, shared);
        lock.writeUnlock();
        run.note(1);
      }
    };
  },
  check({ notes }) {
    const found = notes.at(-1)?.[0] ?? 0;
    expect(found === 3 && noteDone(notes) === 2, `${found - 1} writes came out of ${noteDone(notes)}`);
  },
};

/** Thread 0 dies: reading, writing, or while it waits for readers. */
function dies(name: string, isWriter: boolean): Scenario<Words> {
  return {
    ...base,
    name: `rwlock/${name}`,
    threads: 3,
    racy: true,
    mortal: [0],
    join(core, shared, thread, run) {
      return () => {
        const lock = rwLock(core, shared);
        const writes = thread === 0 ? isWriter : thread === 1;
        const found = writes ? lock.writeLock() : lock.readLock();
        if (writes) {
          if (found === "poisoned") {
            core.door.put(shared, DATA + 1, core.door.get(shared, DATA));
            lock.heal();
          }
          write(core, shared);
          lock.writeUnlock();
          run.note(1);
        } else {
          if (found === "clean") read(core, shared);
          lock.readUnlock();
          run.note(0);
        }
      };
    },
    bury: (core, shared, _run, dead) => {
      rwLock(core, shared).threadDied(dead + 1);
    },
    check({ notes, dead }) {
      for (const [thread, own] of notes.slice(0, 3).entries()) {
        expect(own.length === 1 || thread === dead, `thread ${thread} did not get the lock`);
      }
    },
  };
}

export const rwLockScenarios = [
  mix("reader-and-writer", [-2, 2]),
  mix("two-readers-one-writer", [-1, -1, 1]),
  mix("two-writers-one-reader", [1, 1, -1]),
  mix("more-readers-than-seats", [-1, -1, -1]),
  notStarved,
  triesToWrite,
  timeLimit("reader-time-limit", false),
  timeLimit("writer-time-limit", true),
  eventLoops,
  dies("reader-dies", false),
  dies("writer-dies", true),
] as const;
