/** Waits for an event, and how a subscriber begins. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../../../core/bus/channel.ts";
import { Gate } from "../../../core/bus/gate.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { Seats } from "../../../core/bus/seats.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { EventBus } from "../../../core/index.ts";
import { awake, tick, until } from "../worker.ts";
import { topics } from "./topics.ts";

test("a handler may wait for an event, though it holds the only worker", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 1 });
    const answers: (string | undefined)[] = [];
    bus.subscribe("medium.b", async () => {
      const answer = await bus.waitFor("medium.b", ({ payload }) => payload === "answer", 10_000);
      answers.push(answer?.payload);
    });
    bus.publish("medium.b", "ask");
    await tick();
    bus.publish("medium.b", "something else");
    bus.publish("medium.b", "answer");
    await until(() => answers.length === 1, "the answer");
    assert.deepEqual(answers, ["answer"]);
    assert.deepEqual(await bus.close(1), { left: 2 }, "what the worker was not free for");
  }));

test("the same while the queue of another priority is full, and where the answer comes from the thread itself", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 1, queue: 2 });
    let answer: string | undefined;
    bus.subscribe("low.b", async ({ payload }) => {
      if (payload !== "ask") return;
      const waiting = bus.waitFor("high.b", () => true, 10_000);
      for (let n = 0; n < 4; n++) bus.publish("low.b", `${n}`);
      bus.publish("high.b", "answer");
      answer = (await waiting)?.payload;
    });
    bus.publish("low.b", "ask");
    await until(() => answer !== undefined, "the answer");
    assert.equal(answer, "answer");
    await bus.close(1000);
  }));

test("a publisher that makes room in a ring it holds up itself has its waits look at what it takes", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 4, queue: 3 });
    const waiting = bus.waitFor("high.a", ({ payload }) => payload.count === 0, 10_000);
    for (let count = 0; count < 12; count++) bus.publish("high.a", { from: 0, count });
    assert.equal((await waiting)?.payload.count, 0);
    await bus.close(100);
  }));

test("several waits for one event, of which one fails and one has ended", () =>
  awake(async () => {
    const failed: unknown[] = [];
    const bus = EventBus.create(topics, { onError: (error) => failed.push(error) });
    const first = bus.waitFor("low.b", () => true, 10_000);
    const failing = bus.waitFor(
      "low.b",
      () => {
        throw new Error("no");
      },
      10_000,
    );
    const picky = bus.waitFor("low.b", ({ payload }) => payload === "3", 10_000);
    for (const payload of ["1", "2", "3"]) bus.publish("low.b", payload);
    assert.equal((await first)?.payload, "1");
    assert.equal((await picky)?.payload, "3");
    const { handled, pending } = bus.metrics().topics["low.b"];
    assert.deepEqual([handled, pending, failed.length], [7, 0, 3]);
    await bus.close(100);
    assert.equal(await failing, undefined);
  }));

test("a wait sees what was published before the bus closes", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const waiting = bus.waitFor("low.b", () => true, 10_000);
    bus.publish("low.b", "in time");
    await bus.close(100);
    assert.equal((await waiting)?.payload, "in time");
  }));

for (const limit of [Number.POSITIVE_INFINITY, 2 ** 31]) {
  test(`${limit} ms are not over at once: waitFor and close`, () =>
    awake(async () => {
      const bus = EventBus.create(topics);
      const waiting = bus.waitFor("high.b", () => true, limit);
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      bus.subscribe("low.b", () => gate);
      bus.publish("low.b", "");
      await new Promise((resolve) => setTimeout(resolve, 20));
      bus.publish("high.b", "late");
      assert.equal((await waiting)?.payload, "late");
      const closing = bus.close(limit);
      setTimeout(release, 20);
      assert.deepEqual(await closing, { left: 0 });
    }));
}

test("a thread that sleeps gets what was on its way when it subscribed to another priority", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const table = numberTopics(topics);
    const layout = BusLayout.attach(table, bus.buffer);
    const [ring] = layout.rings;
    const wanted = table.find(({ name }) => name === "high.b");
    assert.ok(ring !== undefined && wanted !== undefined);
    const seats = new Seats(layout);
    const claims = new Claims(ring.claims);
    const channel = new Channel(ring, claims, new Gate(ring, claims, seats, seats.take()));
    bus.subscribe("low.b", () => {});
    await tick();
    await tick();
    // Another thread has claimed before, and commits before the mark that this thread reads: it finds nobody to wake.
    const place = claims.tryClaim(1, 8);
    claims.tryClaim = () => place;
    const { setReading } = Gate.prototype;
    Gate.prototype.setReading = function (seat, isReading) {
      Gate.prototype.setReading = setReading;
      channel.write(wanted, new TextEncoder().encode('"waiting"'), 1);
      setReading.call(this, seat, isReading);
    };
    let got = "";
    bus.subscribe("high.b", ({ payload }) => {
      got = payload;
    });
    await until(() => got === "waiting", "the event");
    await bus.close(100);
  }));
