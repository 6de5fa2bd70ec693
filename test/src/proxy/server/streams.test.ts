import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { portOf, running, tcpServer, until } from "./running.ts";

const MEGABYTE = 1024 * 1024;

/** A raw connection, and the text that has come from it. */
function client(port: number): { readonly socket: Socket; text: string; ended: boolean } {
  const own = { socket: connect({ port, host: "127.0.0.1", allowHalfOpen: true }), text: "", ended: false };
  own.socket.on("error", () => {});
  own.socket.on("data", (bytes) => {
    own.text += bytes.toString("latin1");
  });
  own.socket.on("close", () => {
    own.ended = true;
  });
  own.socket.on("end", () => {
    own.ended = true;
  });
  return own;
}

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

test("each server-sent event arrives before the next is sent", async () => {
  let stream: Socket | undefined;
  await using server = await tcpServer((socket) => {
    // As most servers take it.
    socket.on("end", () => socket.end());
    socket.once("data", () => {
      stream = socket;
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    });
  });
  await using proxy = running();
  const own = client(await portOf(proxy, `http://127.0.0.1:${server.port}`));
  own.socket.write(GET);
  await until("the head is there", () => own.text.includes("\r\n\r\n"));
  for (let number = 0; number < 50; number++) {
    const event = `data: ${number}\n\n`;
    stream?.write(`${event.length.toString(16)}\r\n${event}\r\n`);
    await until(`event ${number}`, () => own.text.includes(event));
  }
  expect(proxy.capture.rows()[0]).toMatchObject({ status: 200, type: "text/event-stream", doneMs: null });
  own.socket.destroy();
  await until("the record is closed", () => proxy.capture.rows()[0]?.doneMs !== null);
  expect(proxy.capture.rows()[0]?.error).toBe("the client has closed the connection");
});

test("a client that leaves takes the server's work with it within a moment", async () => {
  let isGone = false;
  let asked = false;
  await using server = await tcpServer((socket) => {
    socket.once("data", () => {
      asked = true;
    });
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      isGone = true;
    });
  });
  await using proxy = running();
  const own = client(await portOf(proxy, `http://127.0.0.1:${server.port}`));
  // With a second request behind the first, which waits.
  own.socket.write(GET + GET);
  await until("the server is asked", () => asked);
  const began = performance.now();
  own.socket.resetAndDestroy();
  await until("the server's connection is gone", () => isGone);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(proxy.capture.rows()[0]?.error).toBe("the client has closed the connection");
});

test("a client that does not read holds its server: no more than a few megabytes wait", async () => {
  let sent = 0;
  let isOver = false;
  await using server = await tcpServer((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const piece = Buffer.alloc(64 * 1024, "x");
      const more = () => {
        while (!isOver) {
          sent += piece.length;
          if (!socket.write(piece)) break;
        }
      };
      socket.on("drain", more);
      more();
    });
  });
  await using proxy = running();
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  const before = process.memoryUsage().rss;
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.pause();
  socket.write(GET);
  // It comes to rest: nothing has been sent for a while.
  let last = -1;
  await until("the server waits", () => {
    const isStill = sent === last && sent > 0;
    last = sent;
    Bun.sleepSync(50);
    return isStill;
  });
  await Bun.sleep(200);
  const held = sent;
  await Bun.sleep(200);
  expect(sent).toBe(held);
  // The kernel's buffers of two connections (some 3 MB each), and two reads of ours.
  expect(held).toBeLessThan(24 * MEGABYTE);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * MEGABYTE);
  // And it goes on when it reads again.
  let got = 0;
  socket.on("data", (bytes) => {
    got += bytes.length;
  });
  socket.resume();
  await until("all that was sent, and more, has come", () => got > held + MEGABYTE);
  isOver = true;
  socket.destroy();
}, 30_000);

