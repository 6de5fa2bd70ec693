import assert from "node:assert/strict";
import { test } from "node:test";
import { EventBus, LogRing, limits, threadId, topic } from "../../../core/index.ts";
import { awake, tick, until } from "../worker.ts";
import { topics } from "./topics.ts";

/** Runs `body` with a bus that is closed afterwards. */
function withBus(
  body: (bus: EventBus<typeof topics>) => Promise<void>,
  options: Parameters<typeof EventBus.create>[1] = {},
): Promise<void> {
  return awake(async () => {
    const bus = EventBus.create(topics, options);
    await body(bus);
    await bus.close(1000);
  });
}

test("an event arrives as it was published, after publish has returned", () =>
  withBus(async (bus) => {
    const began = Date.now();
    const events: unknown[] = [];
    bus.subscribe("low.b", ({ topic, payload, sequence, publisher, time }) => {
      events.push({ topic, payload, sequence, publisher });
      assert.ok(time >= began && time <= Date.now());
    });
    bus.publish("low.b", "blåbær \u{1f980} \ud800");
    assert.deepEqual(events, [], "not within publish");
    await until(() => events.length > 0, "the event");
    const payload = "blåbær \u{1f980} \ud800";
    assert.deepEqual(events, [{ topic: "low.b", payload, sequence: 0, publisher: threadId }]);
    assert.equal(bus.metrics().topics["low.b"].failed, 0);
  }));

test("high overtakes medium overtakes low; within a priority order is kept", () =>
  withBus(async (bus) => {
    const order: string[] = [];
    bus.subscribeAll(({ topic, payload }) => {
      order.push(typeof payload === "string" ? payload : topic);
    });
    for (const n of [1, 2]) {
      bus.publish("low.b", `low ${n}`);
      bus.publish("medium.b", `medium ${n}`);
      bus.publish("high.b", `high ${n}`);
    }
    await until(() => order.length === 6, "all events");
    assert.deepEqual(order, ["high 1", "high 2", "medium 1", "medium 2", "low 1", "low 2"]);
  }));

test("an urgent event overtakes what is queued already", () =>
  withBus(async (bus) => {
    const order: string[] = [];
    bus.subscribe("low.b", ({ payload }) => {
      order.push(payload);
      if (payload === "low 0") bus.publish("high.b", "high");
    });
    bus.subscribe("high.b", ({ payload }) => {
      order.push(payload);
    });
    for (let n = 0; n < 100; n++) bus.publish("low.b", `low ${n}`);
    await until(() => order.length === 101, "all events");
    assert.deepEqual(order.slice(0, 3), ["low 0", "high", "low 1"]);
  }));

test("a subscription gets events from its beginning to its end only", () =>
  withBus(async (bus) => {
    const early: string[] = [];
    const late: string[] = [];
    const first = bus.subscribe("low.b", ({ payload }) => {
      early.push(payload);
    });
    bus.publish("low.b", "1");
    bus.subscribe("low.b", ({ payload }) => {
      late.push(payload);
    });
    bus.publish("low.b", "2");
    await until(() => early.length === 2 && late.length === 1, "the first events");
    bus.publish("low.b", "3");
    first.close();
    first.close();
    await until(() => late.length === 2, "the last event");
    await tick();
    assert.deepEqual(early, ["1", "2"], "closed: not even what was published before");
    assert.deepEqual(late, ["2", "3"]);
  }));

test("a handler that throws or rejects is counted and told, and stops nobody", () => {
  const errors: string[] = [];
  return withBus(
    async (bus) => {
      const good: string[] = [];
      bus.subscribe("low.b", ({ payload }) => {
        throw new Error(`thrown at ${payload}`);
      });
      bus.subscribe("low.b", async ({ payload }) => {
        await tick();
        throw new Error(`rejected at ${payload}`);
      });
      bus.subscribe("low.b", ({ payload }) => {
        good.push(payload);
      });
      bus.publish("low.b", "1");
      bus.publish("low.b", "2");
      await until(() => bus.metrics().topics["low.b"].handled === 6, "all handlers");
      assert.deepEqual(good, ["1", "2"]);
      assert.deepEqual(errors.sort(), ["rejected at 1", "rejected at 2", "thrown at 1", "thrown at 2"]);
      assert.equal(bus.metrics().topics["low.b"].failed, 4);
    },
    {
      onError: (error, event) => {
        assert.equal(event.topic, "low.b");
        errors.push((error as Error).message);
        throw new Error("a reporter that fails harms nobody either");
      },
    },
  );
});

