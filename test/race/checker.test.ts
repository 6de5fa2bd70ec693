/** The checker itself: it finds what is known to be wrong, and nothing in what is right. */

import { beforeAll, expect, test } from "bun:test";
import type { Words } from "../../core/memory/index.ts";
import { type Bundle, buildCore } from "./engine/bundle.ts";
import { type Exploration, explore } from "./engine/explore.ts";
import { Lab } from "./engine/lab.ts";
import { Plan } from "./engine/plan.ts";
import type { Body, Core, Run, Scenario } from "./engine/scenario.ts";
import { tuning } from "./engine/tuning.ts";

let bundle: Bundle;
beforeAll(async () => {
  bundle = await buildCore(tuning);
});

type Make = (core: Core, words: Words, thread: number, run: Run) => Body;

/** A program of two threads on a line of words. */
function program(join: Make, more: Partial<Scenario<Words>> = {}): Scenario<Words> {
  return {
    name: "mutex/self-test",
    primitive: "mutex",
    threads: 2,
    share: () => new Int32Array(new SharedArrayBuffer(64)),
    regions: (view) => [{ name: "word", view, words: { 0: "flag", 1: "data" } }],
    join,
    check: () => {},
    ...more,
  };
}

async function run(
  scenario: Scenario<Words>,
  more: { preemptions?: number; budgetMs?: number; atLeast?: number } = {},
) {
  const lab = new Lab(scenario, bundle);
  const limits = { preemptions: 3, budgetMs: 5000, atLeast: 100, seed: 7, ...more };
  const result: Exploration = await explore(lab, limits);
  return { lab, result, ...(result.failing === undefined ? { failure: "", trace: "" } : lab.explain(result.failing)) };
}

/** Interleavings of two threads with so many steps each and `preemptions` at most, counted without the machine. */
function interleavings(left: readonly [number, number], preemptions: number): number {
  const from = (a: number, b: number, current: 0 | 1, budget: number): number => {
    if (a === 0 && b === 0) return 1;
    const own = current === 0 ? a : b;
    const other = current === 0 ? b : a;
    const otherThread = current === 0 ? 1 : 0;
    if (own === 0) return from(a, b, otherThread, budget);
    const goOn = current === 0 ? from(a - 1, b, 0, budget) : from(a, b - 1, 1, budget);
    if (other === 0 || budget === 0) return goOn;
    return goOn + switched(a, b, otherThread, budget - 1);
  };
  // Who has just been chosen makes a step at least.
  const switched = (a: number, b: number, thread: 0 | 1, budget: number) =>
    thread === 0 ? from(a - 1, b, 0, budget) : from(a, b - 1, 1, budget);
  return switched(left[0], left[1], 0, preemptions) + switched(left[0], left[1], 1, preemptions);
}

const store: Make = (core, words, thread) => () => {
  core.door.store(words, thread, 1);
  core.door.store(words, thread, 2);
};

test.each([0, 1, 2, 3])(
  "two threads of two steps: all schedules with %i preemptions are tried, each once",
  async (preemptions) => {
    const { result } = await run(program(store), { preemptions });
    expect(result.schedules).toBe(interleavings([2, 2], preemptions));
    expect(result.complete).toBe(preemptions);
  },
);

test("three preemptions are all that two threads of two steps have: six interleavings", () => {
  expect(interleavings([2, 2], 3)).toBe(6);
  expect(interleavings([1, 1], 0)).toBe(2);
});

test("a longer program is tried in order, then at random, with different schedules", async () => {
  const long: Make = (core, words, thread) => () => {
    for (let step = 0; step < 40; step++) core.door.add(words, thread, 1);
  };
  const { result } = await run(program(long), { budgetMs: 0, atLeast: 1000 });
  expect(result.complete).toBeLessThan(3);
  expect(result.random).toBeGreaterThan(0);
  expect(result.schedules).toBeGreaterThanOrEqual(1000);
});

test("where random schedules repeat themselves, as many as were asked for are tried in order", async () => {
  // Thread 1 can be preempted once: random schedules with more preemptions than all were tried with are few.
  const lopsided: Make = (core, words, thread) => () => {
    for (let step = 0; step < (thread === 0 ? 60 : 2); step++) core.door.add(words, thread, 1);
  };
  const { result } = await run(program(lopsided, { mortal: [0] }), { budgetMs: 0, atLeast: 3000 });
  expect(result.complete).toBeLessThan(3);
  expect(result.random).toBeLessThan(600);
  expect(result.schedules).toBeGreaterThanOrEqual(3000);
});

