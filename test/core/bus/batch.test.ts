/** Batches, and topics whose payload is bytes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BusLayout } from "../../../core/bus/layout.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { EventBus, limits, rawTopic, topic } from "../../../core/index.ts";
import { awake, until } from "../worker.ts";
import { topics } from "./topics.ts";

const raw = { "high.raw": rawTopic("high"), "low.raw": rawTopic("low"), "low.json": topic<number>("low") } as const;

test("a batch goes out as one: high first, each priority in its order, with one claim", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const got: string[] = [];
    bus.subscribeAll(({ topic, payload }) => {
      got.push(`${topic} ${payload}`);
    });
    const batch = bus.batch();
    for (const n of [1, 2, 3]) {
      assert.ok(batch.add("low.b", `${n}`));
      assert.ok(batch.add("high.b", `${n}`));
    }
    assert.equal(batch.count, 6);
    assert.equal(bus.metrics().topics["low.b"].published, 0, "nothing goes out before");
    batch.publish();
    assert.equal(batch.count, 0);
    batch.add("medium.b", "left out");
    batch.clear();
    batch.publish();
    await until(() => got.length === 6, "all events");
    assert.deepEqual(got, ["high.b 1", "high.b 2", "high.b 3", "low.b 1", "low.b 2", "low.b 3"]);
    const { priorities, topics: counted } = bus.counters();
    assert.deepEqual([priorities.high.claims, priorities.medium.claims, priorities.low.claims], [1, 0, 1]);
    assert.deepEqual([counted["low.b"].published, bus.metrics().topics["high.b"].published], [3, 3]);
    await bus.close(100);
    batch.add("low.b", "late");
    assert.throws(() => batch.publish(), { code: "bus.closed" });
  }));

test("a batch that cannot go out whole counts what did", async () => {
  const bus = EventBus.create(topics, { slots: 8 });
  const [, , low] = BusLayout.attach(numberTopics(topics), bus.buffer).rings;
  assert.ok(low !== undefined);
  // A claim that nobody commits, of one event: of the half that may be open, three are left, and a claim takes two.
  const { ticket } = new Claims(low.claims).claim(1, 8);
  const batch = bus.batch();
  for (let index = 0; index < 6; index++) batch.add("low.b", "");
  assert.throws(() => batch.publish(), { code: "ring.no-room" });
  assert.deepEqual([bus.metrics().topics["low.b"].published, batch.count], [2, 0]);
  new Claims(low.claims).commit(ticket);
  assert.equal(bus.counters().priorities.low.events, 3);
  await bus.close(100);
});

test("a full batch says so, and what could never be in one is refused", () =>
  awake(async () => {
    const bus = EventBus.create(raw, { low: { bytes: 256 } });
    const batch = bus.batch({ events: 2, bytes: 128 });
    assert.ok(batch.add("high.raw", new Uint8Array(100)));
    assert.ok(!batch.add("high.raw", new Uint8Array(25)), "no bytes left");
    assert.ok(batch.add("high.raw", new Uint8Array(24)));
    assert.ok(!batch.add("high.raw", new Uint8Array(0)), "no events left");
    assert.throws(() => batch.add("high.raw", new Uint8Array(129)), { code: "bus.payload-too-large" });
    assert.throws(() => batch.add("low.raw", new Uint8Array(65)), {
      code: "bus.payload-too-large",
      message: /64 bytes/,
    });
    assert.throws(() => batch.add("low.raw", new Uint8Array(limits.eventBytes + 1)), { code: "bus.payload-too-large" });
    // @ts-expect-error: no such topic
    assert.throws(() => batch.add("nothing", 1), { code: "bus.unknown-topic" });
    // @ts-expect-error: no bytes
    assert.throws(() => batch.add("low.raw", "text"), TypeError);
    for (const options of [{ events: 0 }, { events: 1.5 }, { bytes: 7 }, { bytes: 2 ** 31 }])
      assert.throws(() => bus.batch(options), { code: "bus.size", message: /from \d+ to \d+/ });
    await bus.close(100);
  }));

test("a batch with more bytes than one claim may have goes out in several, in order", () =>
  awake(async () => {
    const bus = EventBus.create(raw, { high: { bytes: 256 } });
    const got: number[] = [];
    bus.subscribe("high.raw", ({ payload }) => {
      got.push(payload[0] ?? -1);
    });
    const batch = bus.batch();
    const all = Array.from({ length: 10 }, (_, n) => n);
    for (const n of all) batch.add("high.raw", new Uint8Array(24).fill(n));
    batch.publish();
    await until(() => got.length === all.length, "all events");
    assert.deepEqual(got, all);
    assert.equal(bus.counters().priorities.high.claims, 5, "two payloads of 24 bytes are within a quarter of 256");
    await bus.close(100);
  }));

test("handlers that a batch's publishing runs may use the batch meanwhile", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 8, queue: 4 });
    const batch = bus.batch();
    const got: string[] = [];
    let echoes = 0;
    bus.subscribe("low.b", ({ payload }) => {
      got.push(payload);
      if (payload.startsWith("echo")) return;
      batch.add("low.b", `echo ${echoes++}`);
      if (echoes % 3 === 0) batch.publish();
    });
    for (let n = 0; n < 30; n++) batch.add("low.b", `${n}`);
    batch.publish();
    assert.ok(bus.metrics().topics["low.b"].fallbacks > 0, "some ran within publish");
    await until(() => got.length === 60, "all events, and an echo of each");
    const first = got.filter((payload) => !payload.startsWith("echo"));
    assert.deepEqual(
      first,
      Array.from({ length: 30 }, (_, n) => `${n}`),
    );
    assert.equal(new Set(got).size, 60);
    await bus.close(100);
  }));

test("raw payloads come as they were, whatever becomes of the publisher's memory, and may be kept", () =>
  awake(async () => {
    const bus = EventBus.create(raw);
    const kept: { payload: Uint8Array; byteLength: number; word: number }[] = [];
    bus.subscribe("low.raw", (event) => {
      assert.equal(event.payload, event.payload, "one view");
      kept.push({ payload: event.payload, byteLength: event.byteLength, word: event.readWord(1) });
      assert.throws(() => event.readWord(event.byteLength - 3), RangeError);
      assert.throws(() => event.readWord(-1), RangeError);
      assert.throws(() => event.readWord(Number.NaN), RangeError);
    });
    const scratch = new Uint8Array(100);
    const sent: number[][] = [];
    for (let n = 0; n < 500; n++) {
      const payload = scratch.subarray(0, 5 + (n % 90));
      payload.fill(n);
      payload.set([n, 1, 2, 3, 200]);
      bus.publish("low.raw", payload);
      sent.push([...payload]);
    }
    await until(() => kept.length === 500, "all events");
    for (const [n, { payload, byteLength, word }] of kept.entries()) {
      assert.deepEqual([...payload], sent[n]);
      assert.equal(byteLength, payload.length);
      assert.equal(word, (200 << 24) | (3 << 16) | (2 << 8) | 1);
    }
    await bus.close(100);
  }));

test("an empty raw payload is no undefined one", () =>
  awake(async () => {
    const bus = EventBus.create(raw);
    const waiting = bus.waitFor("high.raw", () => true, 5_000);
    bus.publish("high.raw", new Uint8Array(0));
    assert.deepEqual((await waiting)?.payload, new Uint8Array(0));
    assert.equal((await waiting)?.topic, "high.raw");
    // @ts-expect-error: no bytes
    assert.throws(() => bus.publish("high.raw", undefined), TypeError);
    assert.throws(() => bus.publish("high.raw", new Uint8Array(limits.eventBytes + 1)), {
      code: "bus.payload-too-large",
    });
    await bus.close(100);
  }));

const event = fc.record({
  name: fc.constantFrom("high.raw" as const, "low.raw" as const),
  bytes: fc.uint8Array({ maxLength: 60 }),
});
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("add" as const), event }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("single" as const), event }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("publish" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const) }) },
);

test("batches and single events, in rings of any size: as in a plain list", () =>
  awake(() =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 120, size: "max" }),
        fc.constantFrom(4, 16, 64),
        fc.constantFrom(256, 512, 4096),
        fc.constantFrom(1, 5, 100),
        async (steps, slots, bytes, events) => {
          const bus = EventBus.create(raw, { slots, bytes });
          const got = new Map<string, string[]>();
          for (const name of ["high.raw", "low.raw"] as const) {
            got.set(name, []);
            bus.subscribe(name, ({ payload }) => {
              got.get(name)?.push(payload.join());
            });
          }
          const batch = bus.batch({ events });
          const expected = new Map<string, string[]>([...got.keys()].map((name) => [name, []]));
          let staged: { name: string; text: string }[] = [];
          const flush = () => {
            batch.publish();
            for (const { name, text } of staged) expected.get(name)?.push(text);
            staged = [];
          };
          for (const one of steps) {
            if (one.do === "publish") flush();
            else if (one.do === "clear") {
              batch.clear();
              staged = [];
            } else if (one.do === "single") {
              bus.publish(one.event.name, one.event.bytes);
              expected.get(one.event.name)?.push(one.event.bytes.join());
            } else {
              if (!batch.add(one.event.name, one.event.bytes)) {
                flush();
                assert.ok(batch.add(one.event.name, one.event.bytes));
              }
              staged.push({ name: one.event.name, text: one.event.bytes.join() });
              assert.equal(batch.count, staged.length);
            }
          }
          flush();
          assert.deepEqual(await bus.close(2_000), { left: 0 });
          assert.deepEqual(got, expected);
          assert.equal(bus.metrics().missed, 0);
        },
      ),
      { numRuns: 60 },
    ),
  ));
