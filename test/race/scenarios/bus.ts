/** The event bus as its users have it: publish in one thread, handle in the event loop of another. */

import type { EventBus } from "../../../core/bus/index.ts";
import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, words } from "./support.ts";

interface Shared {
  readonly buffer: SharedArrayBuffer;
  /** Word 0: how many have subscribed; word 1: how many publishers have ended. */
  readonly signals: Words;
}

/** An event's mark: `publisher * STEP + priority * 10 + index`. */
const STEP = 100;
const READY = 0;
const ENDED = 1;

function tableOf(core: Core) {
  return { high: core.rawTopic("high"), low: core.rawTopic("low") };
}

type Table = ReturnType<typeof tableOf>;
type Bus = EventBus<Table>;
type Name = keyof Table;

/**
 * What makes an end of the bus, as `EventBus.attach` does. The views are made here and now, once: they never change, and a
 * body that makes them anew takes twice as long.
 */
function attach(core: Core, { buffer }: Shared): () => Bus {
  const topics = core.numberTopics(tableOf(core));
  const layout = core.BusLayout.attach(topics, buffer);
  return () => Reflect.construct(core.EventBus, [layout, topics, { stallMs: 50 }]);
}

interface Plan {
  readonly name: string;
  readonly slots: number;
  /** What each publisher publishes, in order. Threads: the subscriber, then the publishers. */
  readonly publishers: readonly (readonly Name[])[];
  readonly mortal?: "subscriber" | "publisher";
  readonly mayTimeOut?: boolean;
  /** The subscriber publishes a low event to itself, too. */
  readonly toItself?: boolean;
  /** It ends once its handler has had all events, instead of when the publishers have ended. */
  readonly waitsForEvents?: boolean;
}

/** Events that the subscriber is to get. */
function totalOf({ publishers, toItself }: Plan): number {
  return publishers.flat().length + (toItself === true ? 1 : 0);
}

function publishAll(bus: Bus, names: readonly Name[], thread: number): void {
  names.forEach((name, index) => {
    const mark = (thread + 1) * STEP + (name === "high" ? 0 : 10) + index;
    bus.publish(name, new Uint8Array(new Int32Array([mark]).buffer));
  });
}

/** Waits in its event loop until the publishers have ended and nothing is left; notes marks, then what it missed. */
async function subscribe(core: Core, shared: Shared, bus: Bus, plan: Plan, run: Run): Promise<void> {
  const { door } = core;
  const all = Promise.withResolvers<void>();
  let expected = totalOf(plan);
  const subscription = bus.subscribeAll((event) => {
    if (event.topic === "bus.handler-failed") throw new Error("a handler failed");
    run.note(event.readWord(0));
    if (--expected === 0) all.resolve();
  });
  if (plan.toItself === true) publishAll(bus, ["low"], 0);
  door.add(shared.signals, READY, 1);
  door.notify(shared.signals, READY, Number.POSITIVE_INFINITY);
  if (plan.waitsForEvents === true) await all.promise;
  while (plan.waitsForEvents !== true) {
    const ended = door.load(shared.signals, ENDED);
    if (ended >= plan.publishers.length) break;
    const woken = door.waitAsync(shared.signals, ENDED, ended);
    if (woken !== "not-equal") await woken;
  }
  const { left } = await bus.close(10_000);
  expect(left === 0, `${left} handler runs were left`);
  run.note(-subscription.missed);
}

