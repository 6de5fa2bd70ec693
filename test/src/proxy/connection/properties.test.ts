import { expect, test } from "bun:test";
import fc from "fast-check";
import { Capture } from "../../../../src/proxy/capture/store.ts";
import { ProxyConnection } from "../../../../src/proxy/connection/connection.ts";
import type { ConnectionIo } from "../../../../src/proxy/connection/types.ts";
import { BodyScanner } from "../../../../src/proxy/http1/body.ts";
import { HttpError } from "../../../../src/proxy/http1/error.ts";
import type { Framing } from "../../../../src/proxy/http1/framing.ts";
import { parseRequestHead, type RequestHead } from "../../../../src/proxy/http1/head.ts";
import { modelOfChunks, modelOfHead } from "./model.ts";
import { type Kind, policyOf, recordOf, wire } from "./playbook.ts";

/** What goes to either side, as bytes, and how the connection stands. Answers of servers come as soon as a request is whole. */
class Ends implements ConnectionIo {
  client: Uint8Array[] = [];
  server: Uint8Array[] = [];
  asked = 0;
  end = "";
  isOpen = false;

  toClient(bytes: Uint8Array): void {
    this.client.push(bytes.slice());
  }
  toUpstream(bytes: Uint8Array): void {
    this.server.push(bytes.slice());
  }
  endClient(): void {
    this.end ||= "ended";
  }
  abortClient(): void {
    this.end ||= "aborted";
  }
  pauseClient(): void {}
  resumeClient(): void {}
  open(): void {
    this.asked++;
    this.isOpen = true;
  }
  endUpstream(): void {}
  releaseUpstream(): void {}
  dropUpstream(): void {}
}

/** Cuts bytes at places between 0 and 1; each piece is a copy, as from a socket. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, at) => bytes.slice(places[at], end));
}

interface Told {
  readonly toClient: string;
  readonly toServer: string;
  readonly end: string;
  readonly record: readonly string[];
}

/** One request and its answer, in pieces. */
function exchange(request: readonly Uint8Array[], answer: readonly Uint8Array[], ends: boolean): Told {
  const capture = new Capture({ latest: () => 0, clock: () => 0 });
  const io = new Ends();
  const connection = new ProxyConnection(io, policyOf("reverse", capture));
  const open = () => {
    if (!io.isOpen) return;
    io.isOpen = false;
    connection.upstreamOpen(false);
  };
  for (const piece of request) {
    connection.clientData(piece);
    open();
  }
  for (const piece of answer) connection.upstreamData(piece);
  if (ends) connection.upstreamEnd();
  const text = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString("latin1");
  return { toClient: text(io.client), toServer: text(io.server), end: io.end, record: recordOf(capture) };
}

const content = fc.uint8Array({ maxLength: 300 });
const chunkSizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

/** A body as it goes over the wire, with the fields that say how. */
const bodies = fc
  .record({ content, chunkSizes, how: fc.constantFrom("length", "chunked", "extended"), trailer: fc.boolean() })
  .map(({ content: bytes, chunkSizes: sizes, how, trailer }) => {
    if (how === "length")
      return { fields: `Content-Length: ${bytes.length}`, bytes: Buffer.from(bytes), content: bytes };
    const parts: Uint8Array[] = [];
    for (let at = 0, n = 0; at < bytes.length; n++) {
      const size = Math.min(sizes[n % sizes.length] ?? 1, bytes.length - at);
      parts.push(
        wire(`${size.toString(16)}${how === "extended" ? ";a=b" : ""}|`),
        bytes.subarray(at, at + size),
        wire("|"),
      );
      at += size;
    }
    parts.push(wire(trailer ? "0|X-Trailer: yes||" : "0||"));
    return { fields: "Transfer-Encoding: chunked", bytes: Buffer.concat(parts), content: bytes };
  });

