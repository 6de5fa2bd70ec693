import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { isEqual } from "es-toolkit";
import fc from "fast-check";
import { answerOf, differenceOf } from "../../../src/proxy/index.ts";
import { lineChanges } from "../../../src/proxy/replay/lines.ts";
import { type ReplayEdits, replayRequest } from "../../../src/proxy/replay/request.ts";
import { changesOf } from "../../../src/proxy/replay/values.ts";
import { bodyOf, exchangeOf } from "./exchange.ts";

function sent(exchange: Parameters<typeof exchangeOf>[0], edits: ReplayEdits = {}): string {
  return Buffer.from(replayRequest(exchangeOf(exchange), edits).bytes).toString();
}

test("a request is sent as it was, but for what is about its connection", () => {
  expect(sent({})).toBe(
    "GET /api/cart?id=1&name=a%20b HTTP/1.1\r\nHost: localhost:20888\r\nCookie: sid=abc; theme=dark\r\n" +
      "Accept-Encoding: gzip, br\r\nConnection: close\r\n\r\n",
  );
  expect(replayRequest(exchangeOf(), {}).origin).toBe("http://localhost:3000");
});

test("with changes", () => {
  const edits = { method: "post", path: "/other?x=ä b#top", headers: { cookie: null, "X-New": "ü" }, body: "ö" };
  expect(sent({}, edits)).toBe(
    "POST /other?x=ä%20b HTTP/1.1\r\nHost: localhost:20888\r\nAccept-Encoding: gzip, br\r\nX-New: ü\r\n" +
      "Content-Length: 2\r\nConnection: close\r\n\r\nö",
  );
  expect(sent({}, { path: "http://localhost:3000/whole?a=1" })).toStartWith("GET /whole?a=1 HTTP/1.1\r\n");
  // A body that was chunked gets a length.
  const chunked = {
    method: "PUT",
    requestFields: [["Transfer-Encoding", "chunked"]] as const,
    requestBody: bodyOf("abc"),
  };
  expect(sent(chunked)).toBe(
    "PUT /api/cart?id=1&name=a%20b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
  );
});

