import assert from "node:assert/strict";
import { test } from "node:test";
import { EventBus } from "../../../core/index.ts";
import { awake, countsCoverage, startThread, until } from "../worker.ts";
import { type Numbered, numbered, topics } from "./topics.ts";

const PUBLISHERS = 3;
const SUBSCRIBERS = 2;

interface Broadcast {
  readonly slots: number;
  readonly count: number;
  readonly stallMs: number;
  readonly names: readonly string[];
  /** Publishing threads, and ends of the bus in each. */
  readonly threads?: number;
  readonly ends?: number;
  readonly batch?: number;
}

async function broadcast(options: Broadcast) {
  const { count, stallMs, names, threads = PUBLISHERS, ends = 1, batch } = options;
  const bus = EventBus.create(topics, { slots: options.slots, stallMs });
  const expected = threads * ends * count * names.length;
  const subscribers = Array.from({ length: SUBSCRIBERS }, () =>
    startThread("./subscriber.worker", import.meta.url, { buffer: bus.buffer, expected, names }),
  );
  for (const subscriber of subscribers) assert.equal(await subscriber.next(), "ready");
  const here = new Map<string, number[]>();
  bus.subscribeAll(({ topic, payload }) => {
    const { from, count } = payload as Numbered;
    const key = `${topic} ${from}`;
    const list = here.get(key) ?? [];
    here.set(key, list);
    list.push(count);
  });
  const publishers = Array.from({ length: threads }, (_, thread) =>
    startThread("./publisher.worker", import.meta.url, {
      ...{ buffer: bus.buffer, from: thread * ends, ends, count, stallMs, names, batch },
    }),
  );
  for (const publisher of publishers) assert.equal(await publisher.next(), "done");
  for (const subscriber of subscribers) {
    assert.deepEqual(await subscriber.next(), { received: expected, disorder: 0, missed: 0, left: 0 });
  }
  const received = () => [...here.values()].reduce((sum, list) => sum + list.length, 0);
  await until(() => received() >= expected, "all events in this thread");
  const inOrder = Array.from({ length: count }, (_, n) => n);
  assert.equal(here.size, threads * ends * names.length);
  for (const list of here.values()) assert.deepEqual(list, inOrder);
  assert.equal(bus.metrics().missed, 0);
  assert.deepEqual(await bus.close(1000), { left: 0 });
  await Promise.all([...publishers, ...subscribers].map((thread) => thread.ended));
}

test("every subscription in every thread gets each event once and in order, in all priorities", () =>
  // Few enough that no ring overflows whatever the threads' speed.
  awake(() => broadcast({ slots: 4096, count: 1300, stallMs: 10_000, names: numbered })));

test("in high priority publishers wait for subscribers: a ring of 8 events loses none of thousands", () =>
  awake(() => broadcast({ slots: 8, count: 1500, stallMs: 10_000, names: ["high.a"] })));

test("the same in batches", () =>
  awake(() => broadcast({ slots: 4096, count: 1300, stallMs: 10_000, names: numbered, batch: 50 })));

test("fifty publishers, each event handled once by every subscription, in the order of each publisher", () =>
  awake(() => broadcast({ slots: 64, count: 60, stallMs: 10_000, names: ["high.a"], threads: 5, ends: 10 })));

test("a stalled subscriber holds up a publisher once, others not at all, and learns what it missed", () =>
  awake(async () => {
    const stallMs = 60;
    const events = 200;
    const bus = EventBus.create(topics, { slots: 16, stallMs });
    const gate = new SharedArrayBuffer(4);
    const data = { buffer: bus.buffer, gate, last: events - 1 };
    const sleeper = startThread("./sleeper.worker", import.meta.url, data);
    assert.equal(await sleeper.next(), "ready");
    const here: number[] = [];
    bus.subscribe("high.a", ({ payload }) => {
      here.push(payload.count);
    });
    bus.publish("high.a", { from: 0, count: 0 });
    assert.equal(await sleeper.next(), "asleep");
    const before = performance.now();
    for (let count = 1; count < events; count++) bus.publish("high.a", { from: 0, count });
    const took = performance.now() - before;
    assert.ok(took >= stallMs - 5, `waited for the sleeper: ${took} ms`);
    assert.ok(took < 10 * stallMs, `but not with every event: ${took} ms`);
    await until(() => here.length >= events, "all events in this thread");
    assert.deepEqual(
      here,
      Array.from({ length: events }, (_, n) => n),
    );
    assert.equal(bus.metrics().missed, 0, "only the sleeper missed something");
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    const { seen, missed, total } = (await sleeper.next()) as { seen: number[]; missed: number; total: number };
    assert.ok(missed > 0);
    assert.equal(missed, total);
    assert.equal(seen.length + missed, events, "each event was either handled or counted as missed");
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
      "no event twice or out of order",
    );
    await bus.close(1000);
    await sleeper.ended;
  }));

test("an awake subscriber counts as one again: after a stall it is waited for as before", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4, stallMs: 0 });
    const slow = EventBus.attach(topics, bus.buffer);
    let handled = 0;
    const subscription = slow.subscribe("high.a", () => {
      handled += 1;
    });
    for (let count = 0; count < 7; count++) bus.publish("high.a", { from: 0, count });
    await until(() => handled === 4, "the four events that the ring still held");
    assert.equal(subscription.missed, 3);
    const patient = EventBus.attach(topics, bus.buffer, { stallMs: 40 });
    const before = performance.now();
    for (let count = 0; count < 6; count++) patient.publish("high.a", { from: 0, count });
    assert.ok(performance.now() - before >= 35, "waited for it, as it is no longer stalled");
    await Promise.all([bus.close(100), slow.close(100), patient.close(100)]);
  }));

test("two threads that publish to each other through full rings do not wait for each other", () =>
  awake(async () => {
    const stallMs = 10_000;
    const count = 200;
    const bus = EventBus.create(topics, { slots: 4, stallMs });
    const go = new Int32Array(new SharedArrayBuffer(4));
    let received = 0;
    const subscription = bus.subscribe("high.a", () => {
      received += 1;
    });
    const data = { buffer: bus.buffer, go: go.buffer, count, stallMs };
    const peer = startThread("./peer.worker", import.meta.url, data);
    assert.equal(await peer.next(), "ready");
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    const before = performance.now();
    for (let n = 0; n < count; n++) bus.publish("high.a", { from: 0, count: n });
    assert.ok(performance.now() - before < stallMs / 2);
    assert.deepEqual(await peer.next(), { received: 2 * count, missed: 0 });
    await until(() => received === 2 * count, "all events in this thread");
    assert.equal(subscription.missed, 0);
    await bus.close(100);
    await peer.ended;
  }));

// Deno keeps every thread alive while it takes coverage.
test("an open bus with nothing to do keeps no thread alive", { skip: countsCoverage }, () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    await startThread("./idle.worker", import.meta.url, { buffer: bus.buffer }).ended;
  }),
);
