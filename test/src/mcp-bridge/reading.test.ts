import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { EventReader, type StreamEvent } from "../../../src/mcp-bridge/event-reader.ts";
import { headersOf, headerText } from "../../../src/mcp-bridge/headers.ts";
import { bridgeLimits } from "../../../src/mcp-bridge/limits.ts";
import { type Line, LineReader } from "../../../src/mcp-bridge/line-reader.ts";
import { readLine } from "../../../src/mcp-bridge/messages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The text cut at these places, which may be in the middle of a character. */
function chunks(text: string, cuts: readonly number[]): Uint8Array[] {
  const all = bytes(text);
  const places = [...new Set(cuts.map((cut) => cut % (all.length + 1)))].sort((a, b) => a - b);
  return [...places, all.length].map((end, index) => all.slice(places[index - 1] ?? 0, end));
}

describe("lines", () => {
  test("are the same wherever the chunks are cut; blank ones are none", () => {
    const text = '{"a":"ü"}\r\n\n  \n{"b":2}\nlast';
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 8 }), (cuts) => {
        const reader = new LineReader();
        const lines: Line[] = chunks(text, cuts).flatMap((chunk) => reader.read(chunk));
        expect([...lines, ...reader.end()].map((line) => line?.trim())).toEqual(['{"a":"ü"}', '{"b":2}', "last"]);
      }),
    );
  });

  test("that are too long are told as such, and the next ones are whole", () => {
    const reader = new LineReader(4);
    expect(reader.read(bytes("1234\n12345"))).toEqual(["1234"]);
    expect(reader.read(bytes("6789\nabc\n"))).toEqual([undefined, "abc"]);
  });
});

describe("events", () => {
  test("are the same wherever the chunks are cut", () => {
    const text =
      ': open\n\nid: 1\ndata: {"ü":\ndata: 1}\n\nevent: message\r\ndata:x\r\n\r\nid: 2\nretry: 40\ndata: \n\ndata: cut';
    const expected: StreamEvent[] = [
      { id: "1", data: '{"ü":\n1}' },
      { id: undefined, data: "x" },
      { id: "2", data: "" },
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(120), { maxLength: 12 }), (cuts) => {
        const reader = new EventReader();
        expect(chunks(text, cuts).flatMap((chunk) => reader.read(chunk))).toEqual(expected);
        expect(reader.retryMs).toBe(40);
      }),
    );
  });

  test("without an end are no end of memory", () => {
    const reader = new EventReader();
    const chunk = bytes("x".repeat(1024 * 1024));
    const feed = () => {
      for (let count = 0; count <= bridgeLimits.eventBytes / chunk.length; count++) reader.read(chunk);
    };
    expect(feed).toThrow("too large");
  });
});

describe("messages", () => {
  const kinds = (line: string): (string | number)[] =>
    readLine(line).map(({ kind, ...rest }) => ("code" in rest ? rest.code : kind));

  test.each([
    ['{"jsonrpc":"2.0","id":1,"method":"a"}', ["request"]],
    ['{"jsonrpc":"2.0","id":"x","method":"a"}', ["request"]],
    ['{"jsonrpc":"2.0","method":"a"}', ["notification"]],
    ['{"jsonrpc":"2.0","id":0,"result":{}}', ["response"]],
    ['{"jsonrpc":"2.0","id":0,"error":{"code":1,"message":""}}', ["response"]],
    ['[{"id":1,"method":"a"},{"method":"b"}]', ["request", "notification"]],
    ["{", [-32700]],

    ["[]", [-32600]],
    ["7", [-32600]],
    ["null", [-32600]],
    ["{}", [-32600]],
    ['{"id":null,"method":"a"}', [-32600]],
    ['{"id":{},"result":1}', [-32600]],
  ])("%s", (line, expected) => {
    expect(kinds(line)).toEqual(expected);
  });

  test("too large for the server are answered by their id, as is said there", () => {
    expect(bridgeLimits.messageBytes).toBe(mcpLimits.bodyBytes);
    const large = (length: number) =>
      readLine(JSON.stringify({ id: 7, method: "a", params: { x: "ü".repeat(length) } }));
    expect(large(bridgeLimits.messageBytes / 2 - 100)).toMatchObject([{ kind: "request", id: 7 }]);
    expect(large(bridgeLimits.messageBytes / 2)).toMatchObject([{ kind: "invalid", id: 7, code: -32600 }]);
  });

  test("whatever comes, is read", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        for (const one of readLine(line)) expect(one.kind).toBeString();
      }),
    );
  });
});

describe("headers", () => {
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };

  test("say what a message of 2026-07-28 says, and nothing of an older one", () => {
    const call = { method: "tools/call", params: { name: "logs_search", _meta: meta } };
    expect(headersOf(call)).toEqual({
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "logs_search",
    });
    expect(headersOf({ method: "resources/read", params: { uri: "logs://recent", _meta: meta } })).toMatchObject({
      "mcp-name": "logs://recent",
    });
    expect(headersOf({ method: "tools/list", params: { _meta: meta } })).not.toHaveProperty("mcp-name");
    expect(headersOf({ method: "tools/call", params: { name: "logs_search" } })).toEqual({});
    expect(headersOf({ method: "toString", params: { _meta: meta } })).not.toHaveProperty("mcp-name");
  });

  test.each(["ü", "a\nb", " a", "", "=?base64?YQ==?=", "a\u0000"])(
    "wrap %j, which cannot stand there as it is",
    (name) => {
      const text = headerText(name);
      expect(text).toMatch(/^=\?base64\?[A-Za-z0-9+/=]*\?=$/);
      expect(Buffer.from(text.slice(9, -2), "base64").toString("utf8")).toBe(name);
    },
  );
});