test("wherever streams are cut, the same bytes come out and the same is recorded", () => {
  fc.assert(
    fc.property(bodies, bodies, cuts, cuts, (up, down, upCuts, downCuts) => {
      const request = Buffer.concat([wire(`POST /x HTTP/1.1|Host: localhost|${up.fields}||`), up.bytes]);
      const answer = Buffer.concat([wire(`HTTP/1.1 200 OK|${down.fields}||`), down.bytes]);
      const whole = exchange([request.slice()], [answer.slice()], false);
      expect(exchange(pieces(request, upCuts), pieces(answer, downCuts), false)).toEqual(whole);
      // Byte for byte: bodies with their framing, and heads but for the names of the server.
      expect(whole.toClient).toBe(answer.toString("latin1"));
      expect(whole.toServer.endsWith(`\r\n\r\n${up.bytes.toString("latin1")}`)).toBe(true);
      expect(whole.record).toEqual([`POST /x 200, ${up.content.length} up, ${down.content.length} down`]);
    }),
    { numRuns: 1500 },
  );
});

test("a body that ends with its connection passes byte for byte, wherever it is cut", () => {
  fc.assert(
    fc.property(content, cuts, (bytes, places) => {
      const request = wire("GET /x HTTP/1.1|Host: localhost||");
      const answer = Buffer.concat([wire("HTTP/1.1 200 OK||"), bytes]);
      const told = exchange([request], pieces(answer, places), true);
      expect(told.toClient).toBe(
        Buffer.concat([wire("HTTP/1.1 200 OK|Connection: close||"), bytes]).toString("latin1"),
      );
      expect(told.record).toEqual([`GET /x 200, 0 up, ${bytes.length} down`]);
    }),
    { numRuns: 500 },
  );
});

test("a client of HTTP/1.0 gets just the content of a chunked answer", () => {
  fc.assert(
    fc.property(bodies, cuts, (down, places) => {
      const answer = Buffer.concat([wire(`HTTP/1.1 200 OK|${down.fields}||`), down.bytes]);
      const told = exchange([wire("GET /x HTTP/1.0|Host: localhost||")], pieces(answer, places), false);
      expect(told.toClient.slice(told.toClient.indexOf("\r\n\r\n") + 4)).toBe(
        Buffer.from(down.content).toString("latin1"),
      );
      expect(told.end).toBe("ended");
    }),
    { numRuns: 500 },
  );
});

/** Things that heads and chunks are made of, and things that break them. */
const fragments = fc.oneof(
  fc
    .constantFrom(
      ...[
        "GET",
        "POST",
        "CONNECT",
        "HEAD",
        " ",
        "/",
        "*",
        "http://localhost:3000/",
        " HTTP/1.1",
        " HTTP/1.0",
        "|",
        "||",
        "\\r",
        "\\n",
        "\\0",
      ],
      ...[
        "Host: localhost|",
        "Host: localhost||",
        "Content-Length: 5|",
        "Content-Length: 5||",
        "Transfer-Encoding: chunked||",
        ":",
        "\\t",
      ],
      ...[
        "Connection: close|",
        "Connection: Upgrade|Upgrade: websocket||",
        "Expect: 100-continue|",
        "5|",
        "hello|",
        "0||",
        "ffffffffffff|",
      ],
      ...[
        "GET / HTTP/1.1|Host: localhost||",
        "HTTP/1.1 200 OK|",
        "HTTP/1.1 101 S|Upgrade: x||",
        "HTTP/1.1 100 C||",
        "HTTP/1.0 204 N||",
      ],
    )
    .map(wire),
  fc.uint8Array({ maxLength: 20 }),
);

type Event =
  | readonly ["client" | "server", Uint8Array]
  | readonly ["open" | "reused" | "end" | "gone" | "server end" | "fail"];

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom("client" as const, "server" as const), fragments) },
  { weight: 3, arbitrary: fc.constantFrom(["open"] as const, ["reused"] as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(["end"] as const, ["gone"] as const, ["server end"] as const, ["fail"] as const),
  },
);