const racy: Make = (core, words, thread) => () => {
  if (thread === 0) core.door.put(words, 1, 5);
  else core.door.get(words, 1);
  core.door.load(words, 0);
};

test("a race is found, with both places", async () => {
  const { failure } = await run(program(racy));
  const places = [...(failure ?? "").matchAll(/race\/checker\.test\.ts:(\d+)/g)].map(([, line]) => Number(line));
  expect(failure).toStartWith("race on data: put by thread 0 at test/race/checker.test.ts:");
  expect(places).toHaveLength(2);
  expect(places[1]).toBe((places[0] ?? 0) + 1);
});

test("plain data that an ordered mark publishes is no race", async () => {
  const { result } = await run(
    program((core, words, thread, { note }) => () => {
      if (thread === 0) {
        core.door.put(words, 1, 5);
        core.door.store(words, 0, 1);
      } else if (core.door.load(words, 0) === 1) {
        note(core.door.get(words, 1));
      }
    }),
  );
  expect(result.failing).toBeUndefined();
  expect(result.schedules).toBe(interleavings([1, 1], 3));
});

test("an ordered access races with a plain one", async () => {
  const { failure } = await run(
    program((core, words, thread) => () => {
      if (thread === 0) core.door.put(words, 1, 5);
      else core.door.store(words, 1, 6);
    }),
  );
  expect(failure).toStartWith("race on data: ");
});

test("a raced copy is no race, but needs its fence", async () => {
  const copy =
    (fenced: boolean): Make =>
    (core, words, thread) => {
      const bytes = new Uint8Array(words.buffer);
      return () => {
        if (thread === 0) {
          core.door.put(words, 1, 5);
          return;
        }
        core.door.copyOutRaced(new Uint8Array(4), bytes, 4);
        if (fenced) core.door.fence();
        core.door.load(words, 0);
      };
    };
  expect((await run(program(copy(true)))).failure).toBe("");
  expect((await run(program(copy(false)))).failure).toStartWith("fence: ");
});

/** Waits for the flag without looking at it again. */
const careless: Make = (core, words, thread) => () => {
  if (thread === 1) {
    core.door.store(words, 0, 1);
    core.door.notify(words, 2, 1);
  } else if (core.door.load(words, 0) === 0) {
    core.door.wait(words, 2, 0, Number.POSITIVE_INFINITY);
  }
};

test("a lost wake-up is found, shown, and found again by its schedule", async () => {
  const { lab, result, failure, trace } = await run(program(careless));
  expect(failure).toStartWith("deadlock: nobody can go on: thread 0 waits for word[2]");
  expect(trace).toContain("notify");
  expect(trace).toContain("0: sleeps");
  const again = Plan.parse(String(result.failing));
  expect("error" in again ? again : lab.explain(again)).toEqual({ failure, trace });
});

test.each([
  ["0:1", "there is no step 0: steps are counted from 1"],
  ["4:1,2:1", "step 2 comes after step 4: steps are in rising order"],
  ["2:1,2:2", "step 2 is there twice"],
  ["2:0", "step 2 has choice 0, which is the default and never written down"],
  ["2:1,x", '"x" is not STEP:CHOICE'],
  ["", '"" is not STEP:CHOICE'],
])("the schedule %p is refused in words", (text, error) => {
  expect(Plan.parse(text)).toEqual({ error });
});

test("a schedule is read as it is written", () => {
  for (const text of ["-", "1:1", "2:1,3:2,40:1"]) expect(String(Plan.parse(text))).toBe(text);
});

test("a schedule with a step that is never reached is a failure", () => {
  const lab = new Lab(program(store), bundle);
  const shown = (text: string) => {
    const plan = Plan.parse(text);
    return "error" in plan ? plan.error : lab.explain(plan).failure;
  };
  expect(shown("-")).toBeUndefined();
  expect(shown("2:1")).toBeUndefined();
  expect(shown("2:1,400:1")).toBe("the schedule ends at step 3; step 400 was never reached");
});

