import { expect, test } from "bun:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import * as z from "zod";
import { HAR_END, harStart, harText } from "../../../src/proxy/index.ts";
import { bodyOf, exchangeOf } from "./exchange.ts";

const bytes = z.int().min(-1);
const milliseconds = z.number().min(-1);
const isoTime = z.iso.datetime({ offset: true });
/** Own fields begin with an underscore; there are no others than those of the draft. */
function own<T extends z.ZodRawShape>(shape: T) {
  return z.looseObject(shape).superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (!(name in shape) && !name.startsWith("_")) context.addIssue(`${name} is no field of HAR 1.2`);
    }
  });
}
const comment = z.string().optional();
const named = own({ name: z.string(), value: z.string(), comment });
const cookie = own({
  name: z.string(),
  value: z.string(),
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: isoTime.optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  comment,
});
/** W3C draft "HTTP Archive (HAR) format", sections 4.1 to 4.10. */
const har = own({
  log: own({
    version: z.literal("1.2"),
    creator: own({ name: z.string(), version: z.string(), comment }),
    pages: z.array(z.never()),
    entries: z.array(
      own({
        pageref: z.string().optional(),
        startedDateTime: isoTime,
        time: z.number().min(0),
        request: own({
          method: z.string(),
          url: z.url(),
          httpVersion: z.string(),
          cookies: z.array(cookie),
          headers: z.array(named),
          queryString: z.array(named),
          postData: own({ mimeType: z.string(), params: z.array(named), text: z.string(), comment }).optional(),
          headersSize: bytes,
          bodySize: bytes,
          comment,
        }),
        response: own({
          status: z.int(),
          statusText: z.string(),
          httpVersion: z.string(),
          cookies: z.array(cookie),
          headers: z.array(named),
          content: own({
            size: z.int(),
            compression: z.int().optional(),
            mimeType: z.string(),
            text: z.string().optional(),
            encoding: z.literal("base64").optional(),
            comment,
          }),
          redirectURL: z.string(),
          headersSize: bytes,
          bodySize: bytes,
          comment,
        }),
        cache: z.strictObject({}),
        timings: own({
          blocked: milliseconds.optional(),
          dns: milliseconds.optional(),
          connect: milliseconds.optional(),
          send: z.number().min(0),
          wait: z.number().min(0),
          receive: z.number().min(0),
          ssl: milliseconds.optional(),
          comment,
        }),
        serverIPAddress: z.string().optional(),
        connection: z.string().optional(),
        comment,
      }).refine(({ time, timings }) => {
        // Section 4.2: the sum of those that apply, without ssl, which is a part of connect.
        const parts = [timings.blocked, timings.dns, timings.connect, timings.send, timings.wait, timings.receive];
        const sum = parts.reduce((all: number, part) => all + Math.max(0, part ?? 0), 0);
        return Math.abs(sum - time) < 0.01;
      }, "time is not the sum of the timings"),
    ),
    comment,
  }),
});

/** The entries of a file with these exchanges, which keeps to the format. */
function entriesOf(...exchanges: Parameters<typeof harText>[0][]) {
  const text = `${harStart("1.2.3")}${exchanges.map(harText).join(",")}${HAR_END}`;
  return har.parse(JSON.parse(text)).log.entries;
}

function entryOf(changes: Parameters<typeof exchangeOf>[0] = {}) {
  const [entry] = entriesOf(exchangeOf(changes));
  if (entry === undefined) throw new Error("no entry");
  return entry;
}

test("a file of no, of one and of several exchanges", () => {
  expect(entriesOf()).toEqual([]);
  expect(entriesOf(exchangeOf(), exchangeOf({ id: 8 })).map((entry) => entry["_id"])).toEqual([7, 8]);
});

