import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mcpLimits } from "../../../../src/mcp/limits.ts";
import { QueueState } from "../../../../src/mcp/queue/state.ts";
import type { Place } from "../../../../src/mcp/queue/types.ts";

const START = Date.UTC(2026, 6, 28);
const all = () => true;

function machine() {
  let ids = 0;
  return new QueueState<string>(() => `s${++ids}`);
}

function draft(channel: string, payload: Record<string, unknown> = {}, ttl = 3600) {
  return { channel, type: "message", payload, ttl };
}

/** Numbers of what is received. */
function numbers(state: QueueState<string>, place: Place, now = START, limit = 100): number[] {
  return state.receive(place, limit, now, all).messages.map(({ number }) => number);
}

describe("a channel", () => {
  test("gives each message to one receiver, the oldest first", () => {
    const state = machine();
    for (let count = 0; count < 5; count++) state.send(draft("a"), START);
    state.send(draft("b"), START);
    expect(numbers(state, { channel: "a" }, START, 2)).toEqual([1, 2]);
    expect(state.receive({ channel: "a" }, 2, START, all)).toMatchObject({ left: 1, dropped: 0 });
    expect(numbers(state, { channel: "a" })).toEqual([5]);
    expect(numbers(state, { channel: "a" })).toEqual([]);
    expect(numbers(state, { channel: "b" })).toEqual([6]);
  });

  test("keeps what there is no room for, but gives one at least", () => {
    const state = machine();
    for (let count = 0; count < 3; count++) state.send(draft("a"), START);
    expect(state.receive({ channel: "a" }, 9, START, ({ number }) => number < 2)).toMatchObject({ left: 2 });
    expect(state.receive({ channel: "a" }, 9, START, () => false).messages).toHaveLength(1);
    expect(numbers(state, { channel: "a" })).toEqual([3]);
  });

  test("forgets a message to the millisecond, wherever it stands", () => {
    const state = machine();
    state.send(draft("a", {}, 100), START);
    state.send(draft("a", {}, 1), START);
    state.send(draft("a", {}, 100), START);
    expect(state.peek("a", START + 999).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(state.peek("a", START + 1000).map(({ number }) => number)).toEqual([1, 3]);
    expect(numbers(state, { channel: "a" }, START + 100_000)).toEqual([]);
    expect(state.counts).toEqual({ sent: 3, received: 0, expired: 3, dropped: 0 });
  });

  test("drops the oldest when it is full, and says so once", () => {
    const state = machine();
    for (let count = 0; count < mcpLimits.queueMessages; count++) expect(state.send(draft("a"), START).dropped).toBe(0);
    expect(state.send(draft("a"), START).dropped).toBe(1);
    state.send(draft("a"), START);
    const { messages, dropped, left } = state.receive({ channel: "a" }, 1, START, all);
    expect([messages[0]?.number, dropped, left]).toEqual([3, 2, mcpLimits.queueMessages - 1]);
    expect(state.receive({ channel: "a" }, 1, START, all).dropped).toBe(0);
  });

  test("drops the oldest when its payloads are too large together", () => {
    const state = machine();
    const payload = { text: "x".repeat(mcpLimits.queuePayloadBytes - 11) };
    const most = mcpLimits.queueBytes / mcpLimits.queuePayloadBytes;
    for (let count = 0; count < most; count++) expect(state.send(draft("a", payload), START).dropped).toBe(0);
    expect(state.send(draft("a", payload), START).dropped).toBe(1);
    expect(state.channels(START)[0]).toMatchObject({ messages: most, dropped: 1 });
  });

  test("refuses a payload that fits in no answer", () => {
    const payload = { text: "é".repeat(mcpLimits.queuePayloadBytes / 2) };
    expect(() => machine().send(draft("a", payload), START)).toThrow(
      "4107 bytes, and 4096 are allowed. Write it to a file",
    );
  });

  test("is there only while it has something", () => {
    const state = machine();
    for (let count = 0; count < mcpLimits.queueChannels; count++) state.send(draft(`c${count}`, {}, 10), START);
    expect(() => state.send(draft("more"), START)).toThrow("64 channels, which is the most");
    expect(() => state.subscribe("more", START)).toThrow("64 channels");
    expect(() => state.wait({ channel: "more" }, "w", START)).toThrow("64 channels");
    numbers(state, { channel: "c7" });
    state.send(draft("more", {}, 10), START);
    expect(state.channels(START).map(({ channel }) => channel)).toContain("more");
    expect(state.channels(START + 10_000)).toEqual([]);
    // Who looks into one makes none.
    numbers(state, { channel: "nothing" });
    expect(state.channels(START + 10_000)).toEqual([]);
  });
});

describe("who waits", () => {
  test("gets the next message, who has waited longest first", () => {
    const state = machine();
    for (const waiter of ["first", "second"]) state.wait({ channel: "a" }, waiter, START);
    expect(state.send(draft("a"), START).deliveries.map(({ waiter }) => waiter)).toEqual(["first"]);
    expect(state.send(draft("a"), START).deliveries.map(({ waiter }) => waiter)).toEqual(["second"]);
    expect(state.send(draft("a"), START).deliveries).toEqual([]);
    expect(numbers(state, { channel: "a" })).toEqual([3]);
  });

  test("and gives up gets nothing, and the channel goes", () => {
    const state = machine();
    state.wait({ channel: "a" }, "w", START);
    expect(state.channels(START)).toMatchObject([{ channel: "a", messages: 0, waiting: 1 }]);
    state.cancel({ channel: "a" }, "w", START);
    state.cancel({ channel: "a" }, "w", START);
    expect(state.channels(START)).toEqual([]);
    expect(state.send(draft("a"), START).deliveries).toEqual([]);
  });

  test("and is gone gives its message back, to the next one or the front", () => {
    const state = machine();
    state.wait({ channel: "a" }, "gone", START);
    const [first] = state.send(draft("a"), START).deliveries;
    state.send(draft("a"), START);
    if (first === undefined) throw new Error("nothing was delivered");
    expect(state.giveBack({ channel: "a" }, first.message, START)).toEqual([]);
    expect(numbers(state, { channel: "a" })).toEqual([1, 2]);
    state.wait({ channel: "a" }, "next", START);
    expect(state.giveBack({ channel: "a" }, first.message, START)).toEqual([
      { waiter: "next", message: first.message },
    ]);
    expect(state.channels(START)).toEqual([]);
  });
});

describe("a subscription", () => {
  test("gets a copy of all that comes after it, beside the channel and other subscriptions", () => {
    const state = machine();
    state.send(draft("a"), START);
    const one = { subscription: state.subscribe("a", START) };
    state.send(draft("a"), START);
    const two = { subscription: state.subscribe("a", START) };
    state.send(draft("a"), START);
    state.send(draft("b"), START);
    expect(numbers(state, { channel: "a" })).toEqual([1, 2, 3]);
    expect(numbers(state, one)).toEqual([2, 3]);
    expect(numbers(state, two)).toEqual([3]);
    expect(numbers(state, one)).toEqual([]);
    expect(state.channels(START)).toMatchObject([{ channel: "a", subscriptions: 2 }, { channel: "b" }]);
  });

  test("ends with what is in it; who waits there is dismissed", () => {
    const state = machine();
    const id = state.subscribe("a", START);
    state.wait({ subscription: id }, "w", START);
    expect(state.unsubscribe(id, START)).toEqual({ channel: "a", dismissed: ["w"] });
    for (const use of [() => numbers(state, { subscription: id }), () => state.unsubscribe(id, START)]) {
      expect(use).toThrow(
        `There is no subscription "${id}": it was ended, or nobody has received from it for 2 hours.`,
      );
    }
    expect(state.channels(START)).toEqual([]);
  });

  test("ends when nobody receives from it for two hours, but not while somebody waits", () => {
    const state = machine();
    const [used, idle, waited] = [
      state.subscribe("a", START),
      state.subscribe("a", START),
      state.subscribe("a", START),
    ];
    const later = START + mcpLimits.queueIdleMs;
    state.wait({ subscription: waited }, "w", START);
    expect(numbers(state, { subscription: used }, later)).toEqual([]);
    expect(state.channels(later + 1)).toMatchObject([{ subscriptions: 2 }]);
    expect(() => numbers(state, { subscription: idle }, later + 1)).toThrow("There is no subscription");
    // From when it gives up.
    state.cancel({ subscription: waited }, "w", later + 1);
    expect(state.channels(later + 1 + mcpLimits.queueIdleMs)).toMatchObject([{ subscriptions: 1 }]);
    expect(state.channels(later + 2 + mcpLimits.queueIdleMs)).toEqual([]);
  });

  test("is one of 64 at most", () => {
    const state = machine();
    const ids = Array.from({ length: mcpLimits.queueSubscriptions }, () => state.subscribe("a", START));
    expect(() => state.subscribe("a", START)).toThrow(
      "64 subscriptions, which is the most. End one with queue_unsubscribe",
    );
    state.unsubscribe(ids[0] ?? "", START);
    state.subscribe("a", START);
  });
});

/** The same, as simple as it can be said: each place has a list of what was put there. */
class Model {
  readonly lists = new Map<string, { end: number; number: number }[]>();
  readonly waiters = new Map<string, string[]>();
  readonly subscriptions = new Map<string, string>();

  list(place: string): { end: number; number: number }[] {
    const list = this.lists.get(place) ?? [];
    this.lists.set(place, list);
    return list;
  }

  put(place: string, number: number, end: number): string | undefined {
    const waiter = this.waiters.get(place)?.shift();
    if (waiter === undefined) this.list(place).push({ end, number });
    return waiter;
  }

  take(place: string, limit: number, now: number): number[] {
    const alive = this.list(place).filter(({ end }) => end > now);
    this.lists.set(place, alive.slice(limit));
    return alive.slice(0, limit).map(({ number }) => number);
  }
}

const channels = fc.constantFrom("a", "b");
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("send"), channel: channels, ttl: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("receive"), at: fc.nat(5), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait"), at: fc.nat(5) }) },
  fc.record({ do: fc.constant("cancel"), at: fc.nat(5) }),
  fc.record({ do: fc.constant("subscribe"), channel: channels }),
  fc.record({ do: fc.constant("unsubscribe"), at: fc.nat(5) }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass"), milliseconds: fc.constantFrom(1, 500, 999, 1000, 3000) }),
  },
);

