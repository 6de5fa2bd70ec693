import { describe, expect, test } from "bun:test";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { MessageStore } from "../../../src/mcp/message-store.ts";

const log = (data: string): JSONRPCMessage => ({
  jsonrpc: "2.0",
  method: "notifications/message",
  params: { level: "info", data },
});
const answer = (id: number, text = ""): JSONRPCMessage => ({ jsonrpc: "2.0", id, result: { text } });
const updated = (uri: string): JSONRPCMessage => ({
  jsonrpc: "2.0",
  method: "notifications/resources/updated",
  params: { uri },
});
const toolsChanged: JSONRPCMessage = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
/** What the SDK stores for a stream's first event. */
const priming: JSONRPCMessage = JSON.parse("{}");

/** What is replayed after `id`. */
async function after(store: MessageStore, id: string): Promise<{ stream: string; messages: JSONRPCMessage[] }> {
  const messages: JSONRPCMessage[] = [];
  const stream = await store.replayEventsAfter(id, {
    send: async (_id, message) => {
      messages.push(message);
    },
  });
  return { stream, messages };
}

describe("what came after an id", () => {
  test("is replayed in its order, with the ids that it had, and of its stream only", async () => {
    const store = new MessageStore();
    const first = await store.storeEvent("a", log("1"));
    await store.storeEvent("b", log("other"));
    const second = await store.storeEvent("a", log("2"));
    const third = await store.storeEvent("a", answer(1));
    const sent: [string, JSONRPCMessage][] = [];
    await store.replayEventsAfter(first, { send: async (id, message) => void sent.push([id, message]) });
    expect(sent).toEqual([
      [second, log("2")],
      [third, answer(1)],
    ]);
    expect(await after(store, third)).toEqual({ stream: "a", messages: [] });
  });

  test("is what came after a stream's first event, which has no message", async () => {
    const store = new MessageStore();
    const primed = await store.storeEvent("a", priming);
    await store.storeEvent("a", log("1"));
    await store.storeEvent("a", priming);
    expect(await after(store, primed)).toEqual({ stream: "a", messages: [log("1")] });
    expect(await after(store, store.idFor("a"))).toEqual({ stream: "a", messages: [] });
  });

  test("is each change once: the last time that it was told", async () => {
    const store = new MessageStore();
    const begin = store.idFor("get");
    for (let round = 0; round < 3; round++) {
      await store.storeEvent("get", updated("x://1"));
      await store.storeEvent("get", log("the same"));
      await store.storeEvent("get", toolsChanged);
    }
    await store.storeEvent("get", updated("x://2"));
    const same = log("the same");
    expect((await after(store, begin)).messages).toEqual([
      same,
      same,
      updated("x://1"),
      same,
      toolsChanged,
      updated("x://2"),
    ]);
  });
});

describe("ids", () => {
  test("that this session has not given name no stream", async () => {
    const store = new MessageStore();
    await store.storeEvent("a", log("1"));
    for (const id of ["", "1", "1_", "_a", "x_a", "-1_a", "0_a", "2_a", "1.5_a", "9999999999999999999_a", "1e0_a"]) {
      expect([id, await store.getStreamIdForEventId(id)]).toEqual([id, undefined]);
      await expect(after(store, id)).rejects.toThrow("no event of this session");
    }
    expect(await store.getStreamIdForEventId("1_a")).toBe("a");
  });

  test("may hold the separator in their stream", async () => {
    const store = new MessageStore();
    const id = await store.storeEvent("_GET_stream", log("1"));
    expect(await store.getStreamIdForEventId(id)).toBe("_GET_stream");
  });

  test("whose own message is gone still say what came after them", async () => {
    const store = new MessageStore();
    const first = await store.storeEvent("get", log("0"));
    for (let count = 1; count <= mcpLimits.keptMessages; count++) await store.storeEvent("get", log(`${count}`));
    expect(await store.getStreamIdForEventId(first)).toBe("get");
    const { messages } = await after(store, first);
    expect([messages.length, messages[0]]).toEqual([mcpLimits.keptMessages, log("1")]);
  });

  test("of a stream whose answer is gone name no stream: nobody must wait for it", async () => {
    const store = new MessageStore();
    const asked = await store.storeEvent("a", priming);
    const open = await store.storeEvent("b", priming);
    await store.storeEvent("a", answer(1));
    expect(await store.getStreamIdForEventId(asked)).toBe("a");
    for (let count = 0; count < mcpLimits.keptMessages; count++) await store.storeEvent("get", log(`${count}`));
    expect(await store.getStreamIdForEventId(asked)).toBeUndefined();
    expect(await store.getStreamIdForEventId(open)).toBe("b");
  });
});

describe("what is kept", () => {
  test("is bounded in messages", async () => {
    const store = new MessageStore();
    const begin = store.idFor("get");
    for (let count = 0; count < 3 * mcpLimits.keptMessages; count++) await store.storeEvent("get", log(`${count}`));
    const { messages } = await after(store, begin);
    expect([messages.length, messages.at(-1)]).toEqual([
      mcpLimits.keptMessages,
      log(`${3 * mcpLimits.keptMessages - 1}`),
    ]);
  });

  test("is bounded in bytes, as they are sent", async () => {
    const store = new MessageStore();
    const begin = store.idFor("get");
    // Three bytes each in UTF-8.
    const big = "€".repeat(mcpLimits.keptBytes / 12);
    for (let count = 0; count < 8; count++) await store.storeEvent("get", log(`${count}${big}`));
    expect((await after(store, begin)).messages).toHaveLength(3);
  });

  test("is not one that is too large by itself; later ones are", async () => {
    const store = new MessageStore();
    const begin = await store.storeEvent("a", priming);
    await store.storeEvent("a", answer(1, "x".repeat(mcpLimits.keptBytes)));
    expect(await store.getStreamIdForEventId(begin)).toBeUndefined();
    const next = await store.storeEvent("b", priming);
    await store.storeEvent("b", answer(2));
    expect(await after(store, next)).toEqual({ stream: "b", messages: [answer(2)] });
  });

  test("stays the same however often something changes", async () => {
    const store = new MessageStore();
    const asked = await store.storeEvent("a", priming);
    await store.storeEvent("a", answer(1));
    for (let count = 0; count < 10 * mcpLimits.keptMessages; count++) await store.storeEvent("get", updated("x://1"));
    expect(await after(store, asked)).toEqual({ stream: "a", messages: [answer(1)] });
  });
});
