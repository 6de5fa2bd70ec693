import { expect, test } from "bun:test";
import { Capture } from "../../../../src/proxy/capture/store.ts";
import { ProxyConnection } from "../../../../src/proxy/connection/connection.ts";
import { NotedIo, policyOf, recordOf, wire } from "./playbook.ts";

/** What becomes of these bytes: whether a server would be asked, what the client gets, what is recorded. */
function sent(text: string): {
  readonly asked: boolean;
  readonly status: number;
  readonly closed: boolean;
  readonly record: string[];
} {
  const capture = new Capture({ latest: () => 0, clock: () => 0 });
  const io = new NotedIo();
  new ProxyConnection(io, policyOf("reverse", capture)).clientData(wire(text));
  const answer = io.done.find((what) => what.startsWith("client "));
  return {
    asked: io.done.some((what) => what.startsWith("open") || what.startsWith("server")),
    status: Number(/^client HTTP\/1\.1 (\d+)/.exec(answer ?? "")?.[1] ?? 0),
    closed: io.done.includes("end client"),
    record: recordOf(capture),
  };
}

const post = (fields: string, body = "") => `POST /x HTTP/1.1|Host: localhost|${fields}||${body}`;

/** Ways to make two readers see two different requests in the same bytes, and what is wrong with each. */
const smuggling: Readonly<Record<string, readonly [text: string, status: number]>> = {
  "length and chunks": [post("Content-Length: 4|Transfer-Encoding: chunked", "0||GET"), 400],
  "chunks and length": [post("Transfer-Encoding: chunked|Content-Length: 4", "0||GET"), 400],
  "length 0 and chunks": [post("Content-Length: 0|Transfer-Encoding: chunked"), 400],
  "two lengths": [post("Content-Length: 4|Content-Length: 5", "abcd"), 400],
  "the same length twice": [post("Content-Length: 4|Content-Length: 4", "abcd"), 400],
  "a list of lengths": [post("Content-Length: 4, 4", "abcd"), 400],
  "a length with a sign": [post("Content-Length: +4", "abcd"), 400],
  "a negative length": [post("Content-Length: -1"), 400],
  "a length in hexadecimal": [post("Content-Length: 0x4", "abcd"), 400],
  "a length with a blank in it": [post("Content-Length: 1 0"), 400],
  "an empty length": [post("Content-Length:"), 400],
  "a length beyond all numbers": [post("Content-Length: 99999999999999999999"), 400],
  "chunks twice": [post("Transfer-Encoding: chunked, chunked"), 501],
  "chunks in two fields": [post("Transfer-Encoding: chunked|Transfer-Encoding: chunked"), 501],
  "chunks and identity": [post("Transfer-Encoding: chunked|Transfer-Encoding: identity"), 501],
  identity: [post("Transfer-Encoding: identity"), 501],
  xchunked: [post("Transfer-Encoding: xchunked"), 501],
  "chunked with a letter behind": [post("Transfer-Encoding: chunkedx"), 501],
  "gzip, then chunks": [post("Transfer-Encoding: gzip, chunked"), 501],
  "chunks, then gzip": [post("Transfer-Encoding: chunked, gzip"), 501],
  "an empty member before chunks": [post("Transfer-Encoding: ,chunked"), 501],
  "chunks in quotes": [post('Transfer-Encoding: "chunked"'), 501],
  "chunks with a parameter": [post("Transfer-Encoding: chunked;a=b"), 501],
  "an empty coding": [post("Transfer-Encoding:|Content-Length: 4", "abcd"), 400],
  "an empty coding alone": [post("Transfer-Encoding:"), 501],
  "a vertical tab before chunks": [post("Transfer-Encoding: \\x0bchunked"), 400],
  "a no-break space before chunks": [post("Transfer-Encoding: \\xa0chunked"), 501],
  "a blank before the colon": [post("Transfer-Encoding : chunked"), 400],
  "a tab before the colon": [post("Content-Length\\t: 4", "abcd"), 400],
  "a blank before the name": [`POST /x HTTP/1.1| Transfer-Encoding: chunked|Host: localhost||`, 400],
  "a folded line": [post("X-A: b| Transfer-Encoding: chunked"), 400],
  "a folded line with a tab": [post("X-A: b|\\tContent-Length: 4"), 400],
  "a folded coding": [post("Transfer-Encoding:| chunked"), 400],
  "a name with a NUL": [post("Content-Length\\0: 4"), 400],
  "a value with a NUL": [post("X-A: b\\0"), 400],
  "a value with a carriage return": [post("X-A: b\\rTransfer-Encoding: chunked"), 400],
  "a value with a line feed": [post("X-A: b\\nTransfer-Encoding: chunked"), 400],
  "a line without a colon": [post("Transfer-Encoding chunked"), 400],
  "a line that begins with a colon": [post(": chunked"), 400],
  "a name that is none": [post("Transfer(Encoding): chunked"), 400],
  "chunks in HTTP/1.0": [`POST /x HTTP/1.0|Host: localhost|Transfer-Encoding: chunked||0||`, 400],
  "line feeds alone": ["GET /x HTTP/1.1\\nHost: localhost\\n\\n", 400],
  "one line feed alone, so far": ["GET /x HTTP/1.1\\nHo", 400],
  "two blanks in the request line": ["GET  /x HTTP/1.1|Host: localhost||", 400],
  "a tab in the request line": ["GET\\t/x HTTP/1.1|Host: localhost||", 400],
  "a blank in the target": ["GET /x y HTTP/1.1|Host: localhost||", 400],
  "a target with a control": ["GET /x\\x01 HTTP/1.1|Host: localhost||", 400],
  "no target": ["GET HTTP/1.1|Host: localhost||", 400],
  "no version": ["GET /x|Host: localhost||", 400],
  "a version that is none": ["GET /x HTTP/1.10|Host: localhost||", 400],
  "HTTP/2.0": ["GET /x HTTP/2.0|Host: localhost||", 505],
  "the preface of HTTP/2": ["PRI * HTTP/2.0||SM||", 505],
  TLS: ["\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xfc\\x03\\x03\\n\\n", 400],
  "more than 64 KiB of head": [`GET /${"x".repeat(66_000)} HTTP/1.1|Host: localhost||`, 431],
  "more than 64 KiB without an end": [`GET /${"x".repeat(66_000)}`, 431],
  "more than 256 fields": [post("A: b|".repeat(260)), 431],
  "two hosts": ["GET /x HTTP/1.1|Host: localhost|Host: localhost||", 400],
  "no host": ["GET /x HTTP/1.1||", 400],
  "a host with a user": ["GET /x HTTP/1.1|Host: localhost@example.com||", 400],
  "somebody else's name (DNS rebinding)": ["GET /x HTTP/1.1|Host: example.com||", 403],
  "a name that only begins as ours": ["GET /x HTTP/1.1|Host: localhost.example.com||", 403],
  "a request that has passed here before": ["GET /x HTTP/1.1|Host: localhost|X-Brummer-Hop: h||", 508],
  "… with others between": ["GET /x HTTP/1.1|Host: localhost|X-Brummer-Hop: a, h||", 508],
  "a tunnel through a server's port": ["CONNECT example.com:443 HTTP/1.1|Host: localhost||", 501],
};

