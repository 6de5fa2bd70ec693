import { expect, test } from "bun:test";
import type { ExchangeRow } from "../../../../src/proxy/index.ts";
import { Capture } from "../../../../src/proxy/thread.ts";

test("messages of a web socket are told as they come, and count as bytes that are kept", () => {
  const told: ExchangeRow[] = [];
  const capture = new Capture({ latest: () => 7, tell: (rows) => told.push(...rows) });
  const head = { method: "GET", target: "/ws", minor: 1, fields: [] };
  const socket = capture.begin({ head, url: "http://localhost:3000/ws", process: "web", label: "web" });
  const fields = [["Upgrade", "websocket"]] as const;
  socket.responseHead({ status: 101, reason: "Switching Protocols", minor: 1, fields });
  socket.upgraded();
  capture.flush();
  const before = capture.counts.bytes;
  for (const text of ["one", "two"]) {
    // RFC 6455, section 5.2: a whole text of three bytes, without a mask.
    const frame = Uint8Array.from([0x81, 3, ...Buffer.from(text)]);
    socket.content("response", frame, 0, frame.length);
  }
  capture.flush();
  expect(told.map(({ frames }) => frames)).toEqual([0, 2]);
  expect(capture.counts.bytes).toBeGreaterThan(before);
  expect(capture.find(1)?.messages.map(({ text }) => text)).toEqual(["one", "two"]);
});