test("what cannot be sent again says why", () => {
  const refused = (exchange: Parameters<typeof exchangeOf>[0], edits: ReplayEdits = {}) => {
    expect(() => sent(exchange, edits)).toThrow(expect.objectContaining({ name: "ReplayError" }));
    try {
      return sent(exchange, edits);
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  expect(refused({ requestBody: bodyOf("abc", 9) })).toContain("only 3 of the 9 bytes");
  expect(refused({ method: "CONNECT", url: "a:443" })).toContain("only requests of HTTP");
  expect(refused({ upgrade: "websocket" })).toContain("websocket");
  expect(refused({}, { path: "http://localhost:4000/" })).toContain(
    "the same server, http://localhost:3000, not to http://localhost:4000",
  );
  expect(refused({}, { path: "cart" })).toContain("must begin with a slash");
  expect(refused({}, { path: "/a\r\nX: y" })).toContain("characters");
  expect(refused({}, { headers: { "X-A": "a\r\nX-B: b" } })).toContain("control character");
  expect(refused({}, { headers: { "X A": "a" } })).toContain("no name");
  expect(refused({}, { headers: { "Content-Length": "5" } })).toContain("cannot be set");
  expect(refused({}, { headers: { "Transfer-Encoding": "chunked" } })).toContain("cannot be set");
  expect(refused({}, { method: "CONNECT" })).toContain("tunnel");
  expect(sent({ requestBody: bodyOf("abc", 9) }, { body: "new" })).toEndWith("\r\n\r\nnew");
});

test("answers that are the same, whenever they came", () => {
  const before = exchangeOf({
    responseFields: [
      ["Date", "a"],
      ["ETag", "1"],
      ["X-Request-Id", "5"],
    ],
  });
  const after = exchangeOf({
    responseFields: [
      ["etag", "1"],
      ["Date", "b"],
    ],
    doneMs: 300,
  });
  expect(differenceOf(answerOf(before), answerOf(after))).toEqual({
    isSame: true,
    lines: ["time: 14 ms → 300 ms"],
    more: 0,
  });
});

test("status, headers and values of JSON that differ", () => {
  const before = exchangeOf({ responseBody: bodyOf('{"items":[{"id":1,"price":3}],"total":3,"old":true}') });
  const after = exchangeOf({
    status: 500,
    reason: "Internal Server Error",
    responseFields: [
      ["Content-Type", "application/json; charset=utf-8"],
      ["Content-Encoding", "gzip"],
      ["X-Added", "1"],
    ],
    responseBody: bodyOf(gzipSync('{"items":[{"price":4,"id":1},{"id":2}],"total":3}')),
  });
  const { lines, isSame } = differenceOf(answerOf(before), answerOf(after));
  expect(isSame).toBe(false);
  expect(lines.slice(0, -2)).toEqual([
    "status: 200 OK → 500 Internal Server Error",
    "header set-cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax; Expires=Wed, 29 Jul 2026 12:00:00 GMT → (none)",
    "header content-encoding: (none) → gzip",
    "header x-added: (none) → 1",
    "body items[0].price: 3 → 4",
    'body items[1]: (none) → {"id":2}',
    "body old: true → (none)",
  ]);
});

test("texts by lines, bytes as such, and no more than anybody reads", () => {
  const text = (content: string | Uint8Array, size?: number) =>
    exchangeOf({ responseFields: [["Content-Type", "text/plain"]], responseBody: bodyOf(content, size) });
  const difference = (a: string | Uint8Array, b: string | Uint8Array) =>
    differenceOf(answerOf(text(a)), answerOf(text(b)));
  expect(difference("a\nb\nc\nd", "a\nc\nx\nd").lines.slice(0, 2)).toEqual(["body line 2: - b", "body line 3: + x"]);
  const many = difference(
    Array.from({ length: 500 }, (_, at) => `a${at}`).join("\n"),
    Array.from({ length: 500 }, (_, at) => `b${at}`).join("\n"),
  );
  expect([many.lines.length, many.more]).toEqual([41, 960]);
  const bytes = (...values: number[]) =>
    exchangeOf({ responseFields: [], responseBody: bodyOf(Uint8Array.from(values)) });
  expect(differenceOf(answerOf(bytes(0, 1)), answerOf(bytes(0, 2))).lines[0]).toBe(
    "body: 2 bytes that are no text → 2 bytes that are no text, others",
  );
  expect(differenceOf(answerOf(bytes(0, 1)), answerOf(bytes(0, 1))).isSame).toBe(true);
  expect(differenceOf(answerOf(text("a", 9)), answerOf(text("b", 9))).lines[0]).toEndWith(
    "(of the part that was kept)",
  );
  const spaced = difference('{"a": 1}', '{"a":1}');
  expect(spaced.lines[0]).toBe("body: the same values, written in another way");
});

test("what agents may not see is the same in both", () => {
  const answer = (token: string) =>
    answerOf(exchangeOf({ responseFields: [["X-Token", token]], responseBody: bodyOf(`{"t":"${token}"}`) }), (shown) =>
      shown.replace(/s3cret\d/g, "‹secret›"),
    );
  expect(JSON.stringify(differenceOf(answer("s3cret1"), answer("s3cret2")))).not.toContain("s3cret");
  expect(differenceOf(answer("s3cret1"), answer("s3cret2")).isSame).toBe(true);
});

test("lines: what is left of both without them is the same, and of the shortest kind", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const changes = lineChanges(a.join("\n"), b.join("\n"));
      const without = (all: string[], sign: string) => {
        const gone = new Set(changes.filter((one) => one.sign === sign).map(({ line }) => line - 1));
        return (all.length === 0 ? [""] : all).filter((_, at) => !gone.has(at));
      };
      expect(without(a, "-")).toEqual(without(b, "+"));
      if (a.join("\n") === b.join("\n")) expect(changes).toEqual([]);
    }),
  );
});

test("values: none differ from themselves, and a place is told for each that does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(changesOf(a, structuredClone(a), 10)).toEqual([]);
      expect(changesOf(a, b, 10).length === 0).toBe(isEqual(a, b));
    }),
  );
  expect(changesOf({ "a b": 1 }, { "a b": 2 }, 5)).toEqual([{ path: '["a b"]', before: 1, after: 2 }]);
});