test("whatever is done, messages go where they should, once, in their order, and not too late", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const state = machine();
      const model = new Model();
      let now = START;
      let waiters = 0;
      const places = (): Place[] => [
        { channel: "a" },
        { channel: "b" },
        ...[...model.subscriptions.keys()].map((subscription) => ({ subscription })),
      ];
      const keyOf = (place: Place) => ("channel" in place ? place.channel : place.subscription);
      for (const one of steps) {
        const all_ = places();
        const place: Place = ("at" in one ? all_[one.at % all_.length] : undefined) ?? { channel: "a" };
        const key = keyOf(place);
        if ("ttl" in one) {
          const { message, deliveries } = state.send(draft(one.channel, {}, one.ttl), now);
          const targets = [
            one.channel,
            ...[...model.subscriptions].filter(([, to]) => to === one.channel).map(([id]) => id),
          ];
          const woken = targets.map((target) => model.put(target, message.number, now + one.ttl * 1000));
          expect(deliveries.map(({ waiter }) => waiter)).toEqual(woken.filter((waiter) => waiter !== undefined));
        } else if ("limit" in one) {
          expect(numbers(state, place, now, one.limit)).toEqual(model.take(key, one.limit, now));
        } else if (one.do === "wait") {
          // One waits where there is nothing.
          if (model.take(key, 0, now).length === 0 && model.list(key).every(({ end }) => end <= now)) {
            const waiter = `w${++waiters}`;
            state.receive(place, 1, now, all);
            state.wait(place, waiter, now);
            model.waiters.set(key, [...(model.waiters.get(key) ?? []), waiter]);
          }
        } else if (one.do === "cancel") {
          const waiter = model.waiters.get(key)?.pop();
          if (waiter !== undefined) state.cancel(place, waiter, now);
        } else if ("channel" in one) {
          model.subscriptions.set(state.subscribe(one.channel, now), one.channel);
        } else if (one.do === "unsubscribe" && "subscription" in place) {
          expect(state.unsubscribe(place.subscription, now).dismissed).toEqual(model.waiters.get(key) ?? []);
          for (const part of [model.subscriptions, model.lists, model.waiters]) part.delete(key);
        } else if ("milliseconds" in one) now += one.milliseconds;
        const alive = (key_: string) => model.list(key_).filter(({ end }) => end > now).length;
        const expected = ["a", "b"].flatMap((channel) => {
          const subscriptions = [...model.subscriptions.values()].filter((to) => to === channel).length;
          const waiting = model.waiters.get(channel)?.length ?? 0;
          const isThere = alive(channel) + subscriptions + waiting > 0;
          return isThere ? [{ channel, messages: alive(channel), subscriptions, waiting, dropped: 0 }] : [];
        });
        expect(state.channels(now).sort((x, y) => x.channel.localeCompare(y.channel))).toEqual(expected);
      }
    }),
    { numRuns: 1000 },
  );
});