for (const [name, [text, status]] of Object.entries(smuggling)) {
  test(`refused and recorded: ${name}`, () => {
    const result = sent(text);
    expect({ asked: result.asked, status: result.status }).toEqual({ asked: false, status });
    expect(result.record).toHaveLength(1);
    expect(result.record[0]).toContain(` ${status}, `);
  });
}

test("who is refused for how a request is written is not understood any more", () => {
  const result = sent(
    `${post("Content-Length: 4|Transfer-Encoding: chunked", "0||")}GET /y HTTP/1.1|Host: localhost||`,
  );
  expect(result.closed).toBe(true);
  expect(result.record).toEqual([
    "POST /x 400, 0 up, 100 down, Content-Length and Transfer-Encoding exclude each other",
  ]);
});

test("blanks and tabs around a value are no part of it", () => {
  const result = sent(post("Transfer-Encoding: \\tchunked \\t", "0||"));
  expect(result).toMatchObject({ asked: true, record: ["POST /x -, 0 up, 0 down, goes on"] });
});

/** Bodies that end where one reader says and not where another does. */
const chunks: Readonly<Record<string, string>> = {
  "no size": "|abc|",
  "a size that is no number": "x|abc|",
  "a size with a sign": "+3|abc|",
  "a size as programs write it": "0x3|abc|",
  "a size with a blank before": " 3|abc|",
  "a size beyond all numbers": `${"f".repeat(17)}|`,
  "a size behind an endless line": `3;${"a".repeat(5000)}|abc|`,
  "a line feed behind the size": "3\\nabc|",
  "a carriage return in the size": "3\\rabc|",
  "a line feed in an extension": "3;a\\nb|abc|",
  "a NUL in an extension": "3;a\\0|abc|",
  "more than the size": "3|abcd|",
  "less than the size": "3|ab|0||",
  "a line feed behind the data": "3|abc\\n0||",
  "a line feed in a trailer": "0|A: b\\n|",
  "a NUL in a trailer": "0|A: \\0|",
  "endless trailers": `0|${"A: b|".repeat(5000)}`,
};

