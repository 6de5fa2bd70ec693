import { describe, expect, test } from "bun:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { limits } from "../../../tui/limits.ts";
import { bodyText, shownExchange } from "../../../tui/web/shown.ts";
import { exchangeOf, jwt } from "./support.ts";

const bodyOf = (bytes: Uint8Array, isCut = false) => ({ bytes, size: bytes.length + (isCut ? 1_000 : 0), isCut });
const json = ["Content-Type", "application/json"] as const;

function shownBody(bytes: Uint8Array, fields: readonly (readonly [string, string])[] = [json], isCut = false) {
  const exchange = exchangeOf({ responseFields: fields, responseBody: bodyOf(bytes, isCut) });
  return shownExchange(exchange, null, []).response;
}

describe("a body", () => {
  const text = '{"a":[1]}';
  const lines = ["{", '  "a": [', "    1", "  ]", "}"];

  test.each([
    ["gzip", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
  ])("in %p is decoded, and says in what it came", (coding, bytes) => {
    const shown = shownBody(bytes, [json, ["Content-Encoding", coding]]);
    expect(shown).toMatchObject({ lines, note: "", about: `application/json, ${bytes.length} bytes, ${coding}` });
  });

  test("that was cut says so; one that is coded and cut cannot be decoded", () => {
    expect(shownBody(Buffer.from('{"a":[1,'), [json], true)).toEqual({
      lines: ["{", '  "a": [', "    1,"],
      about: "application/json, 1,008 bytes",
      note: "only its first 8 bytes were kept",
    });
    const coded = shownBody(gzipSync(text).subarray(0, 12), [json, ["Content-Encoding", "gzip"]], true);
    expect(coded).toMatchObject({
      lines: [],
      note: "it cannot be decoded (gzip); only its first 12 bytes were kept",
    });
  });

  test("that is no text tells its first bytes", () => {
    const image = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255, 9]);
    expect(shownBody(image, [["Content-Type", "image/png"]])).toEqual({
      lines: [],
      about: "image/png, 9 bytes",
      note: "no text: it begins with 89 50 4e 47 00 01 02 ff",
    });
  });

  test("is laid out as far as anybody reads", () => {
    const many = shownBody(Buffer.from("line\n".repeat(limits.bodyLines + 5)), [["Content-Type", "text/plain"]]);
    expect(many.lines).toHaveLength(limits.bodyLines);
    expect(many.note).toContain("not shown");
    const long = shownBody(Buffer.from("x".repeat(limits.bodyCharacters + 1)), [["Content-Type", "text/plain"]]);
    expect(long.lines.join("")).toHaveLength(limits.bodyCharacters);
    expect(long.note).toContain("not shown");
  });

  test("is copied whole, or it is said why not", () => {
    const of = (bytes: Uint8Array, fields = [json] as const) =>
      exchangeOf({ responseFields: fields, responseBody: bodyOf(bytes) });
    expect(bodyText(of(Buffer.from(text)))).toBe(text);
    expect(() => bodyText(exchangeOf())).toThrow("Its answer has no body.");
    expect(() => bodyText({ ...of(Uint8Array.from([0, 1])), responseFields: [] })).toThrow("it is no text");
  });
});

test("no signature of a token is shown, in whatever header it stands", () => {
  const exchange = exchangeOf({
    requestFields: [
      ["Authorization", `Bearer ${jwt}`],
      ["Cookie", `a=1; token=${jwt}; b=2`],
    ],
  });
  const { request } = shownExchange(exchange, null, []).fields;
  expect(request[0]?.[1]).toEndWith(".(signature)");
  expect(request[1]?.[1]).toEndWith(".(signature); b=2");
  expect(JSON.stringify(request)).not.toContain("c2lnbmF0dXJl");
});

test("one that repeats another says what is different, once it is over", () => {
  const before = exchangeOf({ id: 1, status: 500, reason: "Internal Server Error" });
  const after = exchangeOf({ id: 2, replayOf: 1 });
  expect(shownExchange(after, before, []).difference).toMatchObject({
    isSame: false,
    lines: ["status: 500 Internal Server Error → 200 OK", "time: 31 ms → 31 ms"],
  });
  expect(shownExchange(after, exchangeOf(), []).difference?.isSame).toBe(true);
  expect(shownExchange({ ...after, doneMs: null }, before, []).difference).toBeNull();
  expect(shownExchange(after, null, []).difference).toBeNull();
});
