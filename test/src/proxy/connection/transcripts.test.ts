import { test } from "bun:test";
import { play } from "./playbook.ts";

const GET = "GET / HTTP/1.1|Host: localhost||";
const ASKED = "GET / HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||";

test("one exchange, and the next on the same connections", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 2||hi
    << client HTTP/1.1 200 OK|Content-Length: 2||hi
    << release
    >> client GET /b HTTP/1.1|Host: localhost||
    << open
    >> reused
    << server GET /b HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||
    >> server HTTP/1.1 200 OK|Content-Length: 0||
    << client HTTP/1.1 200 OK|Content-Length: 0||
    << release
    >> client end
    << end client
    == GET / 200, 0 up, 2 down
    == GET /b 200, 0 up, 0 down
  `);
});

test("pieces of heads and bodies, and empty lines before a request", () => {
  play(`
    >> client ||G
    >> client ET / HTTP/1.1|Host: localhost|\\r
    >> client \\n
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Con
    >> server tent-Length: 5||h
    << client HTTP/1.1 200 OK|Content-Length: 5||h
    >> server ell
    << client ell
    >> server o
    << client o
    << release
    == GET / 200, 0 up, 5 down
  `);
});

test("requests that come before the answer are asked one after the other", () => {
  play(`
    >> client ${GET}GET /b HTTP/1.1|Host: localhost||GET /c HT
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 204 No Content||
    << client HTTP/1.1 204 No Content||
    << release
    << open
    >> client TP/1.1|Host: localhost||
    >> reused
    << server GET /b HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||
    >> server HTTP/1.1 200 OK|Content-Length: 1||b
    << client HTTP/1.1 200 OK|Content-Length: 1||b
    << release
    << open
    == GET / 204, 0 up, 0 down
    == GET /b 200, 0 up, 1 down
    == GET /c -, 0 up, 0 down, goes on
  `);
});

test("a client that ends its side after its requests gets all answers", () => {
  play(`
    >> client ${GET}${GET}
    << open
    >> client end
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 204 No Content||
    << client HTTP/1.1 204 No Content||
    << release
    << open
    >> reused
    << server ${ASKED}
    << end server
    >> server HTTP/1.1 200 OK|Content-Length: 2||hi
    << client HTTP/1.1 200 OK|Content-Length: 2||hi
    << drop
    << end client
    == GET / 204, 0 up, 0 down
    == GET / 200, 0 up, 2 down
  `);
});

test("HEAD, 204 and 304 have no body, whatever their heads say", () => {
  play(`
    >> client HEAD / HTTP/1.1|Host: localhost||
    << open
    >> opened
    << server HEAD / HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||
    >> server HTTP/1.1 200 OK|Content-Length: 1000||
    << client HTTP/1.1 200 OK|Content-Length: 1000||
    << release
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.1 304 Not Modified|Content-Length: 1000|ETag: "x"||
    << client HTTP/1.1 304 Not Modified|Content-Length: 1000|ETag: "x"||
    << release
    == HEAD / 200, 0 up, 0 down
    == GET / 304, 0 up, 0 down
  `);
});

test("interim answers go to the client as they come: 100-continue, early hints", () => {
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Expect: 100-continue|Content-Length: 4||
    << open fresh
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Expect: 100-continue|Content-Length: 4|X-Brummer-Hop: h||
    >> server HTTP/1.1 103 Early Hints|Link: </a.css>||HTTP/1.1 100 Continue||
    << client HTTP/1.1 103 Early Hints|Link: </a.css>||HTTP/1.1 100 Continue||
    >> client body
    << server body
    >> server HTTP/1.1 102 Processing||HTTP/1.1 201 Created|Content-Length: 2||ok
    << client HTTP/1.1 102 Processing||HTTP/1.1 201 Created|Content-Length: 2||ok
    << release
    == POST / 201, 4 up, 2 down
  `);
});

test("chunks pass as they are, with extensions and trailers, both ways", () => {
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Trailer: X-Sum||5;a=b|he
    << open fresh
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Transfer-Encoding: chunked|Trailer: X-Sum|X-Brummer-Hop: h||5;a=b|he
    >> client llo|0|X-Sum: 5||
    << server llo|0|X-Sum: 5||
    >> server HTTP/1.1 200 OK|Transfer-Encoding: chunked||3 ; q="x"|abc|
    << client HTTP/1.1 200 OK|Transfer-Encoding: chunked||3 ; q="x"|abc|
    >> server 00000|Server-Timing: a||
    << client 00000|Server-Timing: a||
    << release
    == POST / 200, 5 up, 3 down
  `);
});

test("an answer without a length goes on until the server ends it", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK||some
    << client HTTP/1.1 200 OK|Connection: close||some
    >> server thing
    << client thing
    >> server end
    << drop
    << end client
    == GET / 200, 0 up, 9 down
  `);
});

