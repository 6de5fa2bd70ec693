import { describe, expect, test } from "bun:test";
import { mcpLimits } from "../../../../src/mcp/limits.ts";
import { call, Harness, until } from "../harness.ts";

/** Two agents, of the two revisions, and a short way to call. */
async function agents() {
  const harness = new Harness();
  const [{ client: one }, { client: two }] = [await harness.connect(), await harness.connect(true)];
  const send = (channel: string, payload: object, more: object = {}) =>
    call(one, "queue_send", { channel, payload, ...more });
  const receive = (args: Record<string, unknown>) => call(two, "queue_receive", args);
  return { harness, one, two, send, receive, [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose]() };
}

const payloads = ({ structured }: { structured: Record<string, unknown> }) =>
  [structured["messages"]].flat().map((message) => Object(message).payload);

describe("queue_send and queue_receive", () => {
  test("hand messages from one agent to another, each once", async () => {
    await using here = await agents();
    const sent = await here.send("work", { file: "src/cart.ts" }, { type: "task", ttl: 60 });
    expect(sent.text).toBe("Sent as 1.");
    expect(sent.structured).toMatchObject({ id: "1", channel: "work", type: "task", ttl: 60, dropped: 0 });
    await here.send("work", { n: 2 });
    const first = await here.receive({ channel: "work", limit: 1 });
    expect(first.text).toBe('1 task {"file":"src/cart.ts"}\n1 more wait.');
    expect(first.structured).toMatchObject({
      messages: [{ id: "1", channel: "work", type: "task", payload: { file: "src/cart.ts" }, ttl: 60 }],
      left: 1,
      dropped: 0,
    });
    expect(payloads(await here.receive({ channel: "work" }))).toEqual([{ n: 2 }]);
    const last = await here.receive({ channel: "work" });
    expect([last.text, last.structured["messages"]]).toEqual(["No messages.", []]);
  });

  test("keep to an answer's size: what has no room stays", async () => {
    await using here = await agents();
    const quotes = `"\\`.repeat(1000);
    for (let n = 0; n < 5; n++) expect((await here.send("work", { n, quotes })).isError).toBe(false);
    const got: unknown[] = [];
    while (got.length < 5) {
      const answer = await here.receive({ channel: "work" });
      expect(answer.isError).toBe(false);
      expect(answer.tokens).toBeLessThanOrEqual(mcpLimits.tokens);
      got.push(...payloads(answer));
    }
    expect(got).toEqual([0, 1, 2, 3, 4].map((n) => ({ n, quotes })));
  });

  test("say what was dropped", async () => {
    await using here = await agents();
    const payload = { text: "x".repeat(4000) };
    let answer = await here.send("work", payload);
    for (let count = 1; answer.structured["dropped"] === 0 && count < 100; count++)
      answer = await here.send("work", payload);
    expect(answer.text).toMatch(/^Sent as \d+\. 1 older message was dropped: there was no room\.$/);
    const received = await here.receive({ channel: "work", limit: 1 });
    expect(received.text).toContain("\n1 older message was dropped: there was no room.");
    expect(received.structured["dropped"]).toBe(1);
  });

  test("tell no secrets", async () => {
    await using here = await agents();
    here.harness.mask = (text) => text.replaceAll("hunter2", "***");
    await here.send("work", { a: "hunter2" });
    const answer = await here.receive({ channel: "work" });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
    expect(payloads(answer)).toEqual([{ a: "***" }]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["queue_send", { channel: "a" }, "Invalid arguments for queue_send: payload"],
    ["queue_send", { channel: "a", payload: "text" }, "Invalid arguments for queue_send: payload"],
    ["queue_send", { channel: "", payload: {} }, "channel: 1 to 100 characters"],
    ["queue_send", { channel: "a\nb", payload: {} }, "channel: 1 to 100 characters"],
    ["queue_send", { channel: "x".repeat(101), payload: {} }, "channel: 1 to 100 characters"],
    [
      "queue_send",
      { channel: "a", payload: {}, type: "x".repeat(101) },
      "type has 101 characters, and 100 are allowed",
    ],
    ["queue_send", { channel: "a", payload: {}, ttl: 0 }, "ttl: "],
    ["queue_send", { channel: "a", payload: {}, ttl: 86_401 }, "ttl: "],
    [
      "queue_send",
      { channel: "a", payload: { text: "x".repeat(5000) } },
      "4096 are allowed. Write it to a file and send its path",
    ],
    ["queue_receive", {}, "Give exactly one of channel and subscription_id: neither is given"],
    ["queue_receive", { channel: "a", subscription_id: "b" }, "both are given"],
    ["queue_receive", { subscription_id: "b" }, 'There is no subscription "b"'],
    ["queue_receive", { subscription_id: "b", blocking: true }, 'There is no subscription "b"'],
    ["queue_receive", { channel: "a", timeout: 61 }, "timeout: "],
    ["queue_receive", { channel: "a", limit: 0 }, "limit: "],
    ["queue_subscribe", {}, "channel: "],
    ["queue_unsubscribe", { subscription_id: "b" }, 'There is no subscription "b"'],
  ])("%s %j: %s", async (name, args, why) => {
    await using here = await agents();
    const { isError, text } = await call(here.one, name, args);
    expect(isError).toBe(true);
    expect(text).toContain(why);
  });
});

describe("a receiver that waits", () => {
  test("gets the next message at once, and those that asked first are served first", async () => {
    await using here = await agents();
    const waiting = async (count: number) => {
      await until(async () => {
        const { structured } = await call(here.one, "queue_stats");
        return Object(Object(structured["channels"])["work"])["waiting"] === count;
      });
    };
    const first = here.receive({ channel: "work", blocking: true });
    await waiting(1);
    const second = here.receive({ channel: "work", blocking: true, timeout: 60 });
    await waiting(2);
    await here.send("work", { n: 1 });
    await here.send("work", { n: 2 });
    expect(payloads(await first)).toEqual([{ n: 1 }]);
    expect(payloads(await second)).toEqual([{ n: 2 }]);
    expect(payloads(await here.receive({ channel: "work" }))).toEqual([]);
  });

  test("gets what is there without waiting", async () => {
    await using here = await agents();
    for (const n of [1, 2]) await here.send("work", { n });
    expect(payloads(await here.receive({ channel: "work", blocking: true }))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("is answered when its time is over, and tells meanwhile that it waits", async () => {
    await using here = await agents();
    const told: (string | undefined)[] = [];
    const start = performance.now();
    const { content } = await here.two.callTool(
      { name: "queue_receive", arguments: { channel: "work", blocking: true, timeout: 2 } },
      { onprogress: ({ message }) => void told.push(message) },
    );
    expect(content).toEqual([{ type: "text", text: "No messages." }]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(1990);
    expect(told.length).toBeGreaterThanOrEqual(1);
    expect(told[0]).toBe("Waiting for a message");
  });

  test.each([false, true])("that gives up takes no message with it (2026-07-28: %p)", async (modern) => {
    await using here = await agents();
    const { client } = await here.harness.connect(modern);
    const cancel = new AbortController();
    const given = client.callTool(
      { name: "queue_receive", arguments: { channel: "work", blocking: true } },
      { signal: cancel.signal },
    );
    given.catch(() => {});
    await until(async () => (await call(here.one, "queue_list_channels")).text === "work");
    cancel.abort();
    await expect(given).rejects.toThrow();
    await until(async () => (await call(here.one, "queue_list_channels")).text === "No channels.");
    await here.send("work", { n: 1 });
    expect(payloads(await here.receive({ channel: "work" }))).toEqual([{ n: 1 }]);
  });
});

describe("a subscription", () => {
  test("has copies of what is sent from then on, until it ends", async () => {
    await using here = await agents();
    await here.send("news", { n: 0 });
    const subscribed = await call(here.two, "queue_subscribe", { channel: "news" });
    const id = String(subscribed.structured["subscription_id"]);
    expect(subscribed.text).toBe(`subscription_id ${id}`);
    await here.send("news", { n: 1 });
    expect(payloads(await here.receive({ subscription_id: id }))).toEqual([{ n: 1 }]);
    const waiting = here.receive({ subscription_id: id, blocking: true });
    await until(async () => {
      await here.send("news", { n: 2 });
      return Promise.race([waiting.then(() => true), Bun.sleep(5).then(() => false)]);
    });
    expect(payloads(await waiting)).toEqual([{ n: 2 }]);
    // The channel has its own.
    expect(payloads(await here.receive({ channel: "news" })).slice(0, 2)).toEqual([{ n: 0 }, { n: 1 }]);
    const ended = await call(here.two, "queue_unsubscribe", { subscription_id: id });
    expect(ended.text).toBe("Ended; it was for news.");
    expect((await here.receive({ subscription_id: id })).isError).toBe(true);
    expect((await call(here.one, "queue_list_channels")).structured["channels"]).toEqual([]);
  });

  test("that ends answers who waits there", async () => {
    await using here = await agents();
    const { structured } = await call(here.two, "queue_subscribe", { channel: "news" });
    const told = Promise.withResolvers<void>();
    const waiting = here.two.callTool(
      { name: "queue_receive", arguments: { ...structured, blocking: true } },
      { onprogress: () => told.resolve() },
    );
    await told.promise;
    await call(here.one, "queue_unsubscribe", { ...structured });
    expect((await waiting).content).toEqual([{ type: "text", text: "No messages." }]);
  });
});

test("queue_stats counts everything", async () => {
  await using here = await agents();
  expect((await call(here.one, "queue_stats")).structured).toEqual({
    total_messages: 0,
    total_channels: 0,
    total_subscriptions: 0,
    channels: {},
    counts: { sent: 0, received: 0, expired: 0, dropped: 0 },
  });
  await call(here.one, "queue_subscribe", { channel: "news" });
  await here.send("news", {});
  await here.send("work", {});
  await here.send("work", {});
  await here.receive({ channel: "work", limit: 1 });
  const { structured, text } = await call(here.one, "queue_stats");
  expect(structured).toEqual({
    total_messages: 2,
    total_channels: 2,
    total_subscriptions: 1,
    channels: {
      news: { messages: 1, subscriptions: 1, waiting: 0, dropped: 0 },
      work: { messages: 1, subscriptions: 0, waiting: 0, dropped: 0 },
    },
    counts: { sent: 3, received: 1, expired: 0, dropped: 0 },
  });
  expect(text).toContain('news: {"messages":1,"subscriptions":1');
  expect(text).toContain("since the start:");
});

test("names from the depths of the language are names", async () => {
  await using here = await agents();
  for (const name of ["__proto__", "constructor", "toString"]) {
    await here.send(name, JSON.parse('{"__proto__":{"x":1},"a":2}'));
    const received = await here.receive({ channel: name });
    expect(received.isError).toBe(false);
    expect(received.text).toContain('"a":2');
  }
});

describe("queue://CHANNEL", () => {
  test("shows what waits and takes none of it; changes are told", async () => {
    await using here = await agents();
    const { client } = await here.harness.connect();
    const updated: string[] = [];
    client.setNotificationHandler("notifications/resources/updated", ({ params }) => void updated.push(params.uri));
    const uri = "queue://work%2Fa";
    await client.subscribeResource({ uri });
    const read = async () => {
      const [content] = (await client.readResource({ uri })).contents;
      return JSON.parse(content !== undefined && "text" in content ? content.text : "");
    };
    expect(await read()).toEqual([]);
    await here.send("work/a", { n: 1 });
    await here.send("other", { n: 1 });
    await until(() => updated.length > 0);
    expect(updated).toEqual([uri]);
    for (let twice = 0; twice < 2; twice++)
      expect(await read()).toMatchObject([{ id: "1", type: "message", payload: { n: 1 } }]);
    await here.receive({ channel: "work/a" });
    await until(() => updated.length > 1);
    expect(await read()).toEqual([]);
    const { completion } = await client.complete({
      ref: { type: "ref/resource", uri: "queue://{channel}" },
      argument: { name: "channel", value: "" },
    });
    expect(completion.values).toEqual(["other"]);
  });
});