test("once: the first event and no other, also where several wait already", () =>
  withBus(async (bus) => {
    const got: string[] = [];
    let all = 0;
    bus.once("high.b", ({ payload }) => {
      got.push(payload);
    });
    bus.subscribe("high.b", () => {
      all += 1;
    });
    for (const payload of ["1", "2", "3"]) bus.publish("high.b", payload);
    await until(() => all === 3, "all events");
    assert.deepEqual(got, ["1"]);
  }));

test("waitFor: the first event that is accepted", () =>
  withBus(async (bus) => {
    const waiting = bus.waitFor("medium.a", ({ payload }) => payload.count > 1, 10_000);
    for (let count = 0; count < 4; count++) bus.publish("medium.a", { from: 0, count });
    assert.equal((await waiting)?.payload.count, 2);
  }));

test("waitFor: undefined after its time, or when the bus closes", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const wanted = bus.waitFor("low.b", ({ payload }) => payload === "wanted", 10);
    bus.publish("low.b", "other");
    assert.equal(await wanted, undefined);
    const waiting = bus.waitFor("low.b", () => true, 60_000);
    assert.deepEqual(await bus.close(1000), { left: 0 });
    assert.equal(await waiting, undefined);
  }));

test("close lets handlers finish what was published, and then refuses", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 2 });
    const done: string[] = [];
    bus.subscribe("low.b", async ({ payload }) => {
      await tick();
      done.push(payload);
    });
    for (let n = 0; n < 20; n++) bus.publish("low.b", `${n}`);
    const closing = bus.close(10_000);
    bus.publish("low.b", "too late for this thread, but not refused");
    assert.throws(() => bus.subscribe("low.b", () => {}), { code: "bus.closed" });
    assert.equal(bus.close(1), closing, "a second call is the same closing");
    assert.deepEqual(await closing, { left: 0 });
    assert.deepEqual(
      done,
      Array.from({ length: 20 }, (_, n) => `${n}`),
    );
    assert.throws(() => bus.publish("low.b", ""), { code: "bus.closed" });
    assert.throws(() => bus.subscribeAll(() => {}), { code: "bus.closed" });
  }));

test("close says what it left when its time is over, and starts nothing more", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 1 });
    let started = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    bus.subscribe("low.b", () => {
      started += 1;
      return gate;
    });
    for (let n = 0; n < 5; n++) bus.publish("low.b", `${n}`);
    assert.deepEqual(await bus.close(20), { left: 5 }, "one under way, four queued");
    release();
    await tick();
    await tick();
    assert.equal(started, 1);
  }));

test("a closed end gives its seat to others, and holds nobody up", () =>
  awake(async () => {
    const stallMs = 5_000;
    const bus = EventBus.create(topics, { slots: 4, stallMs });
    for (let n = 0; n < 2 * limits.busThreads; n++) {
      const end = EventBus.attach(topics, bus.buffer);
      end.subscribe("high.b", () => {});
      await end.close(100);
    }
    const before = performance.now();
    for (let n = 0; n < 10; n++) bus.publish("high.b", "");
    assert.ok(performance.now() - before < stallMs / 2);
    await bus.close(100);
  }));

test("no more ends than limits.busThreads are open", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const ends = Array.from({ length: limits.busThreads - 1 }, () => EventBus.attach(topics, bus.buffer));
    assert.throws(() => EventBus.attach(topics, bus.buffer), { code: "bus.too-many-threads" });
    for (const end of ends) await end.close(100);
    await EventBus.attach(topics, bus.buffer).close(100);
    await bus.close(100);
  }));

test("no more asynchronous handlers than workers are under way", () =>
  withBus(
    async (bus) => {
      let running = 0;
      let most = 0;
      bus.subscribe("medium.b", async () => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
      });
      for (let n = 0; n < 30; n++) bus.publish("medium.b", "");
      await until(() => bus.metrics().topics["medium.b"].handled === 30, "all handlers");
      assert.equal(most, 3);
    },
    { workers: 3 },
  ));

/** Handlers that never end, and how many of them run. */
function endless(bus: EventBus<typeof topics>): { running: number } {
  const seen = { running: 0 };
  bus.subscribe("high.b", () => {
    seen.running += 1;
    return new Promise(() => {});
  });
  return seen;
}