test("a client of HTTP/1.0 gets chunks without their framing, and no interim answers", () => {
  play(`
    >> client GET / HTTP/1.0|Host: localhost|Connection: keep-alive||
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 103 Early Hints||HTTP/1.1 200 OK|Transfer-Encoding: chunked|Trailer: X||3|abc|
    << client HTTP/1.1 200 OK|Connection: close||abc
    >> server 2|de|0|X: y||
    << client de
    << release
    << end client
    == GET / 200, 0 up, 5 down
  `);
});

test("a client of HTTP/1.0 that asks for it keeps its connection", () => {
  play(`
    >> client GET / HTTP/1.0|Host: localhost|Connection: keep-alive||
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 1||a
    << client HTTP/1.1 200 OK|Content-Length: 1|Connection: keep-alive||a
    << release
    >> client GET / HTTP/1.0|Host: localhost||
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 1||a
    << client HTTP/1.1 200 OK|Content-Length: 1|Connection: close||a
    << release
    << end client
  `);
});

test("an answer before the request is whole ends both connections", () => {
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Content-Length: 100||some
    << open fresh
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Content-Length: 100|X-Brummer-Hop: h||some
    >> server HTTP/1.1 413 Content Too Large|Content-Length: 0||
    << client HTTP/1.1 413 Content Too Large|Content-Length: 0||
    << drop
    << end client
    >> client of the rest
    == POST / 413, 4 up, 0 down
  `);
});

test("a request goes on while its answer comes", () => {
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Content-Length: 4||a
    << open fresh
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Content-Length: 4|X-Brummer-Hop: h||a
    >> server HTTP/1.1 200 OK|Content-Length: 4||a
    << client HTTP/1.1 200 OK|Content-Length: 4||a
    >> client bcd
    << server bcd
    >> server bcd
    << client bcd
    << release
    == POST / 200, 4 up, 4 down
  `);
});

test("what is said of one connection stays on it; all else keeps its case and order", () => {
  play(`
    >> client GET / HTTP/1.1|hOST: localhost|Connection: keep-alive, X-Own|X-Own: 1|Keep-Alive: 5|Proxy-Connection: x|TE: trailers|Cookie: a|cookie: b||
    << open
    >> opened
    << server GET / HTTP/1.1|hOST: localhost:3000|TE: trailers|Cookie: a|cookie: b|X-Brummer-Hop: h||
    >> server HTTP/1.1 200 Fine|Set-Cookie: a|SET-COOKIE: b|Connection: X-Two|X-Two: 2|Keep-Alive: timeout=5|Content-Length: 0||
    << client HTTP/1.1 200 Fine|Set-Cookie: a|SET-COOKIE: b|Content-Length: 0||
    << release
  `);
});

test("fields that say how long a message is cannot be taken away by naming them", () => {
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Connection: Content-Length, Host|Content-Length: 1||a
    << open fresh
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Content-Length: 1|X-Brummer-Hop: h||a
  `);
});

test("either side may end the connection after an answer", () => {
  play(`
    >> client GET / HTTP/1.1|Host: localhost|Connection: close||
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 1|Connection: close||a
    << client HTTP/1.1 200 OK|Content-Length: 1|Connection: close||a
    << drop
    << end client
  `);
});

test("what a server says beside its answer is thrown away with the connection", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 1||aHTTP/1.1 200 OK|Content-Length: 5||wrong
    << client HTTP/1.1 200 OK|Content-Length: 1||a
    << drop
    == GET / 200, 0 up, 1 down
  `);
});

test("a body that waits for its server holds the client at 64 KiB", () => {
  const much = "x".repeat(70_000);
  play(`
    >> client POST / HTTP/1.1|Host: localhost|Content-Length: 70001||
    << open fresh
    >> client ${much}
    << pause
    >> opened
    << server POST / HTTP/1.1|Host: localhost:3000|Content-Length: 70001|X-Brummer-Hop: h||${much}
    << resume
    >> client y
    << server y
  `);
});

test("so do requests that wait for the answer to another", () => {
  const many = `GET /x HTTP/1.1|Host: localhost|X: ${"x".repeat(70_000 / 7)}||`.repeat(7);
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> client ${many}
    << pause
    >> client gone
    << drop
    << abort client
  `);
});

test("an answer that needs no change goes on as it came, blanks and all; one of HTTP/1.0 is told as 1.1", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|x-a:one|X-B:   two |Content-Length:2||hi
    << client HTTP/1.1 200 OK|x-a:one|X-B:   two |Content-Length:2||hi
    << release
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|x-a:one|Keep-Alive: timeout=5|Content-Length:2||hi
    << client HTTP/1.1 200 OK|x-a: one|Content-Length: 2||hi
    << release
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.0 200 OK|x-a:one|Connection: keep-alive|Content-Length:2||hi
    << client HTTP/1.1 200 OK|x-a: one|Content-Length: 2||hi
    << release
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.0 200 OK|x-a:one|Content-Length:2||hi
    << client HTTP/1.1 200 OK|x-a: one|Content-Length: 2||hi
    << drop
    == GET / 200, 0 up, 2 down
    == GET / 200, 0 up, 2 down
    == GET / 200, 0 up, 2 down
    == GET / 200, 0 up, 2 down
  `);
});