test("whatever comes, in whatever order: nothing throws, and each exchange comes to one end", () => {
  let answered = 0;
  fc.assert(
    fc.property(fc.array(events, { maxLength: 40 }), fc.constantFrom<Kind>("reverse", "full"), (all, kind) => {
      const capture = new Capture({ latest: () => 0, clock: () => 0 });
      const io = new Ends();
      const connection = new ProxyConnection(io, policyOf(kind, capture));
      for (const [what, bytes = new Uint8Array(0)] of all) {
        const isOpen = io.isOpen;
        if (what === "client" && io.end === "") connection.clientData(bytes.slice());
        else if (what === "server" && !isOpen) connection.upstreamData(bytes.slice());
        else if (what === "end") connection.clientEnd();
        else if (what === "gone") connection.clientGone();
        else if (what === "server end" && !isOpen) connection.upstreamEnd();
        else if (isOpen) {
          io.isOpen = false;
          if (what === "fail") connection.upstreamFailed("nobody listens there");
          else if (what === "open" || what === "reused") connection.upstreamOpen(what === "reused");
          else io.isOpen = true;
        }
      }
      connection.clientGone();
      answered += io.client.length;
      expect(io.end).not.toBe("");
      // All are over, each once.
      expect(capture.rows().filter((row) => row.doneMs === null)).toEqual([]);
      expect(capture.counts.recorded).toBeGreaterThanOrEqual(io.asked > 0 ? 1 : 0);
    }),
    { numRuns: 10_000 },
  );
  // The fragments do make requests.
  expect(answered).toBeGreaterThan(1000);
}, 60_000);

test("chunks end where a simple reader of whole texts says, or are refused by both", () => {
  const parts = fc.array(
    fc.oneof(
      fc
        .constantFrom(
          "0|",
          "1|",
          "5|",
          "a|",
          "A;x|",
          "3 ; y=z|",
          "|",
          "hello|",
          "hello",
          "x",
          "0||",
          "T: v|",
          "\\r",
          "\\n",
          "g|",
          "10|",
        )
        .map(wire),
      fc.uint8Array({ maxLength: 6 }),
    ),
    { maxLength: 14 },
  );
  let whole = 0;
  fc.assert(
    fc.property(parts, cuts, (all, places) => {
      const bytes = Buffer.concat(all);
      const expected = modelOfChunks(bytes.toString("latin1"));
      const framing: Framing = { kind: "chunked" };
      let taken = "";
      const content = (_of: string, piece: Uint8Array, start: number, end: number) => {
        taken += Buffer.from(piece.subarray(start, end)).toString("latin1");
      };
      const scanner = new BodyScanner(framing, { content }, "response");
      let used = 0;
      let broken = false;
      try {
        for (const piece of pieces(bytes, places)) {
          const end = scanner.scan(piece);
          used += end;
          if (end < piece.length) break;
        }
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        broken = true;
      }
      if (expected === "broken") expect(broken).toBe(true);
      else {
        expect(broken).toBe(false);
        expect(scanner.isDone).toBe(expected.length !== undefined);
        if (expected.length !== undefined) {
          whole++;
          expect({ used, taken }).toEqual({ used: expected.length, taken: expected.content });
        }
      }
    }),
    { numRuns: 10_000 },
  );
  expect(whole).toBeGreaterThan(50);
}, 60_000);

test("heads are read as the grammar says, or refused", () => {
  const parts = fc.array(
    fc.oneof(
      fc
        .constantFrom(
          "A: b|",
          "Content-Type:\\ttext/html \\t|",
          "X-Y:|",
          "B : c|",
          ": d|",
          "e|",
          " f: g|",
          "H: \\xe4|",
          "I: \\0|",
          "J: k\\n|",
        )
        .map(wire),
      fc.uint8Array({ maxLength: 4 }),
    ),
    { maxLength: 6 },
  );
  const first = fc.constantFrom(
    "GET / HTTP/1.1|",
    "POST /x?y HTTP/1.0|",
    "M-S * HTTP/1.1|",
    "GET  / HTTP/1.1|",
    "GET / HTTP/1.2|",
    "GET /|",
  );
  let read = 0;
  fc.assert(
    fc.property(first, parts, (line, all) => {
      const text = Buffer.concat([wire(line), ...all, wire("|")]).toString("latin1");
      // Empty lines between would end the head: that is another test's.
      fc.pre(text.indexOf("\r\n\r\n") === text.length - 4);
      const expected = modelOfHead(text);
      let head: RequestHead | undefined;
      try {
        head = parseRequestHead(text.slice(0, -4));
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
      }
      if (expected === undefined) expect(head).toBeUndefined();
      else {
        read++;
        const { method, target, fields } = head ?? {};
        expect<unknown>({ method, target, fields }).toEqual(expected);
      }
    }),
    { numRuns: 5_000 },
  );
  expect(read).toBeGreaterThan(500);
});
