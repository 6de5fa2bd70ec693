/** Threads that die with a part of the bus in their hands. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { BusLayout, READERS, SEAT_BYTES } from "../../../core/bus/layout.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { EventBus, threadId } from "../../../core/index.ts";
import { lockAs } from "../ring/lines.ts";
import { awake, startThread, until } from "../worker.ts";
import { topics } from "./topics.ts";

/** Starts a thread that does its deed and ends; its number. */
async function die(buffer: SharedArrayBuffer, deed: string): Promise<number> {
  const doomed = startThread("./doomed.worker", import.meta.url, { buffer, deed });
  const id = await doomed.next();
  await doomed.ended;
  return Number(id);
}

test("what a dead publisher had claimed becomes nothing, and what came after it is told", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const other = EventBus.attach(topics, bus.buffer);
    const got: string[] = [];
    bus.subscribe("high.b", ({ payload, sequence }) => {
      got.push(`${sequence} ${payload}`);
    });
    const id = await die(bus.buffer, "claim");
    bus.publish("high.b", "after it");
    await until(() => got.length === 1, "what it had published");
    assert.equal(bus.counters().priorities.high.events, 1, "the rest waits for the dead thread's claims");
    assert.equal(other.threadDied(id), 2);
    await until(() => got.length === 2, "what came after");
    assert.deepEqual(got, ["0 before its death", "4 after it"]);
    const { high } = bus.counters().priorities;
    assert.deepEqual([high.events, high.claims, high.abandoned, high.missed], [5, 4, 2, 0]);
    assert.equal(bus.threadDied(id), 0, "any number of times");
    assert.equal(bus.threadDied(12_345), 0, "a thread that never was here");
    await Promise.all([bus.close(100), other.close(100)]);
  }));

test("what a dead publisher left open is not counted as missed by who is overtaken", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 8, stallMs: 0 });
    const slow = EventBus.attach(topics, bus.buffer);
    const got: string[] = [];
    const subscription = slow.subscribe("high.b", ({ payload }) => {
      got.push(payload);
    });
    bus.threadDied(await die(bus.buffer, "claim"));
    // The slow end is in this thread: without a turn of the event loop it takes nothing.
    for (let n = 0; n < 12; n++) bus.publish("high.b", `${n}`);
    await until(() => got.includes("11"), "the last event");
    assert.equal(got.length + subscription.missed, 13);
    assert.equal(slow.metrics().missed, subscription.missed);
    await Promise.all([bus.close(100), slow.close(100)]);
  }));

test("a claim that nobody commits, and of whose owner's death nobody tells, ends in an error that says so", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 8 });
    const [, , low] = BusLayout.attach(numberTopics(topics), bus.buffer).rings;
    assert.ok(low !== undefined);
    const claims = new Claims(low.claims);
    const { ticket } = claims.claim(2, 16);
    for (let n = 0; n < 2; n++) bus.publish("low.b", "half of the ring is open then");
    assert.throws(() => bus.publish("low.b", "too much"), {
      code: "ring.no-room",
      message: /low: no room.*threadDied/,
    });
    claims.commit(ticket);
    bus.publish("low.b", "again");
    assert.equal(bus.counters().priorities.low.events, 5);
    await bus.close(100);
  }));

test("a dead subscriber's seat is free again, and publishers wait for it no more", () =>
  awake(async () => {
    const stallMs = 10_000;
    const bus = EventBus.create(topics, { slots: 4, stallMs });
    const id = await die(bus.buffer, "seat");
    bus.threadDied(id);
    const before = performance.now();
    for (let n = 0; n < 20; n++) bus.publish("high.b", "");
    assert.ok(performance.now() - before < stallMs / 2);
    assert.deepEqual([bus.counters().priorities.high.waits, bus.counters().priorities.high.missed], [0, 0]);
    // Its share of the workers is others' again.
    const next = EventBus.attach(topics, bus.buffer);
    next.subscribe("low.b", () => {});
    assert.equal(bus.threadDied(id), 0);
    const waiting = next.waitFor("low.b", () => true, 5_000);
    bus.publish("low.b", "still there");
    assert.equal((await waiting)?.payload, "still there", "the seat's new owner is left alone");
    await Promise.all([bus.close(100), next.close(100)]);
  }));