test("workers: the creator's number is divided over the ends that subscribe, an end's own number is its own", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { workers: 5 });
    const first = EventBus.attach(topics, bus.buffer);
    const other = EventBus.attach(topics, bus.buffer);
    const own = EventBus.attach(topics, bus.buffer, { workers: 7 });
    const alone = endless(first);
    for (let n = 0; n < 20; n++) bus.publish("high.b", "");
    await until(() => alone.running === 5, "all workers of the program");
    const shared = [endless(other), endless(own)];
    for (let n = 0; n < 20; n++) bus.publish("high.b", "");
    await until(() => shared[1]?.running === 7, "its own workers");
    await until(() => shared[0]?.running === 1, "a third of the workers, rounded down");
    await tick();
    assert.deepEqual([alone.running, shared[0]?.running], [5, 1]);
    assert.equal(other.metrics().topics["high.b"].pending, 20);
    assert.deepEqual(await other.close(1), { left: 20 });
    assert.deepEqual(await first.close(1), { left: 40 });
    await Promise.all([own.close(1), bus.close(1)]);
  }));

test("where the queue is full, a publisher of the same thread runs the oldest handlers itself", () =>
  withBus(
    async (bus) => {
      const handled: number[] = [];
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      bus.subscribe("low.a", ({ payload }) => {
        handled.push(payload.count);
        return payload.count === 0 ? gate : undefined;
      });
      bus.publish("low.a", { from: 0, count: 0 });
      await until(() => handled.length === 1, "the only worker to be busy");
      for (let count = 1; count <= limits.busQueue; count++) bus.publish("low.a", { from: 0, count });
      assert.equal(handled.length, 1, "full, not over");
      for (let more = 1; more <= 300; more++) bus.publish("low.a", { from: 0, count: limits.busQueue + more });
      assert.equal(handled.length, 301);
      assert.equal(bus.metrics().topics["low.a"].fallbacks, 300);
      await tick();
      assert.equal(handled.length, 301, "the others wait for the worker");
      release();
      await until(() => handled.length === limits.busQueue + 301, "all events");
      assert.deepEqual(
        handled,
        Array.from({ length: handled.length }, (_, n) => n),
      );
      assert.equal(bus.metrics().missed, 0);
    },
    { workers: 1 },
  ));

test("handlers that publish in a full queue neither recurse without end nor lose count", () =>
  withBus(
    async (bus) => {
      let published = 0;
      let handled = 0;
      const seen = new Set<number>();
      let deepest = 0;
      let depth = 0;
      const publish = () => {
        published += 1;
        bus.publish("high.a", { from: 0, count: published });
      };
      const subscription = bus.subscribe("high.a", ({ payload }) => {
        seen.add(payload.count);
        depth += 1;
        deepest = Math.max(deepest, depth);
        handled += 1;
        if (published < 20_000) {
          publish();
          publish();
        }
        depth -= 1;
      });
      publish();
      await until(() => handled + subscription.missed === published && published >= 20_000, "all events");
      assert.equal(seen.size, handled, "no event came twice, nor in the place of another");
      assert.ok(deepest <= 2, `${deepest} handlers on the stack`);
    },
    { slots: 64 },
  ));

test("the event loop gets its turns while handlers are flooded", () =>
  withBus(async (bus) => {
    let goesOn = true;
    let handled = 0;
    bus.subscribe("medium.b", () => {
      handled += 1;
      if (goesOn) bus.publish("medium.b", "again");
    });
    bus.publish("medium.b", "first");
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    goesOn = false;
    assert.ok(performance.now() - began < 2_000);
    assert.ok(handled > 10);
  }));

test("medium and low: who is too slow misses the oldest, counted for each subscription", () =>
  withBus(
    async (bus) => {
      const slow = EventBus.attach(topics, bus.buffer);
      const got: string[] = [];
      const a = slow.subscribe("low.a", ({ payload }) => {
        got.push(`a${payload.count}`);
      });
      const all = slow.subscribeAll(() => {});
      const b = slow.subscribe("low.b", ({ payload }) => {
        got.push(`b${payload}`);
      });
      const medium = slow.subscribe("medium.b", () => {});
      for (let count = 0; count < 6; count++) {
        bus.publish("low.a", { from: 0, count });
        bus.publish("low.b", `${count}`);
      }
      await until(() => got.length >= 4, "what the ring held");
      assert.deepEqual(got, ["a4", "b4", "a5", "b5"]);
      assert.deepEqual([a.missed, b.missed, all.missed, medium.missed], [4, 4, 8, 0]);
      assert.equal(slow.metrics().missed, 8);
      await slow.close(100);
    },
    { slots: 4 },
  ));

test("a full byte area makes the oldest go as well, and the largest payload passes", () =>
  withBus(
    async (bus) => {
      const slow = EventBus.attach(topics, bus.buffer);
      const got: number[] = [];
      const subscription = slow.subscribe("low.b", ({ payload }) => {
        got.push(payload.length);
      });
      const largest = limits.eventBytes - '""'.length;
      for (const length of [1, 40_000, 30_000, largest, largest, largest]) bus.publish("low.b", "x".repeat(length));
      await until(() => got.length >= 3, "the last events");
      assert.deepEqual([got, subscription.missed], [[largest, largest, largest], 3]);
      await slow.close(100);
    },
    { bytes: 4 * limits.eventBytes },
  ));

