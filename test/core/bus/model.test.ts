/** The bus against a plain model: lists of events, sorted by priority when they are handled. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventBus, type Subscription } from "../../../core/index.ts";
import { awake, tick, until } from "../worker.ts";
import { topics } from "./topics.ts";

const names = ["high.b", "medium.b", "low.b"] as const;
type Name = (typeof names)[number];

interface ModelSubscription {
  readonly wants: (name: Name) => boolean;
  pending: { name: Name; payload: string }[];
  expected: string[];
  readonly got: string[];
  readonly handle: Subscription;
}

type Command =
  | { do: "subscribe"; name: Name | "*" }
  | { do: "close"; which: number }
  | { do: "publish"; name: Name; payload: string }
  | { do: "run" };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("subscribe" as const), name: fc.constantFrom(...names, "*" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), which: fc.nat(9) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("publish" as const),
      name: fc.constantFrom(...names),
      payload: fc.string({ unit: "binary", maxLength: 20, size: "max" }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("run" as const) }) },
);

/** As long as it may be: short ones never fill a ring. */
const commands = fc.array(command, { maxLength: 80, size: "max" });
/** In the smaller areas the bytes run out before the slots. */
const size = fc.record({ slots: fc.constantFrom(4, 8, 16), bytes: fc.constantFrom(512, 1024, 4096) });

/** Runs the steps and returns the subscriptions left open; `keep` drops what one that is behind does not get. */
async function check(
  steps: readonly Command[],
  publisher: EventBus<typeof topics>,
  subscriber: EventBus<typeof topics>,
  keep: (one: ModelSubscription) => void,
): Promise<Set<ModelSubscription>> {
  const subscriptions: ModelSubscription[] = [];
  const open = new Set<ModelSubscription>();
  const run = async () => {
    for (const one of open) {
      for (const name of names) {
        one.expected.push(...one.pending.filter((event) => event.name === name).map((event) => event.payload));
      }
      one.pending = [];
    }
    await until(() => subscriptions.every((one) => one.got.length >= one.expected.length), "all events", 2_000);
    await tick();
    for (const one of subscriptions) assert.deepEqual(one.got, one.expected);
  };
  for (const step of steps) {
    if (step.do === "subscribe") {
      const got: string[] = [];
      const handler = (event: { payload: unknown }) => {
        got.push(String(event.payload));
      };
      const { name } = step;
      const handle = name === "*" ? subscriber.subscribeAll(handler) : subscriber.subscribe(name, handler);
      const one = { wants: (n: Name) => name === "*" || n === name, pending: [], expected: [], got, handle };
      subscriptions.push(one);
      open.add(one);
    } else if (step.do === "close") {
      const one = subscriptions[step.which];
      one?.handle.close();
      if (one !== undefined) open.delete(one);
    } else if (step.do === "publish") {
      publisher.publish(step.name, step.payload);
      for (const one of open) {
        if (one.wants(step.name)) one.pending.push({ name: step.name, payload: step.payload });
        keep(one);
      }
    } else {
      await run();
    }
  }
  await run();
  assert.deepEqual(await subscriber.close(1000), { left: 0 });
  await publisher.close(1000);
  return open;
}

test("within one thread nothing is lost however small the rings are", () =>
  awake(() =>
    fc.assert(
      fc.asyncProperty(commands, size, async (steps, { slots, bytes }) => {
        const bus = EventBus.create(topics, { slots, bytes });
        await check(steps, bus, bus, () => {});
        assert.equal(bus.metrics().missed, 0);
      }),
      { numRuns: 60 },
    ),
  ));

test("a subscriber that is behind keeps the newest of each priority, and what it missed is counted", () =>
  awake(() =>
    fc.assert(
      fc.asyncProperty(commands, fc.constantFrom(4, 8, 16), async (steps, slots) => {
        const publisher = EventBus.create(topics, { slots, stallMs: 0 });
        const subscriber = EventBus.attach(topics, publisher.buffer);
        // One topic of each priority is in use, so that its ring holds the events of one topic.
        const missed = new Map<ModelSubscription, number>();
        const open = await check(steps, publisher, subscriber, (one) => {
          for (const name of names) {
            const ofName = one.pending.filter((event) => event.name === name);
            const oldest = ofName[0];
            if (ofName.length <= slots || oldest === undefined) continue;
            one.pending.splice(one.pending.indexOf(oldest), 1);
            missed.set(one, (missed.get(one) ?? 0) + 1);
          }
        });
        for (const one of open) assert.equal(one.handle.missed, missed.get(one) ?? 0);
      }),
      { numRuns: 60 },
    ),
  ));