test("deaths may be told in any order, each once: a seat is free once no dead thread's lock is in the way", () =>
  awake(async () => {
    const LOCKS = 54_321;
    const bus = EventBus.create(topics, { slots: 4 });
    const layout = BusLayout.attach(numberTopics(topics), bus.buffer);
    const [high, medium] = layout.rings;
    assert.ok(high !== undefined && medium !== undefined);
    const id = await die(bus.buffer, "seat");
    const SEAT = 1;
    const owner = () => layout.seats[SEAT * (SEAT_BYTES / 4)];
    const subscribers = layout.subscribers();
    assert.equal(owner(), id);
    lockAs(LOCKS, medium.claims.control);
    const other = EventBus.attach(topics, bus.buffer);
    assert.equal(bus.threadDied(id), 0);
    assert.equal(owner(), -threadId, "it is still cleaned up after");
    assert.equal(high.lines[READERS], 0, "in the other priorities nobody waits for it");
    assert.equal(other.threadDied(LOCKS), 0);
    assert.equal(owner(), -threadId, "another end knows of the lock alone");
    bus.threadDied(LOCKS);
    assert.deepEqual([owner(), layout.subscribers()], [0, subscribers - 1]);
    await Promise.all([bus.close(100), other.close(100)]);
  }));

test("a thread that dies while it gives a dead one's seat away is taken over from likewise", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const id = await die(bus.buffer, "seat");
    const { seats } = BusLayout.attach(numberTopics(topics), bus.buffer);
    const seat = seats.indexOf(id);
    assert.ok(seat > 0);
    const cleaner = 54_321;
    seats[seat] = -cleaner;
    bus.threadDied(12_345);
    assert.equal(seats[seat], -cleaner, "another thread cleans up");
    bus.threadDied(cleaner);
    assert.equal(seats[seat], 0);
    await bus.close(100);
  }));

test("a publisher that waits for a subscriber goes on when it is said to be dead", () =>
  awake(async () => {
    const stallMs = 20_000;
    const bus = EventBus.create(topics, { slots: 4 });
    const id = await die(bus.buffer, "seat");
    const data = { buffer: bus.buffer, from: 0, count: 50, stallMs, names: ["high.a"] };
    const publisher = startThread("./publisher.worker", import.meta.url, data);
    await until(() => bus.counters().priorities.high.waits > 0, "the publisher to wait");
    const before = performance.now();
    bus.threadDied(id);
    assert.equal(await publisher.next(), "done");
    assert.ok(performance.now() - before < stallMs / 2);
    const { high } = bus.counters().priorities;
    assert.deepEqual([high.events, high.stalls, high.missed], [50, 0, 0]);
    await publisher.ended;
    await bus.close(100);
  }));

test("a dead owner of the lock that claims are made under is taken over from", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const id = await die(bus.buffer, "lock");
    assert.throws(() => bus.publish("high.b", "not yet"), { code: "lock.timeout" });
    bus.threadDied(id);
    const waiting = bus.waitFor("high.b", () => true, 5_000);
    bus.publish("high.b", "now");
    assert.equal((await waiting)?.payload, "now");
    assert.equal(bus.counters().priorities.high.lockTakeovers, 1);
    await bus.close(100);
  }));

test("counters that a dead thread was writing are read as they stand, and go on with the seat's next owner", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const id = await die(bus.buffer, "counters");
    const published = () => bus.counters().topics["low.b"].published;
    assert.equal(published(), 3);
    bus.threadDied(id);
    const next = EventBus.attach(topics, bus.buffer);
    next.publish("low.b", "");
    await Promise.resolve();
    assert.equal(published(), 4);
    assert.equal(next.metrics().topics["low.b"].published, 1, "an end's own metrics are its own");
    await Promise.all([bus.close(100), next.close(100)]);
  }));