test("an exchange with its times, sizes, cookies and query", () => {
  const { request, response, timings, time, startedDateTime, ...rest } = entryOf();
  expect(startedDateTime).toBe("2026-07-28T12:00:00.250Z");
  expect(time).toBe(14);
  expect(timings).toMatchObject({ connect: 1.5, send: 0, wait: 10, receive: 2.5, dns: -1, blocked: -1 });
  expect(request.cookies).toEqual([
    { name: "sid", value: "abc" },
    { name: "theme", value: "dark" },
  ]);
  expect(request.queryString).toEqual([
    { name: "id", value: "1" },
    { name: "name", value: "a b" },
  ]);
  const head =
    "GET /api/cart?id=1&name=a%20b HTTP/1.1\r\nHost: localhost:20888\r\nCookie: sid=abc; theme=dark\r\n" +
    "Accept-Encoding: gzip, br\r\nConnection: keep-alive\r\n\r\n";
  expect(request.headersSize).toBe(head.length);
  expect(request.bodySize).toBe(0);
  expect(response.cookies).toEqual([
    {
      name: "sid",
      value: "abc",
      path: "/",
      httpOnly: true,
      secure: true,
      _sameSite: "Lax",
      expires: "2026-07-29T12:00:00.000Z",
    },
  ]);
  expect(response.content).toEqual({ size: 11, mimeType: "application/json; charset=utf-8", text: '{"items":1}' });
  expect(response.bodySize).toBe(11);
  expect(rest).toMatchObject({ _resourceType: "xhr", _process: "api", _id: 7 });
});

for (const [coding, bytes] of [
  ["gzip", gzipSync("ä".repeat(500))],
  ["br", brotliCompressSync("ä".repeat(500))],
  ["deflate", deflateSync("ä".repeat(500))],
  ["deflate", deflateRawSync("ä".repeat(500))],
] as const) {
  test(`content in ${coding} is decoded`, () => {
    const { content, bodySize } = entryOf({
      responseFields: [
        ["Content-Type", "text/plain; charset=utf-8"],
        ["Content-Encoding", coding],
      ],
      responseBody: bodyOf(bytes),
    }).response;
    expect(content).toMatchObject({ size: 1000, compression: 1000 - bytes.length, text: "ä".repeat(500) });
    expect(bodySize).toBe(bytes.length);
  });
}

test("what is cut, or encoded in a way that is not known, stays as it is and says so", () => {
  const gzipped = gzipSync("text ".repeat(200));
  const fields = [
    ["Content-Type", "text/plain"],
    ["Content-Encoding", "gzip"],
  ] as const;
  const cut = entryOf({ responseFields: fields, responseBody: bodyOf(gzipped.subarray(0, 20), 5000) }).response;
  expect(cut.content).toEqual({
    size: 5000,
    mimeType: "text/plain",
    text: gzipped.subarray(0, 20).toString("base64"),
    encoding: "base64",
    comment: "cut: the first 20 of 5000 bytes; still encoded: gzip",
  });
  const unknown = entryOf({ responseFields: [["Content-Encoding", "aes"]], responseBody: bodyOf("xyz") }).response;
  expect(unknown.content).toMatchObject({ text: "eHl6", encoding: "base64", comment: "still encoded: aes" });
  const broken = entryOf({ responseFields: [["Content-Encoding", "gzip"]], responseBody: bodyOf("no gzip") }).response;
  expect(broken.content).toMatchObject({ encoding: "base64", comment: "still encoded: gzip" });
});

test("bodies of requests: forms, text and bytes", () => {
  const posted = (type: string, content: string | Uint8Array) =>
    entryOf({ method: "POST", requestFields: [["Content-Type", type]], requestBody: bodyOf(content) }).request.postData;
  expect(posted("application/x-www-form-urlencoded", "a=1&b=x+y")).toEqual({
    mimeType: "application/x-www-form-urlencoded",
    params: [
      { name: "a", value: "1" },
      { name: "b", value: "x y" },
    ],
    text: "a=1&b=x+y",
  });
  expect(posted("application/json", '{"a":1}')).toEqual({ mimeType: "application/json", params: [], text: '{"a":1}' });
  expect(posted("application/octet-stream", Uint8Array.of(0, 255))).toEqual({
    mimeType: "application/octet-stream",
    params: [],
    text: "AP8=",
    _encoding: "base64",
  });
});

