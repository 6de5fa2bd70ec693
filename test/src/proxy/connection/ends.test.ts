import { test } from "bun:test";
import { play } from "./playbook.ts";

const GET = "GET / HTTP/1.1|Host: localhost||";
const ASKED = "GET / HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||";
const POST = "POST / HTTP/1.1|Host: localhost|Content-Length: 4||";
const POSTED = "POST / HTTP/1.1|Host: localhost:3000|Content-Length: 4|X-Brummer-Hop: h||";
const WS = "GET /ws HTTP/1.1|Host: localhost|Connection: keep-alive, Upgrade|Upgrade: websocket||";
const WS_ASKED = "GET /ws HTTP/1.1|Host: localhost:3000|Upgrade: websocket|X-Brummer-Hop: h|Connection: Upgrade||";
const SWITCHED = "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||";

/** The body of the proxy's own answer. */
function said(status: string, why: string, stays = false): string {
  const body = `Brummer's proxy for http://localhost:3000: ${why}.\\x0a`;
  const length = body.length - "\\x0".length;
  return `HTTP/1.1 ${status}|Content-Type: text/plain; charset=utf-8|Content-Length: ${length}|Connection: ${stays ? "keep-alive" : "close"}||${body}`;
}

test("a client that leaves takes its request to the server with it: while it connects", () => {
  play(`
    >> client ${GET}
    << open
    >> client gone
    << drop
    << abort client
    == GET / -, 0 up, 0 down, the client has closed the connection
  `);
});

test("… before the answer, in the middle of it, and in the middle of its own body", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> client gone
    << drop
    << abort client
    == GET / -, 0 up, 0 down, the client has closed the connection
  `);
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 5||he
    << client HTTP/1.1 200 OK|Content-Length: 5||he
    >> client gone
    << drop
    << abort client
    == GET / 200, 0 up, 2 down, the client has closed the connection
  `);
  play(`
    >> client ${POST}ab
    << open fresh
    >> opened
    << server ${POSTED}ab
    >> client end
    << drop
    << abort client
    == POST / -, 2 up, 0 down, the client has closed the connection
  `);
});

test("a client that ends its side: the server hears of it, and says whether it goes on", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Content-Length: 5||he
    << client HTTP/1.1 200 OK|Content-Length: 5||he
    >> client end
    << end server
    >> server end
    << drop
    << drop
    << abort client
    == GET / 200, 0 up, 2 down, the client has closed the connection
  `);
  play(`
    >> client ${GET}
    << open
    >> client end
    >> reused
    << server ${ASKED}
    << end server
    >> server end
    << drop
    << drop
    << abort client
    == GET / -, 0 up, 0 down, the client has closed the connection
  `);
});

test("… while nothing is under way, or with half a head: nothing is recorded of that", () => {
  play(`
    >> client gone
    << abort client
  `);
  play(`
    >> client GET / HT
    >> client end
    << end client
  `);
});

test("a server that cannot be reached, or is too slow", () => {
  play(`
    >> client ${GET}
    << open
    >> refused
    << client ${said("502 Bad Gateway", "nobody listens there", true)}
    == GET / 502, 0 up, 65 down, nobody listens there
  `);
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> too slow
    << client ${said("504 Gateway Timeout", "it is too slow", true)}
    >> client ${GET}
    << open
    == GET / 504, 0 up, 59 down, it is too slow
    == GET / -, 0 up, 0 down, goes on
  `);
});

test("a server that is too slow for a body that has not all come ends the client's connection", () => {
  play(`
    >> client ${POST}a
    << open fresh
    >> refused
    << client ${said("502 Bad Gateway", "nobody listens there")}
    << end client
    == POST / 502, 0 up, 65 down, nobody listens there
  `);
});

test("a server that ends without an answer, or in the middle of its head", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server end
    << drop
    << client ${said("502 Bad Gateway", "the server closed the connection without an answer", true)}
  `);
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Conte
    >> server end
    << drop
    << client ${said("502 Bad Gateway", "the server closed the connection in the middle of the answer's head", true)}
  `);
});

test("a server that ends in the middle of an answer: what came goes on, and the client's connection ends, too", () => {
  for (const [head, body] of [
    ["Content-Length: 5", "he"],
    ["Transfer-Encoding: chunked", "5|he"],
    ["Transfer-Encoding: chunked", "5|hello|0|"],
  ]) {
    play(`
      >> client ${GET}
      << open
      >> opened
      << server ${ASKED}
      >> server HTTP/1.1 200 OK|${head}||${body}
      << client HTTP/1.1 200 OK|${head}||${body}
      >> server end
      << drop
      << end client
      == GET / 200, 0 up, ${body?.includes("hello") ? 5 : 2} down, the server closed the connection in the middle of the answer
    `);
  }
});

