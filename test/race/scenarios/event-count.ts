/** The event count: no wake-up is lost, nobody stays counted as waiter. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, lines, words } from "./support.ts";

/** The event count's line; two conditions; plain data that the conditions publish. */
const COUNT = 0;
const READY = 16;
const DATA = 32;

const base = {
  primitive: "event-count",
  share: () => words(3),
  regions: (shared: Words) => [
    lines(shared, { 0: "epoch", 1: "waiters", 2: "waits", 16: "ready", 17: "ready too", 32: "data", 33: "data too" }),
  ],
  after(core: Core, shared: Words, run: Run) {
    run.note(core.door.load(shared, COUNT + 1));
  },
} as const;

/** Waits until condition `which` holds, then reads what it publishes. */
function waitFor(core: Core, shared: Words, which: number, run: Run): void {
  const count = new core.EventCount(shared, COUNT);
  while (core.door.load(shared, READY + which) === 0) {
    const ticket = count.prepare();
    if (core.door.load(shared, READY + which) !== 0) count.cancel();
    else count.wait(ticket, Number.POSITIVE_INFINITY);
  }
  run.note(core.door.get(shared, DATA + which));
}

async function waitForAsync(core: Core, shared: Words, which: number, run: Run): Promise<void> {
  const count = new core.EventCount(shared, COUNT);
  while (core.door.load(shared, READY + which) === 0) {
    const ticket = count.prepare();
    if (core.door.load(shared, READY + which) !== 0) count.cancel();
    else await count.waitAsync(ticket);
  }
  run.note(core.door.get(shared, DATA + which));
}

function publish(core: Core, shared: Words, which: number): void {
  core.door.put(shared, DATA + which, 7);
  core.door.store(shared, READY + which, 1);
  new core.EventCount(shared, COUNT).notifyAll();
}

function checkWaiters(notes: readonly (readonly number[])[], waiters: number): void {
  const woken = notes.filter((own, thread) => thread < notes.length - 2 && own[0] === 7).length;
  expect(woken === waiters, `${woken} of ${waiters} waiters read what they waited for`);
  expect(notes.at(-1)?.[0] === 0, "somebody stayed counted as a waiter");
}

const oneWaiter: Scenario<Words> = {
  ...base,
  name: "event-count/one-waiter",
  threads: 2,
  join: (core, shared, thread, run) => () => {
    if (thread === 0) waitFor(core, shared, 0, run);
    else publish(core, shared, 0);
  },
  check: ({ notes }) => checkWaiters(notes, 1),
};

const twoConditions: Scenario<Words> = {
  ...base,
  name: "event-count/two-conditions",
  threads: 3,
  join: (core, shared, thread, run) => () => {
    if (thread < 2) {
      waitFor(core, shared, thread, run);
    } else {
      publish(core, shared, 1);
      publish(core, shared, 0);
    }
  },
  check: ({ notes }) => checkWaiters(notes, 2),
};

const pingPong: Scenario<Words> = {
  ...base,
  name: "event-count/ping-pong",
  threads: 2,
  join: (core, shared, thread, run) => () => {
    if (thread === 0) publish(core, shared, 0);
    waitFor(core, shared, 1 - thread, { note: () => {} });
    if (thread === 1) publish(core, shared, 1);
    run.note(core.door.get(shared, DATA + 1 - thread));
  },
  check: ({ notes }) => {
    expect(notes[0]?.[0] === 7, "the answer did not come");
    expect(notes.at(-1)?.[0] === 0, "somebody stayed counted as a waiter");
  },
};

const eventLoops: Scenario<Words> = {
  ...base,
  name: "event-count/event-loops",
  threads: 3,
  eventLoops: [0],
  join: (core, shared, thread, run) => {
    if (thread === 0) return () => waitForAsync(core, shared, 0, run);
    return () => {
      if (thread === 1) {
        waitFor(core, shared, 1, run);
        publish(core, shared, 0);
      } else {
        publish(core, shared, 1);
      }
    };
  },
  check: ({ notes }) => checkWaiters(notes, 2),
};

/** Two tasks of one event loop share the host's pending wait. */
const tasks: Scenario<Words> = {
  ...base,
  name: "event-count/tasks-of-one-loop",
  threads: 2,
  eventLoops: [0, 1],
  join(core, shared, thread, run) {
    const task = async (count: InstanceType<Core["EventCount"]>, which: number) => {
      while (core.door.load(shared, READY + which) === 0) {
        const ticket = count.prepare();
        if (core.door.load(shared, READY + which) !== 0) count.cancel();
        else await count.waitAsync(ticket);
      }
      run.note(core.door.get(shared, DATA + which));
    };
    return async () => {
      if (thread === 0) {
        const count = new core.EventCount(shared, COUNT);
        await Promise.all([task(count, 0), task(count, 1)]);
      } else {
        publish(core, shared, 0);
        publish(core, shared, 1);
      }
    };
  },
  check({ notes }) {
    expect(notes[0]?.length === 2, "a task did not wake");
    expect(notes.at(-1)?.[0] === 0, "somebody stayed counted as a waiter");
  },
};

/** Who gives up leaves, and takes nobody's wake-up along. */
function timeLimit(name: string, isAsync: boolean): Scenario<Words> {
  return {
    ...base,
    name: `event-count/${name}`,
    threads: 3,
    eventLoops: isAsync ? [0] : [],
    mayTimeOut: true,
    join(core, shared, thread, run) {
      if (thread === 2) return () => publish(core, shared, 0);
      if (thread === 1) return () => waitFor(core, shared, 0, run);
      const look = () => {
        if (core.door.load(shared, READY) !== 0) run.note(core.door.get(shared, DATA));
        else run.note(0);
      };
      if (isAsync) {
        return async () => {
          const count = new core.EventCount(shared, COUNT);
          await count.waitAsync(count.prepare(), 20);
          look();
        };
      }
      return () => {
        const count = new core.EventCount(shared, COUNT);
        count.wait(count.prepare(), 20);
        look();
      };
    },
    check({ notes }) {
      expect(notes[0]?.length === 1, "the wait with a limit did not end");
      expect(notes[1]?.[0] === 7, "the wait without a limit did not end");
      expect(notes.at(-1)?.[0] === 0, "somebody stayed counted as a waiter");
    },
  };
}

export const eventCountScenarios = [
  oneWaiter,
  twoConditions,
  pingPong,
  eventLoops,
  tasks,
  timeLimit("time-limit", false),
  timeLimit("time-limit-event-loop", true),
] as const;