test("a web socket has its messages, as Chrome writes them", () => {
  const startedAt = 1_000_000;
  const entry = entryOf({
    startedAt,
    upgrade: "websocket",
    status: 101,
    messages: [
      { from: "client", at: 500, kind: "text", size: 2, text: "hi" },
      { from: "server", at: 700, kind: "binary", size: 9 },
      { from: "server", at: 800, kind: "ping", size: 0 },
    ],
    messagesDropped: 3,
    responseBody: bodyOf("", 0),
  });
  expect(entry).toMatchObject({
    _resourceType: "websocket",
    comment: "3 earlier messages are not kept",
    _webSocketMessages: [
      { type: "send", time: 1000.5, opcode: 1, data: "hi" },
      { type: "receive", time: 1000.7, opcode: 2, data: "", _size: 9 },
    ],
  });
});

test("failures, tunnels and what is not over keep to the format", () => {
  const nothing = { status: null, connectMs: null, firstByteMs: null, reason: "", responseFields: [] };
  const failed = entryOf({ ...nothing, error: "nobody listens there", responseBody: bodyOf("") });
  expect(failed.response).toMatchObject({ status: 0, bodySize: -1, headersSize: -1, _error: "nobody listens there" });
  expect(failed.comment).toBe("nobody listens there");
  const tunnel = entryOf({ method: "CONNECT", url: "example.com:443", kind: "other" });
  expect(tunnel.request.url).toBe("https://example.com:443/");
  expect(entryOf({ doneMs: null, replayOf: 3 }).comment).toBe("not over when this was written; a replay of exchange 3");
});

test("what is asked for tells the type of a resource", () => {
  const typeOf = (changes: Parameters<typeof exchangeOf>[0]) => entryOf(changes)["_resourceType"];
  const asked = (destination: string) => [["Sec-Fetch-Dest", destination]] as const;
  expect(typeOf({ requestFields: asked("document"), kind: "page" })).toBe("document");
  expect(typeOf({ requestFields: asked("style") })).toBe("stylesheet");
  expect(typeOf({ requestFields: asked("empty") })).toBe("fetch");
  expect(typeOf({ kind: "other", type: "text/javascript" })).toBe("script");
  expect(typeOf({ kind: "other", type: "font/woff2" })).toBe("font");
  expect(typeOf({ type: "text/event-stream" })).toBe("eventsource");
  expect(typeOf({ method: "OPTIONS", requestFields: [["Access-Control-Request-Method", "PUT"]] })).toBe("preflight");
});

test("whatever was exchanged, the file keeps to the format", () => {
  const text = fc.string({ unit: "binary-ascii" });
  const fields = fc.array(
    fc.tuple(fc.constantFrom("Content-Type", "Content-Encoding", "Cookie", "Set-Cookie", "Location", "X-Own"), text),
    { maxLength: 6 },
  );
  const body = fc
    .tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(300))
    .map(([bytes, more]) => bodyOf(bytes, bytes.length + more));
  const time = fc.option(fc.double({ min: 0, max: 1e5, noNaN: true }));
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fields,
      fields,
      body,
      body,
      time,
      time,
      time,
      (url, requestFields, responseFields, requestBody, responseBody, connectMs, firstByteMs, doneMs) => {
        const [entry] = entriesOf(
          exchangeOf({ url, requestFields, responseFields, requestBody, responseBody, connectMs, firstByteMs, doneMs }),
        );
        expect(entry?.request.url).toBe(url.replace(/#.*/, ""));
      },
    ),
  );
});