function scenario(plan: Plan): Scenario<Shared> {
  const threads = plan.publishers.length + 1;
  return {
    name: `bus/${plan.name}`,
    primitive: "bus",
    threads,
    eventLoops: [0],
    mayTimeOut: plan.mayTimeOut === true,
    mortal: plan.mortal === undefined ? [] : [plan.mortal === "subscriber" ? 0 : 1],
    share(core) {
      const bus = core.EventBus.create(tableOf(core), { slots: plan.slots, bytes: 64 });
      // The maker's own end is not needed.
      bus.threadDied(core.threadId);
      return { buffer: bus.buffer, signals: words(1) };
    },
    regions: ({ buffer, signals }) => [
      { name: "bus", view: new Int32Array(buffer) },
      { name: "signal", view: signals, words: { [READY]: "ready", [ENDED]: "ended" } },
    ],
    join(core, shared, thread, run) {
      const open = attach(core, shared);
      if (thread === 0) return () => subscribe(core, shared, open(), plan, run);
      return () => {
        const { door } = core;
        const bus = open();
        while (door.load(shared.signals, READY) === 0) door.wait(shared.signals, READY, 0, Number.POSITIVE_INFINITY);
        publishAll(bus, plan.publishers[thread - 1] ?? [], thread);
        door.add(shared.signals, ENDED, 1);
        door.notify(shared.signals, ENDED, Number.POSITIVE_INFINITY);
        run.note(1);
      };
    },
    bury(core, shared, _run, dead) {
      const { door } = core;
      attach(core, shared)().threadDied(dead + 1);
      // What the dead thread would have told the others.
      if (dead === 0) door.add(shared.signals, READY, 1);
      else door.store(shared.signals, ENDED, plan.publishers.length);
      door.notify(shared.signals, READY, Number.POSITIVE_INFINITY);
      door.notify(shared.signals, ENDED, Number.POSITIVE_INFINITY);
    },
    check({ notes, dead }) {
      for (const [thread, own] of notes.slice(1, threads).entries()) {
        expect(own.length === 1 || thread + 1 === dead, `publisher ${thread + 1} did not end`);
      }
      if (dead !== 0) checkSubscriber(notes[0] ?? [], plan, dead !== undefined);
    },
  };
}

function checkSubscriber(notes: readonly number[], plan: Plan, hasDeath: boolean): void {
  const marks = notes.slice(0, -1);
  const missed = -(notes.at(-1) ?? 0);
  const total = totalOf(plan);
  const sum = marks.length + missed;
  expect(hasDeath ? sum <= total : sum === total, `${marks.length} handled and ${missed} missed of ${total}`);
  if (plan.mayTimeOut !== true) expect(missed === 0, `${missed} were missed with room for all`);
  const last = new Map<number, number>();
  for (const mark of marks) {
    // One publisher and one priority.
    const line = Math.floor(mark / 10);
    expect(mark > (last.get(line) ?? 0), `event ${mark} came again or out of order`);
    last.set(line, mark);
  }
}

/**
 * A thread whose pump sleeps begins to read another priority, while an event of that is on its way: the subscription gets it,
 * where it came after its beginning, though nothing else comes that would wake the thread.
 */
const secondSubscription: Scenario<Shared> = {
  ...scenario({ name: "", slots: 8, publishers: [["high"]] }),
  name: "bus/second-subscription",
  join(core, shared, thread, run) {
    const { door } = core;
    const open = attach(core, shared);
    if (thread === 1) {
      return () => {
        const bus = open();
        while (door.load(shared.signals, READY) === 0) door.wait(shared.signals, READY, 0, Number.POSITIVE_INFINITY);
        publishAll(bus, ["high"], 1);
        door.add(shared.signals, ENDED, 1);
        door.notify(shared.signals, ENDED, Number.POSITIVE_INFINITY);
        run.note(1);
      };
    }
    return async () => {
      const bus = open();
      const first = Promise.withResolvers<void>();
      const second = Promise.withResolvers<void>();
      bus.subscribe("low", () => first.resolve());
      publishAll(bus, ["low"], 0);
      await first.promise;
      door.add(shared.signals, READY, 1);
      door.notify(shared.signals, READY, Number.POSITIVE_INFINITY);
      bus.subscribe("high", () => second.resolve());
      while (door.load(shared.signals, ENDED) === 0) {
        const woken = door.waitAsync(shared.signals, ENDED, 0);
        if (woken !== "not-equal") await woken;
      }
      // Not what was published before it subscribed.
      const { handled, pending } = bus.metrics().topics.high;
      if (handled + pending > 0) await second.promise;
      run.note(1);
    };
  },
  check({ notes }) {
    expect(notes[0]?.length === 1 && notes[1]?.length === 1, "a thread did not end");
  },
};

export const busScenarios = [
  secondSubscription,
  scenario({ name: "one-publisher", slots: 8, publishers: [["low", "high"]] }),
  scenario({ name: "waits-for-events", slots: 8, publishers: [["high"]], toItself: true, waitsForEvents: true }),
  scenario({
    name: "high-stalls",
    slots: 4,
    publishers: [["high", "high", "high", "high", "high"]],
    mayTimeOut: true,
  }),
  scenario({
    name: "subscriber-dies",
    slots: 4,
    publishers: [["high", "high", "high", "high", "high"]],
    mortal: "subscriber",
  }),
  scenario({ name: "publisher-dies", slots: 8, publishers: [["high"], ["high"]], mortal: "publisher" }),
] as const;