test("… an old client, which could not tell, sees its connection break", () => {
  play(`
    >> client GET / HTTP/1.0|Host: localhost||
    << open
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|he
    << client HTTP/1.1 200 OK|Connection: close||he
    >> server end
    << drop
    << abort client
  `);
});

test("a safe request is sent again where a kept connection had ended already", () => {
  play(`
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server end
    << drop
    << open fresh
    >> opened
    << server ${ASKED}
    >> server HTTP/1.1 204 No Content||
    << client HTTP/1.1 204 No Content||
    << release
    == GET / 204, 0 up, 0 down
  `);
});

test("… but not a second time, not when an answer has begun, and not one with a body, for which a new one is taken at once", () => {
  play(`
    >> client ${GET}
    << open
    >> reused
    << server ${ASKED}
    >> server HTTP/1.1 103 Early Hints||
    << client HTTP/1.1 103 Early Hints||
    >> server end
    << drop
    << client ${said("502 Bad Gateway", "the server closed the connection in the middle of the answer's head", true)}
  `);
  play(`
    >> client GET / HTTP/1.1|Host: localhost|Content-Length: 1||a
    << open fresh
    >> opened
    << server GET / HTTP/1.1|Host: localhost:3000|Content-Length: 1|X-Brummer-Hop: h||a
    >> server end
    << drop
    << client ${said("502 Bad Gateway", "the server closed the connection without an answer", true)}
  `);
});

test("a changed protocol passes in both directions, with what came early", () => {
  play(`
    >> client ${WS}early
    << open
    >> opened
    << server ${WS_ASKED}
    >> server ${SWITCHED}first
    << client HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||
    << server early
    << client first
    >> client \\x81\\x00
    << server \\x81\\x00
    >> server end
    << drop
    << end client
    == GET /ws 101 websocket, 7 up, 5 down
  `);
});

test("a client that ends its side of a changed protocol still hears the other", () => {
  play(`
    >> client ${WS}
    << open
    >> opened
    << server ${WS_ASKED}
    >> server ${SWITCHED}
    << client HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||
    >> client end
    << end server
    >> server bye
    << client bye
    >> server end
    << drop
    << end client
  `);
});

test("a change that the server declines is an answer as any other", () => {
  play(`
    >> client ${WS}
    << open
    >> opened
    << server ${WS_ASKED}
    >> server HTTP/1.1 426 Upgrade Required|Content-Length: 0||
    << client HTTP/1.1 426 Upgrade Required|Content-Length: 0||
    << release
  `);
});

test("a change that nobody asked for is refused", () => {
  play(`
    >> client ${GET}
    << open
    >> opened
    << server ${ASKED}
    >> server ${SWITCHED}
    << drop
    << client ${said("502 Bad Gateway", "the server's answer is not understood: it changes the protocol, which nobody asked for", true)}
  `);
});

test("a tunnel, with bytes that came before it stood; either side ends it", () => {
  play(
    `
    >> client CONNECT example.com:443 HTTP/1.1|Host: example.com:443||early
    << open fresh
    >> opened
    << client HTTP/1.1 200 Connection Established||
    << server early
    >> server hello
    << client hello
    >> client more
    << server more
    >> client gone
    << drop
    << abort client
    == CONNECT example.com:443 200 tunnel, 9 up, 5 down
  `,
    "full",
  );
});

test("a tunnel to nobody, or back to the proxy", () => {
  play(
    `
    >> client CONNECT example.com:443 HTTP/1.1|Host: example.com:443||
    << open fresh
    >> refused
    << client HTTP/1.1 502 Bad Gateway|Content-Type: text/plain; charset=utf-8|Content-Length: 39|Connection: keep-alive||Brummer's proxy: nobody listens there.\\x0a
    >> client CONNECT localhost:20888 HTTP/1.1|Host: localhost:20888||
    << client HTTP/1.1 508 Loop Detected|Content-Type: text/plain; charset=utf-8|Content-Length: 58|Connection: keep-alive||Brummer's proxy: the tunnel would lead back to the proxy.\\x0a
  `,
    "full",
  );
});

test("a forward proxy: the target says who is meant", () => {
  play(
    `
    >> client GET http://example.com/a?b HTTP/1.1|Host: other.example|Proxy-Connection: keep-alive|Proxy-Authorization: Basic x||
    << open
    >> opened
    << server GET /a?b HTTP/1.1|Host: example.com|X-Brummer-Hop: h||
    == GET http://example.com/a?b -, 0 up, 0 down, goes on
  `,
    "full",
  );
});
