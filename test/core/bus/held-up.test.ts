/** A lock of the bus that cannot be had, as its owner died and nobody has said so yet: nothing is lost, and nothing breaks. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../../../core/bus/channel.ts";
import { Gate } from "../../../core/bus/gate.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { RingReader } from "../../../core/bus/reader.ts";
import { type Seat, Seats } from "../../../core/bus/seats.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { control } from "../../../core/claims/layout.ts";
import { CoreError, EventBus, limits, Mutex, setLockOrderChecks } from "../../../core/index.ts";
import { awake, tick, until } from "../worker.ts";
import { topics } from "./topics.ts";

type Bus = EventBus<typeof topics>;

const HIGH = 0;
const LOW = 2;
/** A thread that never was here. */
const DEAD = 12_345;

/** That thread has the ring's lock; {@link EventBus.threadDied} frees it. */
function dieWithLock({ buffer }: Bus, priority: number): void {
  const { control: words } = claimsOf(buffer, priority);
  // As a Mutex marks its owner.
  Atomics.store(words, control.mutex, DEAD << 2);
}

function claimsOf(buffer: SharedArrayBuffer, priority: number) {
  const ring = BusLayout.attach(numberTopics(topics), buffer).rings[priority];
  assert.ok(ring !== undefined);
  return ring.claims;
}

/** How many ends the ring takes for readers. */
function readers(buffer: SharedArrayBuffer, priority: number): number {
  const layout = BusLayout.attach(numberTopics(topics), buffer);
  const ring = layout.rings[priority];
  assert.ok(ring !== undefined);
  const seats = new Seats(layout);
  const claims = new Claims(ring.claims);
  let count = 0;
  new Gate(ring, claims, seats, seats.all[0] as Seat).forEachReader(() => count++);
  return count;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a subscriber that was overtaken goes on with the other priorities, and with this one when the lock is free", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 16 });
    const told: [unknown, string][] = [];
    const slow = EventBus.attach(topics, bus.buffer, { onError: (error, { topic }) => told.push([error, topic]) });
    const got: string[] = [];
    const low = slow.subscribe("low.b", ({ payload }) => {
      got.push(payload);
    });
    slow.subscribe("high.b", ({ payload }) => {
      got.push(payload);
    });
    for (let n = 0; n < 40; n++) bus.publish("low.b", `${n}`);
    dieWithLock(bus, LOW);
    const before = performance.now();
    await tick();
    bus.publish("high.b", "meanwhile");
    await until(() => got.length > 0, "the other priority");
    assert.ok(performance.now() - before < limits.lockMs / 4, "the event loop goes on");
    assert.deepEqual(got, ["meanwhile"]);
    await until(() => told.length > 0, "the complaint");
    assert.ok(performance.now() - before >= limits.lockMs);
    await pause(1.5 * limits.busMaxRetryMs);
    const [[error, topic] = []] = told;
    assert.ok(error instanceof CoreError);
    assert.deepEqual([told.length, error.code, topic], [1, "lock.timeout", "bus.delivery"]);
    assert.equal(slow.metrics().holdUps, 1);
    // The same thread hears of the death, or another one.
    slow.threadDied(DEAD);
    const freed = performance.now();
    await until(() => got.includes("39"), "what the ring held");
    assert.ok(performance.now() - freed < limits.busMaxRetryMs / 3, "at once");
    assert.equal(got.length - 1 + low.missed, 40);
    assert.equal(told.length, 1);
    await Promise.all([bus.close(100), slow.close(100)]);
  }));

test("a thread that is not told of the death goes on by itself once the lock is free", () =>
  awake(async () => {
    const told: unknown[] = [];
    const bus = EventBus.create(topics, { slots: 4 });
    const slow = EventBus.attach(topics, bus.buffer, { onError: (error) => told.push(error) });
    const got: string[] = [];
    slow.subscribe("low.b", ({ payload }) => {
      got.push(payload);
    });
    for (const round of ["a", "b"]) {
      for (let n = 0; n < 8; n++) bus.publish("low.b", `${round}${n}`);
      dieWithLock(bus, LOW);
      await until(() => slow.metrics().holdUps > 0, "it to be held up");
      await pause(5 * limits.busRetryMs);
      Atomics.store(claimsOf(bus.buffer, LOW).control, control.mutex, 0);
      await until(() => got.includes(`${round}7`), "what the ring held");
    }
    assert.deepEqual([told, slow.metrics().holdUps], [[], 2]);
    await Promise.all([bus.close(100), slow.close(100)]);
  }));