for (const [name, body] of Object.entries(chunks)) {
  test(`a chunked body is refused: ${name}`, () => {
    const capture = new Capture({ latest: () => 0, clock: () => 0 });
    const io = new NotedIo();
    const connection = new ProxyConnection(io, policyOf("reverse", capture));
    connection.clientData(wire(post("Transfer-Encoding: chunked")));
    connection.upstreamOpen(false);
    connection.clientData(wire(body));
    expect(io.done).toContain("drop");
    expect(io.done.at(-1)).toBe("end client");
    expect(recordOf(capture)[0]).toContain("POST /x 400, ");
  });

  test(`a chunked answer is refused: ${name}`, () => {
    const capture = new Capture({ latest: () => 0, clock: () => 0 });
    const io = new NotedIo();
    const connection = new ProxyConnection(io, policyOf("reverse", capture));
    connection.clientData(wire("GET / HTTP/1.1|Host: localhost||"));
    connection.upstreamOpen(false);
    connection.upstreamData(wire("HTTP/1.1 200 OK|Transfer-Encoding: chunked||"));
    connection.upstreamData(wire(body));
    expect(io.done.slice(-2)).toEqual(["drop", "end client"]);
    expect(recordOf(capture)[0]).toContain("GET / 200, ");
    expect(recordOf(capture)[0]).toContain("the server's answer is not well-formed");
  });
}

/** Answers that are not understood: the client is told so. */
const answers: Readonly<Record<string, string>> = {
  "two lengths": "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 2||a",
  "length and chunks": "HTTP/1.1 200 OK|Content-Length: 1|Transfer-Encoding: chunked||0||",
  "another coding": "HTTP/1.1 200 OK|Transfer-Encoding: gzip||",
  "an empty coding": "HTTP/1.1 200 OK|Transfer-Encoding:||",
  "a folded line": "HTTP/1.1 200 OK|A: b| c||",
  "a value with a line feed": "HTTP/1.1 200 OK|A: b\\nSet-Cookie: c||",
  "a line feed alone": "HTTP/1.1 200 OK\\n\\nhi",
  "no status": "HTTP/1.1 OK||",
  "a status that is none": "HTTP/1.1 099 OK||",
  "another protocol": "SSH-2.0-OpenSSH_9.2|\\n|",
  "more than 64 KiB of head": `HTTP/1.1 200 OK|A: ${"b".repeat(66_000)}`,
};

for (const [name, text] of Object.entries(answers)) {
  test(`an answer is not understood: ${name}`, () => {
    const capture = new Capture({ latest: () => 0, clock: () => 0 });
    const io = new NotedIo();
    const connection = new ProxyConnection(io, policyOf("reverse", capture));
    connection.clientData(wire("GET / HTTP/1.1|Host: localhost||"));
    connection.upstreamOpen(false);
    connection.upstreamData(wire(text));
    expect(io.done.at(-2)).toBe("drop");
    expect(io.done.at(-1)).toStartWith("client HTTP/1.1 502 Bad Gateway");
    expect(recordOf(capture)[0]).toContain("GET / 502, ");
  });
}

/** Notes only how often the client got something: the texts of so many would be long. */
class CountingIo extends NotedIo {
  sent = 0;

  override toClient(): void {
    this.sent++;
  }
}

test("a hundred thousand requests in one piece, each answered by the proxy itself", () => {
  const capture = new Capture({ latest: () => 0, clock: () => 0 });
  const io = new CountingIo();
  new ProxyConnection(io, policyOf("reverse", capture)).clientData(
    wire("GET / HTTP/1.1|Host: a.example||".repeat(100_000)),
  );
  expect(capture.counts.recorded).toBe(100_000);
  expect(io.sent).toBe(100_000);
});

test("a hundred thousand interim answers in one piece", () => {
  const io = new CountingIo();
  const connection = new ProxyConnection(io, policyOf("reverse", new Capture({ latest: () => 0 })));
  connection.clientData(wire("GET / HTTP/1.1|Host: localhost||"));
  connection.upstreamOpen(false);
  connection.upstreamData(wire(`${"HTTP/1.1 100 Continue||".repeat(100_000)}HTTP/1.1 204 No Content||`));
  expect(io.done.at(-1)).toBe("release");
  expect(io.sent).toBe(100_001);
});

test("a head that drips in byte by byte costs no more than its length", () => {
  const io = new NotedIo();
  const connection = new ProxyConnection(io, policyOf("reverse", new Capture({ latest: () => 0 })));
  const bytes = wire(`GET /${"x".repeat(60_000)} HTTP/1.1|Host: localhost||`);
  const began = performance.now();
  for (let at = 0; at < bytes.length; at++) connection.clientData(bytes.subarray(at, at + 1));
  expect(io.done).toEqual(["open"]);
  // Some 20 ms; what reads all of it again with each byte takes more than a second.
  expect(performance.now() - began).toBeLessThan(800);
});