test("a server that does not read holds its client", async () => {
  let stream: Socket | undefined;
  await using server = await tcpServer((socket) => {
    socket.pause();
    stream = socket;
  });
  await using proxy = running();
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  const total = 64 * MEGABYTE;
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${total}\r\n\r\n`);
  const piece = Buffer.alloc(64 * 1024, "y");
  let sent = 0;
  const more = () => {
    while (sent < total) {
      sent += piece.length;
      if (!socket.write(piece)) break;
    }
    if (sent >= total) socket.off("drain", more);
  };
  socket.on("drain", more);
  more();
  await until("the server is there", () => stream !== undefined);
  let held = -1;
  for (let still = 0; still < 5; await Bun.sleep(50)) {
    still = sent === held ? still + 1 : 0;
    held = sent;
  }
  expect(held).toBeLessThan(24 * MEGABYTE);
  let got = 0;
  stream?.on("data", (bytes) => {
    got += bytes.length;
  });
  stream?.resume();
  await until("all of it has come", () => got > total);
  expect(proxy.capture.rows()[0]?.requestBytes).toBe(total);
  socket.destroy();
}, 30_000);

test("who asks again and again without reading is not asked for more", async () => {
  let asked = 0;
  const body = Buffer.alloc(256 * 1024, "z");
  await using server = await tcpServer((socket) => {
    socket.on("data", () => {
      asked++;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
  });
  await using proxy = running();
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.pause();
  socket.write(GET.repeat(1000));
  let last = -1;
  for (let still = 0; still < 5; await Bun.sleep(50)) {
    still = asked === last && asked > 0 ? still + 1 : 0;
    last = asked;
  }
  expect(asked).toBeLessThan(100);
  let got = 0;
  socket.on("data", (bytes) => {
    got += bytes.length;
  });
  socket.resume();
  await until("all thousand answers have come", () => got >= 1000 * body.length);
  expect(proxy.capture.counts.recorded).toBe(1000);
  socket.destroy();
}, 30_000);

test("a range is asked for and answered as it is", async () => {
  const file = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 256));
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "") ?? [];
      const part = file.subarray(Number(from), Number(to) + 1);
      return new Response(part, { status: 206, headers: { "content-range": `bytes ${from}-${to}/1000` } });
    },
  });
  try {
    await using proxy = running();
    const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
    const answer = await fetch(`http://localhost:${port}/file`, { headers: { range: "bytes=100-399" } });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([206, "bytes 100-399/1000"]);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.subarray(100, 400))).toBe(true);
  } finally {
    await server.stop(true);
  }
});

test("messages of web sockets: text, binary, large, in pieces, compressed; the record keeps the newest", async () => {
  for (const compressed of [false, true]) {
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, own) => (own.upgrade(request) ? undefined : new Response("no")),
      websocket: {
        perMessageDeflate: compressed,
        message(socket, message) {
          socket.send(message, compressed);
          if (message === "ping me") socket.ping("now");
        },
      },
    });
    try {
      await using proxy = running();
      const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
      const socket = new WebSocket(`ws://localhost:${port}/`);
      socket.binaryType = "arraybuffer";
      const got: (string | number)[] = [];
      socket.onmessage = ({ data }) => got.push(typeof data === "string" ? data : data.byteLength);
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      const large = "w".repeat(2 * MEGABYTE);
      socket.send("hello");
      socket.send(new Uint8Array(300_000));
      socket.send(large);
      socket.send("ping me");
      await until("all are back", () => got.length === 4);
      expect(got).toEqual(["hello", 300_000, large, "ping me"]);
      for (let number = 0; number < 300; number++) socket.send(`message ${number}`);
      await until("the others are, too", () => got.length === 304);
      socket.close(1000, "enough");
      await until("it is over", () => proxy.capture.rows()[0]?.doneMs !== null);
      const [row] = proxy.capture.rows();
      expect(row).toMatchObject({ status: 101, upgrade: "websocket", error: null });
      // 304 in each direction, a ping, a pong, two closes.
      expect(row?.frames).toBeGreaterThanOrEqual(610);
      const exchange = proxy.capture.find(row?.id ?? 0);
      expect(exchange?.messages).toHaveLength(200);
      expect(exchange?.messagesDropped).toBe((row?.frames ?? 0) - 200);
      if (!compressed) expect(exchange?.messages.some(({ text }) => text === "message 299")).toBe(true);
    } finally {
      await server.stop(true);
    }
  }
}, 30_000);

test("a message in fragments with a ping between them is one message", async () => {
  const frame = (first: number, text: string) => Buffer.concat([Buffer.from([first, text.length]), Buffer.from(text)]);
  await using server = await tcpServer((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      for (const part of [frame(0x01, "frag"), frame(0x89, "?"), frame(0x00, "men"), frame(0x80, "ts")])
        socket.write(part);
      socket.end(frame(0x88, "\x03\xe8"));
    });
  });
  await using proxy = running();
  const own = client(await portOf(proxy, `http://127.0.0.1:${server.port}`));
  own.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await until("it is over", () => own.ended);
  const { messages = [] } = proxy.capture.find(1) ?? {};
  expect(messages.map(({ kind, text }) => [kind, text])).toEqual([
    ["ping", undefined],
    ["text", "fragments"],
    ["close", undefined],
  ]);
  own.socket.destroy();
});