test("a publisher that reads for itself is held up no more than its limit, and its event counts as published", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 256, queue: 4 });
    const other = EventBus.attach(topics, bus.buffer);
    bus.subscribe("low.b", () => {});
    // Overtaken by a stride: there is room for its own event.
    for (let n = 0; n < 257; n++) other.publish("low.b", "");
    const claims = claimsOf(bus.buffer, LOW);
    // Somebody has the lock when the publisher, whose event is in the ring, wants to take what its queue has no room for.
    const { exclusively } = Claims.prototype;
    Claims.prototype.exclusively = function <R>(work: () => R, limitMs?: number): R {
      Atomics.store(claims.control, control.mutex, DEAD << 2);
      Claims.prototype.exclusively = exclusively;
      return exclusively.call(this, work, limitMs) as R;
    };
    const before = performance.now();
    try {
      bus.publish("low.b", "");
    } finally {
      Claims.prototype.exclusively = exclusively;
    }
    assert.ok(performance.now() - before < limits.lockMs / 4);
    assert.deepEqual([bus.metrics().topics["low.b"].published, bus.metrics().holdUps], [1, 1]);
    bus.threadDied(DEAD);
    await until(() => bus.metrics().topics["low.b"].pending === 0, "what the ring held");
    await Promise.all([bus.close(100), other.close(100)]);
  }));

test("what close cannot take for want of a lock is left, and counted", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4 });
    const end = EventBus.attach(topics, bus.buffer);
    for (const _ of [1, 2]) end.subscribe("low.b", () => assert.fail());
    for (let n = 0; n < 7; n++) bus.publish("low.b", "");
    dieWithLock(bus, LOW);
    const closing = end.close(10);
    setTimeout(() => bus.threadDied(DEAD), 50);
    assert.deepEqual(await closing, { left: 8 }, "two runs for each event in the ring");
    await bus.close(100);
  }));

test("close says that it could not give its seat back, and does so when repeated", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const end = EventBus.attach(topics, bus.buffer);
    const got: string[] = [];
    end.subscribe("low.b", ({ payload }) => {
      got.push(payload);
    });
    end.subscribe("high.b", () => {});
    const waiting = end.waitFor("high.b", () => true, 60_000);
    bus.publish("low.b", "published before");
    dieWithLock(bus, HIGH);
    const first = end.close(1000);
    await assert.rejects(first, { code: "lock.timeout", message: /seat.*threadDied/ });
    assert.deepEqual(got, ["published before"]);
    assert.equal(await waiting, undefined);
    assert.throws(() => end.publish("low.b", ""), { code: "bus.closed" });
    assert.throws(() => end.subscribe("low.b", () => {}), { code: "bus.closed" });
    assert.deepEqual([readers(bus.buffer, HIGH), readers(bus.buffer, LOW)], [1, 0]);
    const again = end.close(1000);
    assert.notEqual(again, first);
    assert.equal(end.close(1000), again);
    setTimeout(() => bus.threadDied(DEAD), 50);
    assert.deepEqual(await again, { left: 0 });
    assert.equal(readers(bus.buffer, HIGH), 0);
    // The seat is free again.
    const ends = Array.from({ length: limits.busThreads - 1 }, () => EventBus.attach(topics, bus.buffer));
    await Promise.all([bus, ...ends].map((one) => one.close(100)));
  }));

