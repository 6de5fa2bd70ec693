/** The mutex: exclusion, hand-over, time limits, event loops, and owners that die. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, isTimeout, lines, noteDone, words } from "./support.ts";

/** The lock's line, then the data under it. */
const DATA = 16;

function mutex(core: Core, shared: Words) {
  return new core.Mutex(shared, 0, { name: "scenario", rank: 1 });
}

/** Adds one to the data under the lock, as two plain accesses. */
function increment(core: Core, shared: Words): void {
  core.door.put(shared, DATA, core.door.get(shared, DATA) + 1);
}

/** The words of the lock's line, and of the line under it. */
const names = {
  0: "lock",
  1: "waits",
  2: "takeovers",
  // The event count of tasks that wait.
  3: "tasks.epoch",
  4: "tasks.waiters",
  5: "tasks.waits",
  [DATA]: "count",
  [DATA + 1]: "copy",
};

const base = {
  primitive: "mutex",
  share: () => words(2),
  regions: (shared: Words) => [lines(shared, names)],
  after(core: Core, shared: Words, run: Run) {
    run.note(core.door.get(shared, DATA));
    run.note(core.door.load(shared, 0));
  },
} as const;

/** What is true in the end: so many increments, and the lock free. */
function ended(notes: readonly (readonly number[])[], count: number): void {
  const [found, word] = notes.at(-1) ?? [];
  expect(found === count, `${found} increments came out of ${count}`);
  expect(word === 0, `the lock's word is ${word} in the end`);
}

function rounds(name: string, threads: number, count: number): Scenario<Words> {
  return {
    ...base,
    name: `mutex/${name}`,
    threads,
    join(core, shared) {
      const lock = mutex(core, shared);
      return () => {
        for (let round = 0; round < count; round++) {
          lock.lock();
          increment(core, shared);
          lock.unlock();
        }
      };
    },
    check: ({ notes }) => ended(notes, threads * count),
  };
}

const tryLock: Scenario<Words> = {
  ...base,
  name: "mutex/try-lock",
  threads: 3,
  join(core, shared, thread, run) {
    const lock = mutex(core, shared);
    return () => {
      if (thread > 0) lock.lock();
      else if (lock.tryLock() === undefined) return;
      increment(core, shared);
      lock.unlock();
      run.note(1);
    };
  },
  check: ({ notes }) => ended(notes, noteDone(notes)),
};

const timeLimit: Scenario<Words> = {
  ...base,
  name: "mutex/time-limit",
  threads: 3,
  mayTimeOut: true,
  join(core, shared, thread, run) {
    const lock = mutex(core, shared);
    return () => {
      try {
        lock.lock(thread === 1 ? 50 : Number.POSITIVE_INFINITY);
      } catch (error) {
        if (!isTimeout(error)) throw error;
        return;
      }
      increment(core, shared);
      lock.unlock();
      run.note(1);
    };
  },
  check({ notes }) {
    ended(notes, noteDone(notes));
    expect(notes[0]?.length === 1 && notes[2]?.length === 1, "a lock without a limit was given up");
  },
};

/** Two event loops and a blocking thread. */
function eventLoops(name: string, limit: number | undefined): Scenario<Words> {
  return {
    ...base,
    name: `mutex/${name}`,
    threads: 3,
    eventLoops: [0, 1],
    ...(limit === undefined ? {} : { mayTimeOut: true }),
    join(core, shared, thread, run) {
      const work = (lock: ReturnType<typeof mutex>) => {
        increment(core, shared);
        lock.unlock();
        run.note(1);
      };
      if (thread === 2) {
        return () => {
          const lock = mutex(core, shared);
          lock.lock();
          work(lock);
        };
      }
      return async () => {
        const lock = mutex(core, shared);
        try {
          await lock.lockAsync(thread === 0 ? limit : undefined);
        } catch (error) {
          if (!isTimeout(error)) throw error;
          return;
        }
        work(lock);
      };
    },
    check({ notes }) {
      ended(notes, noteDone(notes));
      expect(notes[1]?.length === 1 && notes[2]?.length === 1, "a lock without a limit was given up");
    },
  };
}

/** Two tasks of one event loop. */
const tasks: Scenario<Words> = {
  ...base,
  name: "mutex/tasks-of-one-loop",
  threads: 2,
  eventLoops: [0, 1],
  join(core, shared, thread, run) {
    const task = async (lock: ReturnType<typeof mutex>) => {
      await lock.lockAsync();
      increment(core, shared);
      await Promise.resolve();
      increment(core, shared);
      lock.unlock();
      run.note(2);
    };
    return async () => {
      const lock = mutex(core, shared);
      if (thread === 0) await Promise.all([task(lock), task(lock)]);
      else await task(lock);
    };
  },
  check: ({ notes }) => ended(notes, noteDone(notes)),
};

/** Count and copy are equal whenever the lock is clean; who dies in between leaves them different. */
function ownerDies(name: string, threads: number, isAsync: boolean): Scenario<Words> {
  const change = (core: Core, shared: Words, lock: ReturnType<typeof mutex>, found: string) => {
    const { get, put } = core.door;
    if (found === "poisoned") {
      put(shared, DATA + 1, get(shared, DATA));
      lock.heal();
    }
    expect(get(shared, DATA) === get(shared, DATA + 1), "half changed data under a lock that says it is clean");
    put(shared, DATA, get(shared, DATA) + 1);
    put(shared, DATA + 1, get(shared, DATA));
    lock.unlock();
  };
  return {
    ...base,
    name: `mutex/${name}`,
    threads,
    eventLoops: isAsync ? [1, 2] : [],
    racy: true,
    mortal: [0],
    join(core, shared, thread, run) {
      if (isAsync && thread > 0) {
        return async () => {
          const lock = mutex(core, shared);
          change(core, shared, lock, await lock.lockAsync());
          run.note(1);
        };
      }
      const lock = mutex(core, shared);
      return () => {
        change(core, shared, lock, lock.lock());
        run.note(1);
      };
    },
    bury(core, shared, _run, dead) {
      mutex(core, shared).threadDied(dead + 1);
      // Harmless when repeated.
      mutex(core, shared).threadDied(dead + 1);
    },
    after(core, shared, run) {
      const lock = mutex(core, shared);
      change(core, shared, lock, lock.lock());
      run.note(core.door.get(shared, DATA));
    },
    check({ notes, dead }) {
      const done = noteDone(notes);
      expect(done === threads || (dead === 0 && done === threads - 1), "a living thread did not get the lock");
      const count = notes.at(-1)?.[0] ?? 0;
      expect(count === done + 1 || (dead === 0 && count === done + 2), `${count} changes after ${done} rounds`);
    },
  };
}

export const mutexScenarios = [
  rounds("two-threads", 2, 2),
  rounds("three-threads", 3, 1),
  rounds("three-threads-two-rounds", 3, 2),
  tryLock,
  timeLimit,
  eventLoops("event-loops", undefined),
  eventLoops("event-loops-time-limit", 50),
  tasks,
  ownerDies("owner-dies", 2, false),
  ownerDies("owner-dies-three-threads", 3, false),
  ownerDies("owner-dies-event-loops", 3, true),
] as const;
