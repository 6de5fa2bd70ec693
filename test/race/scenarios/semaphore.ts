/** The semaphore: never over its count, no permit lost, no wake-up lost. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, lines, noteDone, words } from "./support.ts";

/** The semaphore's line, then how many are inside and what a producer hands over. */
const INSIDE = 16;
const DATA = 32;

type Permits = InstanceType<Core["Semaphore"]>;

function semaphore(core: Core, shared: Words): Permits {
  return new core.Semaphore(shared, 0, { name: "scenario" });
}

/** Counts itself in and out. */
function pass(core: Core, shared: Words, permits: number): void {
  expect(core.door.add(shared, INSIDE, 1) < permits, "more than the semaphore allows are inside");
  core.door.sub(shared, INSIDE, 1);
}

function withPermits(permits: number) {
  return {
    primitive: "semaphore",
    share(core: Core) {
      const shared = words(3);
      core.Semaphore.create(shared, 0, { name: "scenario", permits, maximum: Math.max(permits, 1) });
      return shared;
    },
    regions: (shared: Words) => [
      lines(shared, { 0: "available", 1: "maximum", 2: "epoch", 3: "waiters", 4: "waits", 16: "inside", 32: "data" }),
    ],
    after(core: Core, shared: Words, run: Run) {
      run.note(core.door.load(shared, 0));
      run.note(core.door.load(shared, 3));
    },
  } as const;
}

function ended(notes: readonly (readonly number[])[], permits: number): void {
  const [available, waiters] = notes.at(-1) ?? [];
  expect(available === permits, `${available} permits in the end, ${permits} at first`);
  expect(waiters === 0, "somebody stayed counted as a waiter");
}

function passes(name: string, threads: number, permits: number, rounds: number): Scenario<Words> {
  return {
    ...withPermits(permits),
    name: `semaphore/${name}`,
    threads,
    join(core, shared, _thread, run) {
      return () => {
        const gate = semaphore(core, shared);
        for (let round = 0; round < rounds; round++) {
          gate.acquire();
          pass(core, shared, permits);
          gate.release();
          run.note(1);
        }
      };
    },
    check({ notes }) {
      expect(noteDone(notes) === threads * rounds, "somebody did not get through");
      ended(notes, permits);
    },
  };
}

/** A permit goes from a producer to a consumer, with plain data. */
const handOver: Scenario<Words> = {
  ...withPermits(0),
  name: "semaphore/hand-over",
  threads: 3,
  join(core, shared, thread, run) {
    return () => {
      const gate = semaphore(core, shared);
      if (thread === 0) {
        core.door.put(shared, DATA, 7);
        gate.release();
      } else if (thread === 1) {
        gate.acquire();
        run.note(core.door.get(shared, DATA));
        gate.release();
      } else {
        gate.acquire();
        run.note(core.door.get(shared, DATA));
        gate.release();
      }
    };
  },
  check({ notes }) {
    expect(noteDone(notes) === 14, "a consumer did not read what the producer wrote");
    ended(notes, 1);
  },
};

function timeLimit(name: string, isAsync: boolean): Scenario<Words> {
  return {
    ...withPermits(1),
    name: `semaphore/${name}`,
    threads: 3,
    eventLoops: isAsync ? [0] : [],
    mayTimeOut: true,
    join(core, shared, thread, run) {
      const inside = (gate: Permits) => {
        pass(core, shared, 1);
        gate.release();
        run.note(1);
      };
      if (thread === 0 && isAsync) {
        return async () => {
          const gate = semaphore(core, shared);
          if (await gate.acquireAsync(30)) inside(gate);
        };
      }
      return () => {
        const gate = semaphore(core, shared);
        if (gate.acquire(thread === 0 ? 30 : Number.POSITIVE_INFINITY)) inside(gate);
      };
    },
    check({ notes }) {
      expect(notes[1]?.length === 1 && notes[2]?.length === 1, "a permit without a limit was given up");
      ended(notes, 1);
    },
  };
}

const eventLoops: Scenario<Words> = {
  ...withPermits(1),
  name: "semaphore/event-loops",
  threads: 3,
  eventLoops: [0, 1],
  join(core, shared, thread, run) {
    const inside = (gate: Permits) => {
      pass(core, shared, 1);
      gate.release();
      run.note(1);
    };
    if (thread === 2) {
      return () => {
        const gate = semaphore(core, shared);
        gate.acquire();
        inside(gate);
      };
    }
    return async () => {
      const gate = semaphore(core, shared);
      await gate.acquireAsync();
      inside(gate);
    };
  },
  check({ notes }) {
    expect(noteDone(notes) === 3, "somebody did not get through");
    ended(notes, 1);
  },
};

/** The one that gives the permit dies, before it has or after: the host gives it where it is not there, and wakes. */
function releaserDies(name: string, isAsync: boolean): Scenario<Words> {
  return {
    ...withPermits(0),
    name: `semaphore/${name}`,
    threads: 2,
    eventLoops: isAsync ? [1] : [],
    mortal: [0],
    join(core, shared, thread, run) {
      if (thread === 0) return () => semaphore(core, shared).release();
      if (isAsync) return async () => run.note(Number(await semaphore(core, shared).acquireAsync()));
      return () => run.note(Number(semaphore(core, shared).acquire()));
    },
    bury(core, shared) {
      const gate = semaphore(core, shared);
      gate.threadDied();
      try {
        gate.release();
      } catch (error) {
        // The dead thread has released it, and nobody has taken it yet.
        expect(error instanceof core.CoreError && error.code === "semaphore.over-release", String(error));
      }
    },
    check({ notes }) {
      expect(notes[1]?.[0] === 1, "who waited did not get the permit");
    },
  };
}

export const semaphoreScenarios = [
  passes("one-permit", 2, 1, 2),
  passes("two-permits-three-threads", 3, 2, 1),
  handOver,
  timeLimit("time-limit", false),
  timeLimit("time-limit-event-loop", true),
  eventLoops,
  releaserDies("releaser-dies", false),
  releaserDies("releaser-dies-event-loop", true),
] as const;