test("a subscription that fails in one priority reads none, and can be tried again", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4, stallMs: 20_000 });
    const end = EventBus.attach(topics, bus.buffer);
    dieWithLock(bus, LOW);
    assert.throws(() => end.subscribeAll(() => {}), { code: "lock.timeout" });
    assert.deepEqual([readers(bus.buffer, HIGH), readers(bus.buffer, LOW)], [0, 0]);
    bus.threadDied(DEAD);
    for (let n = 0; n < 20; n++) bus.publish("high.b", "");
    assert.equal(bus.counters().priorities.high.waits, 0, "nobody to wait for");
    let got = 0;
    end.subscribeAll(() => {
      got++;
    });
    for (const name of ["high.b", "low.b"] as const) bus.publish(name, "");
    await until(() => got === 2, "both events");
    await Promise.all([bus.close(100), end.close(100)]);
  }));

test("a subscription that ends meanwhile blocks nobody, and its end is told later", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4, stallMs: 20_000 });
    const end = EventBus.attach(topics, bus.buffer);
    const subscription = end.subscribe("high.b", () => {});
    const claims = claimsOf(bus.buffer, HIGH);
    dieWithLock(bus, HIGH);
    const before = performance.now();
    subscription.close();
    assert.ok(performance.now() - before < limits.lockMs / 4);
    Atomics.store(claims.control, control.mutex, 0);
    assert.equal(readers(bus.buffer, HIGH), 1);
    for (let n = 0; n < 20; n++) bus.publish("high.b", "");
    assert.equal(bus.counters().priorities.high.waits, 0, "not even before that");
    // Begun again before it was told: as a new reader.
    let got = 0;
    const next = end.subscribe("high.b", () => {
      got++;
    });
    bus.publish("high.b", "");
    await until(() => got === 1, "the event");
    assert.equal(next.missed, 0);
    dieWithLock(bus, HIGH);
    next.close();
    bus.threadDied(DEAD);
    await until(() => readers(bus.buffer, HIGH) === 0, "the end to be told");
    await Promise.all([bus.close(100), end.close(100)]);
  }));

test("a mistake in the deliveries themselves is told once at a time, and does not end them", () =>
  awake(async () => {
    const told: string[] = [];
    const bus = EventBus.create(topics, { onError: (error, { topic }) => told.push(`${topic}: ${error}`) });
    let got = 0;
    bus.subscribe("low.b", () => {
      got++;
    });
    await tick();
    const { take } = RingReader.prototype;
    for (const round of [1, 2]) {
      RingReader.prototype.take = () => {
        throw new Error("a mistake");
      };
      try {
        bus.publish("low.b", "");
        await until(() => told.length === round, "the complaint");
        await pause(8 * limits.busRetryMs);
      } finally {
        RingReader.prototype.take = take;
      }
      await until(() => got === round, "the event");
      await pause(32 * limits.busRetryMs);
    }
    assert.deepEqual(told, ["bus.delivery: Error: a mistake", "bus.delivery: Error: a mistake"]);
    await bus.close(100);
  }));

test("where a reader takes its lock out of order, that is told as ever", () => {
  const rings = Array.from({ length: 3 }, () => ({ slots: 4, bytes: 64 }));
  const layout = BusLayout.create(numberTopics(topics), { workers: 1, queue: 1, rings });
  const ring = layout.rings[LOW];
  assert.ok(ring !== undefined);
  const seats = new Seats(layout);
  const endOf = (seat: Seat) => {
    const claims = new Claims(ring.claims);
    return { claims, gate: new Gate(ring, claims, seats, seat) };
  };
  const { claims, gate } = endOf(seats.take());
  const channel = new Channel(ring, claims, gate);
  const own = endOf(seats.take());
  const [topic] = numberTopics(topics).filter(({ priority }) => priority === LOW);
  assert.ok(topic !== undefined);
  const reader = new RingReader(ring, own.claims, own.gate, [topic.index], () => {}, assert.fail);
  reader.open();
  for (let n = 0; n < 8; n++) channel.write(topic, new Uint8Array(1), 0);
  const lower = new Mutex(new Int32Array(new SharedArrayBuffer(Mutex.BYTES)), 0, { name: "lower", rank: 950 });
  setLockOrderChecks(true);
  try {
    using _ = lower.guard();
    assert.throws(() => reader.take(1), { code: "lock.order" });
  } finally {
    setLockOrderChecks(false);
  }
  assert.equal(reader.isHeldUp, false);
  assert.equal(reader.take(1), 1);
});