test("a payload that is too large, or no JSON, is refused and nothing is published", () =>
  withBus(async (bus) => {
    const got: string[] = [];
    bus.subscribe("low.b", ({ payload }) => {
      got.push(payload);
    });
    assert.throws(() => bus.publish("low.b", "é".repeat(limits.eventBytes / 2)), {
      code: "bus.payload-too-large",
      message: /"low\.b"/,
    });
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    // @ts-expect-error: not the topic's type
    assert.throws(() => bus.publish("low.b", cyclic), TypeError);
    bus.publish("low.b", "good");
    await until(() => got.length > 0, "the event");
    assert.deepEqual(got, ["good"]);
    assert.equal(bus.metrics().topics["low.b"].published, 1);
    const small = EventBus.create(topics, { bytes: 64 });
    small.publish("high.b", "x".repeat(14));
    assert.throws(() => small.publish("high.b", "x".repeat(15)), {
      code: "bus.payload-too-large",
      message: /16 bytes/,
    });
  }));

test("undefined is a payload", () =>
  awake(async () => {
    const bus = EventBus.create({ bell: topic<undefined>("high") });
    const ringing = bus.waitFor("bell", () => true, 10_000);
    bus.publish("bell", undefined);
    assert.equal((await ringing)?.payload, undefined);
    assert.equal(bus.metrics().topics.bell.handled, 1);
    await bus.close(100);
  }));

test("errors of use: unknown topic, other topics, another structure, impossible sizes", () => {
  const bus = EventBus.create(topics);
  // @ts-expect-error: no such topic
  assert.throws(() => bus.publish("nothing", 1), { code: "bus.unknown-topic", message: /"nothing".*"high\.a"/ });
  // @ts-expect-error: no such topic
  assert.throws(() => bus.subscribe("nothing", () => {}), { code: "bus.unknown-topic" });
  assert.throws(() => EventBus.attach({ ...topics, more: topic<number>("low") }, bus.buffer), {
    code: "arena.mismatch",
  });
  assert.throws(() => EventBus.attach({ ...topics, "low.a": topic<number>("high") }, bus.buffer), {
    code: "arena.mismatch",
  });
  const ring = LogRing.create({ slots: 16, bytes: 4096 });
  assert.throws(() => EventBus.attach(topics, ring.buffer), { code: "arena.mismatch" });
});

test("sizes and options out of range are refused with the range", () => {
  const bus = EventBus.create(topics);
  const range = /from \d+ to \d+/;
  for (const slots of [0, 1, 2, 3, 2 ** 30, 1.5]) {
    assert.throws(() => EventBus.create(topics, { slots }), { code: "bus.size", message: range });
    assert.throws(() => EventBus.create(topics, { medium: { slots } }), { code: "bus.size", message: /medium/ });
  }
  for (const bytes of [0, 32, 65, 2 ** 31])
    assert.throws(() => EventBus.create(topics, { bytes }), { code: "bus.size", message: range });
  for (const options of [
    { workers: 0 },
    { workers: 1.5 },
    { workers: limits.busMaxWorkers + 1 },
    { queue: 0 },
    { queue: limits.busMaxQueue + 1 },
    { stallMs: -1 },
    { stallMs: Number.NaN },
    { stallMs: limits.busMaxStallMs + 1 },
  ]) {
    assert.throws(() => EventBus.create(topics, options), { code: "bus.option", message: range });
    assert.throws(() => EventBus.attach(topics, bus.buffer, options), { code: "bus.option", message: range });
  }
});

test("each priority may have a size of its own", () =>
  awake(async () => {
    const bus = EventBus.create(topics, { slots: 8, low: { slots: 32, bytes: 1024 }, stallMs: 0 });
    const slow = EventBus.attach(topics, bus.buffer);
    const high = slow.subscribe("high.b", () => {});
    const low = slow.subscribe("low.b", () => {});
    for (let n = 0; n < 40; n++) for (const name of ["high.b", "low.b"] as const) bus.publish(name, "");
    await until(() => slow.metrics().topics["low.b"].pending === 0, "what the rings held");
    assert.equal(high.missed, 32);
    assert.ok(low.missed >= 8 && low.missed < 12, `${low.missed} missed`);
    await Promise.all([bus.close(100), slow.close(100)]);
  }));

test("the order of the declarations does not matter", () => {
  const reversed = Object.fromEntries(Object.entries(topics).reverse());
  EventBus.attach(reversed, EventBus.create(topics).buffer);
});
