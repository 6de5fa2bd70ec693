/** Handlers that fail, told as events. */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { EventBus, type HandlerFailure, limits, topic } from "../../../core/index.ts";
import { awake, startThread, until } from "../worker.ts";
import { topics } from "./topics.ts";

test("a failure in any thread is told in any other", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const failures: HandlerFailure[] = [];
    bus.subscribe("bus.handler-failed", ({ payload }) => {
      failures.push(payload);
    });
    const failing = startThread("./failing.worker", import.meta.url, { buffer: bus.buffer });
    const thread = await failing.next();
    bus.publish("low.b", "1");
    bus.publish("medium.b", "2");
    await until(() => failures.length === 2, "both failures");
    assert.deepEqual(
      failures.sort((a, b) => (a.topic < b.topic ? -1 : 1)),
      [
        { topic: "low.b", thread, message: "thrown at 1", count: 1 },
        { topic: "medium.b", thread, message: "rejected at 2", count: 1 },
      ],
    );
    bus.publish("low.b", "end");
    await failing.ended;
    await bus.close(100);
  }));

test("a failing handler of failures is counted, and makes no further event", () =>
  awake(async () => {
    const errors: unknown[] = [];
    const bus = EventBus.create(topics, { onError: (error) => errors.push(error) });
    bus.subscribe("bus.handler-failed", () => {
      throw new Error("of the second kind");
    });
    bus.subscribe("low.b", () => {
      throw new Error("of the first kind");
    });
    bus.publish("low.b", "");
    await until(() => bus.metrics().topics["bus.handler-failed"].failed === 1, "the second failure");
    await bus.close(1000);
    const { "bus.handler-failed": told, "low.b": failed } = bus.metrics().topics;
    assert.deepEqual([told.published, told.handled, failed.failed, errors.length], [1, 1, 1, 2]);
  }));

test("a flood of failures makes a few events, and the last tells how many there were", () =>
  awake(async () => {
    const bus = EventBus.create(topics);
    const counts: number[] = [];
    bus.subscribe("bus.handler-failed", ({ payload }) => {
      counts.push(payload.count);
    });
    let handled = 0;
    bus.subscribe("low.b", () => {
      handled += 1;
      throw new Error("again");
    });
    for (let n = 0; n < 500; n++) bus.publish("low.b", "");
    await until(() => handled === 500, "all events");
    assert.ok(counts.length <= 2 * limits.busFailures, `${counts.length} events`);
    assert.deepEqual(counts.slice(0, 3), [1, 2, 3]);
    await new Promise((resolve) => setTimeout(resolve, 1001));
    bus.publish("low.b", "");
    await until(() => counts.at(-1) === 501, "the next second's first");
    await bus.close(100);
  }));

test("whatever is thrown has a text, of bounded length; a bus too small for it goes on", () =>
  awake(async () => {
    const large = EventBus.create(topics);
    const small = EventBus.create(topics, { bytes: 64 });
    const unprintable = {
      toString() {
        throw new Error("no text");
      },
    };
    const thrown: unknown[] = ["text", undefined, new Error("x".repeat(5000)), unprintable];
    const messages: string[] = [];
    large.subscribe("bus.handler-failed", ({ payload }) => {
      messages.push(payload.message);
    });
    for (const bus of [large, small]) {
      bus.subscribe("low.a", ({ payload }) => {
        throw thrown[Number(payload)];
      });
      // Any payload will do.
      for (const n of thrown.keys()) bus.publish("low.a", n as unknown as { from: number; count: number });
      await until(() => bus.metrics().topics["low.a"].failed === 4, "all failures");
    }
    await until(() => messages.length === 4, "all events");
    assert.deepEqual(messages, ["text", "undefined", "x".repeat(limits.busFailureText), ""]);
    assert.equal(small.metrics().topics["bus.handler-failed"].published, 0);
    await Promise.all([large.close(100), small.close(100)]);
  }));

test("a failure after the end of the bus is counted and told to onError only", () =>
  awake(async () => {
    let told = 0;
    const bus = EventBus.create(topics, { onError: () => told++ });
    const other = EventBus.attach(topics, bus.buffer);
    let fail = () => {};
    const gate = new Promise<void>((resolve) => {
      fail = resolve;
    });
    let failures = 0;
    other.subscribe("bus.handler-failed", () => {
      failures++;
    });
    let isRunning = false;
    bus.subscribe("high.b", async () => {
      isRunning = true;
      await gate;
      throw new Error("late");
    });
    bus.publish("high.b", "");
    await until(() => isRunning, "the handler");
    assert.deepEqual(await bus.close(1), { left: 1 });
    fail();
    await until(() => told === 1, "the failure");
    assert.deepEqual(await other.close(100), { left: 0 });
    assert.equal(failures, 0);
  }));

test("what cannot be asked whether it is a promise is a failure like any other; onError may be asynchronous and fail", () =>
  awake(async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", note);
    const told: string[] = [];
    const bus = EventBus.create(topics, {
      onError: async (error) => {
        told.push((error as Error).message);
        await Promise.reject(new Error("a reporter that fails"));
      },
    });
    const throwing = (object: object, name: string) =>
      Object.defineProperty(object, name, {
        get() {
          throw new Error(`no ${name}`);
        },
      });
    const noFunction = { name: "then", value: 1 };
    const results: unknown[] = [
      throwing({}, "then"),
      throwing(Promise.resolve(), "constructor"),
      Object.defineProperty({}, noFunction.name, noFunction),
      null,
    ];
    let others = 0;
    bus.subscribe("low.b", ({ payload }) => results[Number(payload)] as Promise<void>);
    bus.subscribe("low.b", () => {
      others++;
    });
    for (const n of results.keys()) bus.publish("low.b", `${n}`);
    await until(() => bus.metrics().topics["low.b"].handled === 8, "all handlers");
    assert.deepEqual([told.sort(), others], [["no constructor", "no then"], 4]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", note);
    assert.deepEqual(unhandled, []);
    assert.deepEqual(await bus.close(100), { left: 0 });
  }));

test("names that begin with bus. are the bus's own", () => {
  assert.throws(() => EventBus.create({ "bus.mine": topic<number>("low") }), {
    code: "bus.reserved-topic",
    message: /"bus\.mine"/,
  });
});
