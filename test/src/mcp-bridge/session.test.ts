import { expect, test } from "bun:test";
import { OWN_ID, Session } from "../../../src/mcp-bridge/session.ts";

const here = { url: "http://127.0.0.1:1/mcp", token: null, instance: "a-1", directory: "/a" };
const there = { ...here, instance: "b-1" };
const initialize = { jsonrpc: "2.0", id: 5, method: "initialize", params: { protocolVersion: "2025-11-25" } };
const subscribe = (uri: string) => ({ jsonrpc: "2.0", id: uri, method: "resources/subscribe", params: { uri } });

test("a session is opened anew with all that the client has told the old one", () => {
  const session = new Session();
  expect(session.opening).toBeUndefined();
  session.begin(initialize);
  session.opened(here, "s1", { protocolVersion: "2025-06-18" });
  expect(session.headers).toEqual({ "mcp-session-id": "s1", "mcp-protocol-version": "2025-06-18" });
  expect([session.isOpenOn(here), session.isOpenOn(there)]).toEqual([true, false]);
  // Nothing is told to a server before the client is ready.
  expect(session.afterwards).toEqual([]);
  const level = { jsonrpc: "2.0", id: 9, method: "logging/setLevel", params: { level: "debug" } };
  for (const message of [
    { method: "notifications/initialized" },
    level,
    subscribe("a"),
    subscribe("b"),
    subscribe("a"),
  ]) {
    session.note(message);
  }
  session.note({ method: "resources/unsubscribe", params: { uri: "b" } });
  expect(session.opening).toEqual({ ...initialize, id: OWN_ID });
  expect(session.afterwards).toEqual([
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { ...level, id: `${OWN_ID}-0` },
    { ...subscribe("a"), id: `${OWN_ID}-1` },
  ]);
  session.expired();
  expect([session.isOpenOn(here), session.hasId, session.hasBegun]).toEqual([false, false, true]);
});

test("a session that the client begins again has nothing of the old one; one that is refused is none", () => {
  const session = new Session();
  session.begin(initialize);
  session.opened(here, null, { protocolVersion: "2025-11-25" });
  session.note({ method: "notifications/initialized" });
  session.note(subscribe("a"));
  expect([session.hasId, session.isInitialized]).toEqual([false, true]);
  session.begin(initialize);
  expect([session.isInitialized, session.isOpenOn(here), session.afterwards.length]).toEqual([false, false, 0]);
  session.refused();
  expect(session.hasBegun).toBe(false);
});
