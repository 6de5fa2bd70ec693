/** What one thread can tell of all. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CounterWriter, SeatCounters } from "../../../core/bus/counters.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { startTallies } from "../../../core/bus/metrics.ts";
import { Stopwatch } from "../../../core/bus/stopwatch.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { EventBus, limits, threadId } from "../../../core/index.ts";
import { awake, startThread, tick, until } from "../worker.ts";
import { numbered, topics } from "./topics.ts";

test("one thread tells what all have published and handled", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const count = 300;
    const data = { buffer: bus.buffer, expected: 3 * count, names: numbered };
    const subscriber = startThread("./subscriber.worker", import.meta.url, data);
    assert.equal(await subscriber.next(), "ready");
    const publisher = startThread("./publisher.worker", import.meta.url, {
      ...{ buffer: bus.buffer, from: 0, count, stallMs: 10_000, names: numbered },
    });
    assert.equal(await publisher.next(), "done");
    await subscriber.next();
    const { topics: all, threads, priorities } = bus.counters();
    for (const name of numbered) {
      const { slowestMs, ...counted } = all[name];
      assert.deepEqual(counted, { published: count, handled: count, fallbacks: 0, failed: 0 });
      assert.ok(slowestMs > 0);
    }
    assert.deepEqual([priorities.high.events, priorities.low.claims], [count, count]);
    const by = (of: "published" | "handled") => threads.filter(({ topics }) => topics["high.a"][of] === count);
    assert.deepEqual([by("published").length, by("handled").length], [1, 1]);
    assert.notEqual(by("published")[0]?.thread, by("handled")[0]?.thread);
    await Promise.all([publisher.ended, subscriber.ended, bus.close(100)]);
  }));

test("fallbacks, failures, waits and stalls are counted", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4, queue: 2, stallMs: 1 });
    const slow = EventBus.attach(topics, bus.buffer);
    slow.subscribe("high.b", () => {});
    bus.subscribe("low.b", () => {
      throw new Error("always");
    });
    for (let n = 0; n < 6; n++) bus.publish("low.b", "");
    for (let n = 0; n < 6; n++) bus.publish("high.b", "");
    await until(() => bus.metrics().topics["low.b"].handled === 6, "all handlers");
    await tick();
    const { topics: all, priorities, threads } = bus.counters();
    assert.deepEqual([all["low.b"].failed, all["low.b"].fallbacks], [6, 4]);
    assert.ok(priorities.high.waits >= 1);
    assert.deepEqual([priorities.high.stalls, priorities.low.stalls], [1, 0]);
    assert.equal(priorities.high.missed, slow.metrics().missed);
    assert.deepEqual(
      threads.map(({ thread }) => thread),
      [threadId, threadId],
    );
    await Promise.all([bus.close(100), slow.close(100)]);
  }));

test("pending is what is due for what has been published: in the ring, taken, or under way", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 1, queue: 3 });
    const other = EventBus.attach(topics, bus.buffer);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    other.subscribe("low.b", () => gate);
    other.subscribe("low.b", () => {});
    for (let n = 0; n < 10; n++) bus.publish("low.b", "");
    const pending = () => other.metrics().topics["low.b"].pending;
    assert.equal(pending(), 20, "in the ring");
    await tick();
    assert.equal(pending(), 20, "one under way, seven taken, the rest in the ring");
    const late = other.subscribe("low.b", () => {});
    assert.equal(pending(), 20, "not for who came later");
    late.close();
    release();
    await until(() => pending() === 0, "all handlers");
    assert.equal(other.metrics().topics["low.b"].handled, 20);
    await Promise.all([bus.close(100), other.close(100)]);
  }));

test("counters pass 2^32, and a busy publisher writes its own without a pause", () => {
  const table = numberTopics(topics);
  const rings = Array.from({ length: 3 }, () => ({ slots: 4, bytes: 64 }));
  const layout = BusLayout.create(table, { workers: 1, queue: 1, rings });
  const tallies = startTallies(table);
  const seat = new SeatCounters(layout, table, 3);
  const writer = new CounterWriter(seat, tallies);
  const [tally] = tallies;
  assert.ok(tally !== undefined);
  tally.published = 2 ** 32 - 1;
  tally.handled = 3 * 2 ** 32 + 5;
  tally.slowestMs = 1.25;
  writer.noteLater(1);
  assert.equal(seat.owner(), 0, "not for a single event");
  writer.noteLater(limits.busCountEvery);
  assert.deepEqual(seat.read()[0], {
    ...{ published: 2 ** 32 - 1, handled: 3 * 2 ** 32 + 5, fallbacks: 0, failed: 0, slowestMs: 1.25 },
  });
  tally.published = 2 ** 32;
  writer.close();
  tally.published = 0;
  writer.write();
  assert.equal(seat.read()[0]?.published, 2 ** 32, "closed: the seat may be somebody else's");
  const next = new CounterWriter(seat, startTallies(table));
  next.write();
  assert.equal(seat.read()[0]?.published, 2 ** 32, "on top of what the former owner counted");
});

test("counters that are looked at while they are written are looked at again", () => {
  const table = numberTopics(topics);
  const rings = Array.from({ length: 3 }, () => ({ slots: 4, bytes: 64 }));
  const layout = BusLayout.create(table, { workers: 1, queue: 1, rings });
  const seat = new SeatCounters(layout, table, 3);
  const counters = { published: 1, handled: 1, fallbacks: 1, failed: 1, slowestMs: 1 };
  // Another thread looks before each counter is written: in the words' own order, so that a version tells it to wait.
  const first = 3 * layout.counterWords;
  const versions: number[] = [];
  const all = table.map((_, topic) => {
    return Object.defineProperty({ ...counters }, "published", {
      get: () => {
        versions.push(layout.counters[first] ?? 0);
        return topic;
      },
    });
  });
  for (const round of [1, 2]) {
    seat.write(all);
    assert.equal(layout.counters[first], 2 * round);
    assert.ok(versions.length >= table.length);
    assert.ok(
      versions.splice(0).every((version) => version === 2 * round - 1),
      "odd while it is written",
    );
  }
});

test("a stopwatch times slow runs alone, and short ones of one topic together", () => {
  const [slow, quick] = startTallies(numberTopics(topics));
  assert.ok(slow !== undefined && quick !== undefined);
  let now = 1000;
  let looks = 0;
  const { now: clock } = performance;
  const setClock = (value: () => number) =>
    Object.defineProperty(performance, "now", { configurable: true, writable: true, value });
  setClock(() => {
    looks++;
    return now;
  });
  try {
    const watch = new Stopwatch();
    watch.stop();
    assert.equal(looks, 0, "nothing to time");
    const run = (tally: typeof slow, ms: number) => {
      watch.before(tally);
      now += ms;
      watch.after();
    };
    watch.start();
    for (const ms of [2, 5, 3]) {
      run(slow, ms);
      assert.ok(!watch.isTiming, "each alone");
    }
    assert.deepEqual([slow.slowestMs, looks], [5, 4], "one look for each");
    looks = 0;
    const ms = limits.busFastMs / 4;
    for (let together = 1; together < limits.busTimedRuns; together *= 2) {
      for (let n = 0; n < together; n++) run(quick, ms);
      assert.ok(!watch.isTiming);
    }
    assert.equal(looks, Math.log2(limits.busTimedRuns), "twice as many together each time");
    for (let n = 0; n < 8 * limits.busTimedRuns; n++) run(quick, ms);
    assert.equal(looks, Math.log2(limits.busTimedRuns) + 8, "and no more than the limit");
    assert.ok(Math.abs(quick.slowestMs - limits.busTimedRuns * ms) < 1e-6, "those together count as one");
    run(quick, ms);
    assert.ok(watch.isTiming);
    run(slow, 7);
    assert.equal(slow.slowestMs, 7, "what came before is not charged to it");
    run(quick, 50);
    assert.equal(quick.slowestMs, 50, "alone again, after another topic");
  } finally {
    setClock(clock);
  }
});