test("a lost wake-up of an event loop is found", async () => {
  const { failure } = await run(
    program(
      (core, words, thread) => {
        if (thread === 1) return careless(core, words, 1, { note: () => {} });
        return async () => {
          if (core.door.load(words, 0) === 1) return;
          const woken = core.door.waitAsync(words, 2, 0);
          if (woken !== "not-equal") await woken;
        };
      },
      { eventLoops: [0] },
    ),
  );
  expect(failure).toBe("deadlock: nobody can go on: thread 0 waits for its event loop");
});

test("a wait with a time limit ends by it only where the scenario says so", async () => {
  const waits: Make =
    (core, words, thread, { note }) =>
    () => {
      if (thread === 0) note(["ok", "not-equal", "timed-out"].indexOf(core.door.wait(words, 2, 0, 20)));
      else core.door.notify(words, 2, 1);
    };
  const results = new Set<number | undefined>();
  const check: Scenario["check"] = ({ notes }) => {
    results.add(notes[0]?.[0]);
  };
  expect((await run(program(waits, { check }))).failure).toStartWith("deadlock");
  expect((await run(program(waits, { check, mayTimeOut: true }))).failure).toBe("");
  expect([...results].sort()).toEqual([0, 2]);
});

test("a mortal thread dies before each of its steps; its host is told", async () => {
  const deaths = new Set<number>();
  const scenario = program(
    (core, words, thread) => () => {
      if (thread === 0) {
        core.door.add(words, 1, 1);
        core.door.add(words, 1, 1);
      }
    },
    {
      mortal: [0],
      bury: (core, words, run, dead) => run.note(10 * dead + core.door.load(words, 1)),
      check({ notes, dead }) {
        deaths.add(dead === undefined ? -1 : (notes.at(-2)?.[0] ?? -2));
      },
    },
  );
  expect((await run(scenario)).failure).toBe("");
  expect([...deaths].sort()).toEqual([-1, 0, 1]);
});

test("a loop that waits without blocking is found", async () => {
  const { failure } = await run(
    program((core, words, thread) => () => {
      if (thread === 1) core.door.store(words, 0, 1);
      else while (core.door.load(words, 0) === 0);
    }),
  );
  expect(failure).toStartWith("livelock");
});

test("what a check throws, and what a body throws, is a failure", async () => {
  const check = () => {
    throw new Error("two are inside");
  };
  expect((await run(program(store, { check }))).failure).toBe("check: two are inside");
  const throwing = program(() => () => {
    throw new Error("broken");
  });
  expect((await run(throwing)).failure).toBe("error: thread 0: broken");
});

test("a copy is torn where threads race on purpose", async () => {
  const seen = new Set<string>();
  const scenario = program(
    (core, words, thread, { note }) => {
      const bytes = new Uint8Array(words.buffer);
      return () => {
        if (thread === 0) {
          core.door.copyIn(bytes, 8, new Uint8Array(8).fill(1));
          return;
        }
        const copy = new Uint8Array(8);
        core.door.copyOutRaced(copy, bytes, 8);
        for (const byte of [copy[0], copy[7]]) note(byte ?? -1);
      };
    },
    {
      racy: true,
      check({ notes }) {
        seen.add(String(notes[1]));
      },
    },
  );
  expect((await run(scenario)).failure).toBe("");
  expect([...seen].sort()).toEqual(["0,0", "0,1", "1,0", "1,1"]);
});

test("a body that does not repeat itself is told", () => {
  let runs = 0;
  const scenario = program((core, words, thread) => () => {
    if (thread === 1 && runs++ === 1) core.door.load(words, 3);
    core.door.add(words, 0, 1);
    core.door.add(words, 1, 1);
  });
  const interrupted = new Plan();
  // Thread 0 goes on first, so that thread 1 must be given up and run again.
  interrupted.push(2, 1);
  interrupted.push(3, 1);
  const { failure } = new Lab(scenario, bundle).explain(interrupted);
  expect(failure).toStartWith("error: thread 1: its body does not repeat itself: result 0 was of test/race/");
});

test("a change of the core that does not fit it is refused", async () => {
  const patch = { file: "core/sync/mutex.ts", find: "no such text", replace: "" };
  expect(buildCore([patch])).rejects.toThrow("occurs 0 times in core/sync/mutex.ts");
});
